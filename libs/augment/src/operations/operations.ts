import type { AugmentOperation } from '../augmentPolicy.ts';
import { aspect } from './aspect.ts';
import { augMix } from './augMix.ts';
import { autocontrast } from './autocontrast.ts';
import { blur } from './blur.ts';
import { brightness } from './brightness.ts';
import { clahe } from './clahe.ts';
import { coarseDropout } from './coarseDropout.ts';
import { contrast } from './contrast.ts';
import { elastic } from './elastic.ts';
import { equalise } from './equalise.ts';
import { frame } from './frame.ts';
import { gamma } from './gamma.ts';
import { gaussianNoise } from './gaussianNoise.ts';
import { horizontalFlip } from './horizontalFlip.ts';
import { invert } from './invert.ts';
import { jpeg } from './jpeg.ts';
import { marker } from './marker.ts';
import type {
  ExpansionDefinition,
  ExpansionType,
  OperationDefinition,
  OperationType,
} from './operationDefinition.ts';
import { perspective } from './perspective.ts';
import { posterise } from './posterise.ts';
import { randAugment } from './randAugment.ts';
import { randomResizedCrop } from './randomResizedCrop.ts';
import { rotation } from './rotation.ts';
import { scale } from './scale.ts';
import { sharpen } from './sharpen.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';
import { solarise } from './solarise.ts';
import { trivialAugment } from './trivialAugment.ts';

/** Every operation by its name: a new one is a file, a line here, and its two types. */
export const operations: { readonly [T in OperationType]: OperationDefinition<T> } = {
  horizontalFlip,
  rotation,
  shift,
  scale,
  aspect,
  shear,
  perspective,
  randomResizedCrop,
  elastic,
  brightness,
  contrast,
  gamma,
  clahe,
  equalise,
  autocontrast,
  invert,
  posterise,
  solarise,
  gaussianNoise,
  blur,
  sharpen,
  jpeg,
  coarseDropout,
  marker,
  frame,
  augMix,
};

/** The lines of a policy that draw others. */
export const expansions: { readonly [T in ExpansionType]: ExpansionDefinition<T> } = {
  randAugment,
  trivialAugment,
};

/**
 * The definition that belongs to a line of a policy or record. TypeScript cannot see that the two
 * have the same name, hence the cast.
 */
export function definitionOf(type: OperationType): OperationDefinition<OperationType> {
  return operations[type] as unknown as OperationDefinition<OperationType>;
}

/** The definition of a line that draws others, where it is one. */
export function expansionOf(type: AugmentOperation['type']): ExpansionDefinition<ExpansionType> | undefined {
  return Object.hasOwn(expansions, type)
    ? (expansions[type as ExpansionType] as unknown as ExpansionDefinition<ExpansionType>)
    : undefined;
}
