import { checkInteger, checkOneOf, type RandomStream, randomStream } from '@pneumo/core';
import type { AugmentationRecord, DrawnOperation } from '../augmentationRecord.ts';
import { type ShiftName, type ShiftSeverity, shiftSuite } from './shiftSuite.ts';

/**
 * What a shift of the suite does to one image: a pure function of its arguments. Directions, places
 * and noise are drawn for each image; the amount is that of the suite.
 *
 * @param name - the shift
 * @param severity - from 1 to 5
 * @param id - the sample's id
 * @param width - columns of the image, in which blur is measured; at least 1
 * @returns a record for {@link applyAugmentation}
 * @throws PneumoError `INVALID_ARGUMENT` for an unknown shift or a severity that is not 1 to 5
 *
 * @example
 * ```ts
 * shiftRecord('noise', 2, 'IM-0115-0001.jpeg', 224).operations[0]!.type; // 'gaussianNoise'
 * ```
 */
export function shiftRecord(
  name: ShiftName,
  severity: ShiftSeverity,
  id: string,
  width: number,
): AugmentationRecord {
  checkOneOf('name', name, Object.keys(shiftSuite.shifts) as ShiftName[]);
  checkInteger('severity', severity, { min: 1, max: 5 });
  checkInteger('width', width, { min: 1 });
  const amount = shiftSuite.shifts[name].amounts[severity - 1]!;
  const stream = randomStream(shiftSuite.version, shiftSuite.name, name, severity, id);
  const operation = operationOf(name, amount, width, stream);
  return { version: 1, seed: shiftSuite.version, epoch: 0, id, fill: 'edge', operations: [operation] };
}

function operationOf(name: ShiftName, amount: number, width: number, stream: RandomStream): DrawnOperation {
  const either = stream.bernoulli(0.5);
  switch (name) {
    case 'overexposure':
    case 'underexposure':
      return { type: 'brightness', factor: amount };
    case 'contrast':
      return { type: 'contrast', factor: amount };
    case 'gamma':
      return { type: 'gamma', gamma: either ? amount : 1 / amount };
    case 'zoom':
      return { type: 'scale', factor: either ? amount : 1 / amount };
    case 'aspect':
      return { type: 'aspect', factor: either ? amount : 1 / amount };
    case 'rotation':
      return { type: 'rotation', degrees: either ? amount : -amount };
    case 'crop': {
      const [x, y] = [stream.uniform(0, 1 - amount), stream.uniform(0, 1 - amount)];
      return { type: 'randomResizedCrop', x, y, width: amount, height: amount };
    }
    case 'blur':
      return { type: 'blur', sigma: Math.min(50, amount * width) };
    case 'noise':
      return { type: 'gaussianNoise', deviation: amount, seed: stream.nextUint32() };
    case 'compression':
      return { type: 'jpeg', quality: amount };
    case 'marker': {
      const across = stream.uniform(0.08, 0.2);
      return {
        type: 'marker',
        letter: stream.bernoulli(0.5) ? 'L' : 'R',
        x: either ? across : 1 - across,
        y: stream.uniform(0.1, 0.25),
        height: amount,
        level: 1,
      };
    }
    case 'border':
      return { type: 'frame', left: amount, top: amount, right: amount, bottom: amount, level: 0 };
  }
}
