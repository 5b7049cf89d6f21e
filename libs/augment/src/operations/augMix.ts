import type { OperationChance } from '../augmentPolicy.ts';
import type { DrawnOperation } from '../augmentationRecord.ts';
import type { IntensityDefinition } from './operationDefinition.ts';
import { drawFrom, MAGNITUDES } from './searchSpace.ts';

/**
 * Mixes the image with several chains of random operations (Hendrycks et al., AugMix, 2020), with
 * weights drawn uniformly. Masks stay unmoved: each chain moves the picture its own way, by little.
 */
export interface AugMixOperation extends OperationChance {
  /** Names the operation. */
  type: 'augMix';
  /** Chains that are mixed, from 1 to 8; the paper has 3. */
  chains: number;
  /** Most operations of a chain, from 1 to 4; the paper has 3. */
  depth: number;
  /** Largest strength of each, from 0 to 1; the paper's 3 of 10 is 0.3. */
  severity: number;
}

/** Chains and their weights were drawn. */
export interface DrawnAugMix {
  /** Names the operation. */
  type: 'augMix';
  /** Share of the mixture of chains, from 0 to 1; the rest is the image. */
  mix: number;
  /** Share of each chain in the mixture. */
  weights: readonly number[];
  /** The operations of each chain, in order. */
  chains: readonly (readonly DrawnOperation[])[];
}

/** The names that AugMix draws from: the paper's, without colour and without contrast, brightness and sharpness, as there. */
const NAMES = [
  'autocontrast',
  'equalise',
  'posterise',
  'rotation',
  'solarise',
  'shearX',
  'shearY',
  'shiftX',
  'shiftY',
] as const;

/** Blends the image with images that went through chains of operations. */
export const augMix: IntensityDefinition<'augMix'> = {
  kind: 'intensity',
  policyFields: { chains: { integer: [1, 8] }, depth: { integer: [1, 4] }, severity: [0, 1] },
  recordFields: {
    mix: [0, 1],
    weights: { list: [0, 1], multipleOf: 1, maxLength: 8 },
    chains: { chains: [1, 8] },
  },
  recordRule: ({ weights, chains }) =>
    weights.length === chains.length
      ? undefined
      : `weights holds ${weights.length} numbers; expected one for each of ${chains.length} chains`,
  draw: ({ chains, depth, severity }, stream) => {
    // Exponential draws, divided by their sum, are uniform over all shares (Dirichlet with ones).
    const raw = Array.from({ length: chains }, () => -Math.log(1 - stream.uniform()));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return {
      type: 'augMix',
      mix: stream.uniform(),
      weights: raw.map((value) => value / total),
      chains: Array.from({ length: chains }, () =>
        Array.from({ length: 1 + stream.integer(depth) }, () =>
          drawFrom(MAGNITUDES.randAugment, NAMES, stream.uniform(0, severity), stream),
        ).flat(),
      ),
    };
  },
  change: ({ mix, weights, chains }, values, _frame, replay) => {
    const mixed = chains.map((chain) => replay(chain, values));
    for (let i = 0; i < values.length; i++) {
      let sum = 0;
      for (let chain = 0; chain < mixed.length; chain++) sum += weights[chain]! * mixed[chain]![i]!;
      values[i] = values[i]! + (sum - values[i]!) * mix;
    }
  },
};
