import type { OperationChance } from '../augmentPolicy.ts';
import { drawGlyph } from '../pixels/drawGlyph.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Writes a side marker, L or R, near one of the upper corners, as radiographers place them: no shortcut is left in it. */
export interface MarkerOperation extends OperationChance {
  /** Names the operation. */
  type: 'marker';
  /** Largest height of the letter, as a fraction of the image's; the smallest is half of it. From 0.02 to 0.5. */
  height: number;
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** A side marker was drawn. */
export interface DrawnMarker {
  /** Names the operation. */
  type: 'marker';
  /** The letter. */
  letter: 'L' | 'R';
  /** Its centre, as a fraction of the width. */
  x: number;
  /** Its centre, as a fraction of the height. */
  y: number;
  /** Its height, as a fraction of the image's. */
  height: number;
  /** The grey, from 0 (black) to 1 (white). */
  level: number;
}

/** Writes a letter. */
export const marker: IntensityDefinition<'marker'> = {
  kind: 'intensity',
  policyFields: { height: [0.02, 0.5], level: [0, 1] },
  recordFields: { letter: { oneOf: ['L', 'R'] }, x: [0, 1], y: [0, 1], height: [0.02, 0.5], level: [0, 1] },
  draw: ({ height, level }, stream) => {
    const letter = stream.bernoulli(0.5) ? 'L' : 'R';
    const atLeft = stream.bernoulli(0.5);
    const across = stream.uniform(0.06, 0.2);
    return {
      type: 'marker',
      letter,
      x: atLeft ? across : 1 - across,
      y: stream.uniform(0.06, 0.25),
      height: stream.uniform(height / 2, height),
      level,
    };
  },
  change: (drawn, values, frame) => drawGlyph(values, frame, drawn),
};
