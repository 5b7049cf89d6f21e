import type { RandomStream } from '@pneumo/core';
import type { DrawnOperation } from '../augmentationRecord.ts';

/** The operations that RandAugment, TrivialAugment and AugMix choose from. */
export type SearchName =
  | 'identity'
  | 'shearX'
  | 'shearY'
  | 'shiftX'
  | 'shiftY'
  | 'rotation'
  | 'brightness'
  | 'contrast'
  | 'sharpen'
  | 'posterise'
  | 'solarise'
  | 'autocontrast'
  | 'equalise';

/** Every name but that of colour saturation, which a grey film does not have. */
export const SEARCH_NAMES: readonly SearchName[] = [
  'identity',
  'shearX',
  'shearY',
  'shiftX',
  'shiftY',
  'rotation',
  'brightness',
  'contrast',
  'sharpen',
  'posterise',
  'solarise',
  'autocontrast',
  'equalise',
];

/** What a magnitude of 1 means. */
export interface Magnitudes {
  /** Slope. */
  readonly shear: number;
  /** Fraction of the side. */
  readonly shift: number;
  /** Degrees. */
  readonly rotation: number;
  /** Distance of the factor from 1, for brightness, contrast and sharpness. */
  readonly factor: number;
  /** Bits that go. */
  readonly bits: number;
}

/** Full strength as in the papers and in torchvision. */
export const MAGNITUDES = {
  /** Cubuk et al., RandAugment, 2020. */
  randAugment: { shear: 0.3, shift: 150 / 331, rotation: 30, factor: 0.9, bits: 4 },
  /** Müller and Hutter, TrivialAugment, 2021, wide; its 32 pixels are of ImageNet's 224. */
  trivialAugment: { shear: 0.99, shift: 32 / 224, rotation: 135, factor: 0.99, bits: 6 },
} as const satisfies Record<string, Magnitudes>;

/** Draws one of the names and gives its operation at a magnitude from 0 to 1, none for the identity. */
export function drawFrom(
  full: Magnitudes,
  names: readonly SearchName[],
  magnitude: number,
  stream: RandomStream,
): DrawnOperation[] {
  const name = names[stream.integer(names.length)]!;
  const sign = stream.bernoulli(0.5) ? 1 : -1;
  // No -0, which JSON does not keep.
  const signed = magnitude === 0 ? 0 : sign * magnitude;
  switch (name) {
    case 'identity':
      return [];
    case 'shearX':
      return [{ type: 'shear', x: signed * full.shear, y: 0 }];
    case 'shearY':
      return [{ type: 'shear', x: 0, y: signed * full.shear }];
    case 'shiftX':
      return [{ type: 'shift', x: signed * full.shift, y: 0 }];
    case 'shiftY':
      return [{ type: 'shift', x: 0, y: signed * full.shift }];
    case 'rotation':
      return [{ type: 'rotation', degrees: signed * full.rotation }];
    case 'brightness':
    case 'contrast':
    case 'sharpen':
      return [{ type: name, factor: 1 + signed * full.factor }];
    case 'posterise':
      return [{ type: 'posterise', bits: 8 - Math.round(magnitude * full.bits) }];
    case 'solarise':
      return [{ type: 'solarise', threshold: 1 - magnitude }];
    case 'autocontrast':
    case 'equalise':
      return [{ type: name }];
  }
}
