import { PneumoError, checkInteger, checkNumber, checkOneOf } from '@pneumo/core';
import { checkKeys } from '../checkKeys.ts';

/** The whole configuration of {@link buildCnn}; plain JSON. */
export interface CnnConfig {
  /** Width and height of the input in pixels: at least 32, and at least 2 to the number of blocks. */
  inputSize: number;
  /** Channels of the input: 1 grey, 3 colour (or grey repeated, each channel with its own normalisation). */
  channels: 1 | 3;
  /** Filters of each block; the length is the number of blocks. */
  filters: number[];
  /** Convolutions in each block. */
  convsPerBlock: number;
  /** Dropout rate behind each block's pooling; 0 leaves the layer out. */
  blockDropout: number;
  /** How feature maps become a vector: `'average'` over all places (default), or `'flatten'`. */
  pooling: 'average' | 'flatten';
  /** Units of the hidden dense layers, which stand before the logit; may be empty. */
  dense: number[];
  /** Dropout rate behind each hidden dense layer; 0 leaves the layer out. */
  denseDropout: number;
  /** Momentum of batch normalisation in Keras' sense: the share of the old statistics that is kept. */
  batchNormMomentum: number;
  /** Epsilon of batch normalisation. */
  batchNormEpsilon: number;
  /** Seed of the initial weights, a whole number from 0 to 2^53 - 1. */
  seed: number;
}

const defaults: CnnConfig = {
  inputSize: 150,
  channels: 3,
  filters: [32, 64, 128, 256, 512],
  convsPerBlock: 2,
  blockDropout: 0.2,
  pooling: 'average',
  dense: [256],
  denseDropout: 0.5,
  batchNormMomentum: 0.9,
  batchNormEpsilon: 1e-5,
  seed: 0,
};

/**
 * The configuration of the study's CNN: five blocks of 32 to 512 filters, two 3×3 convolutions each,
 * at 150×150×3. Give what shall differ.
 *
 * The study's text leaves details open, which are decided here. Batch normalisation has PyTorch's
 * defaults (momentum 0.9 in Keras' sense, epsilon 1e-5): with 0.99 the statistics of a run of a few
 * hundred steps would still be those of its start. Features are averaged over all places: at 150×150
 * flattening would add 2.0 million weights to the 4.8 million, tie each to one place of the film,
 * and fix the input size.
 *
 * @param overrides - the keys that shall differ
 * @returns a whole, checked configuration
 * @throws PneumoError `UNKNOWN_KEY` for a key that does not exist, naming the nearest;
 * `INVALID_ARGUMENT` for a value out of range
 *
 * @example
 * ```ts
 * studyCnnConfig({ inputSize: 96, channels: 1 }).filters; // [32, 64, 128, 256, 512]
 * ```
 */
export function studyCnnConfig(overrides: Partial<CnnConfig> = {}): CnnConfig {
  checkKeys('cnn', overrides, Object.keys(defaults));
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const config: CnnConfig = { ...structuredClone(defaults), ...structuredClone(given) };
  checkList('filters', config.filters, 1);
  checkList('dense', config.dense, 0);
  checkOneOf('pooling', config.pooling, ['average', 'flatten']);
  checkInteger('convsPerBlock', config.convsPerBlock, { min: 1, max: 16 });
  checkNumber('blockDropout', config.blockDropout, { min: 0, max: 0.99 });
  checkNumber('denseDropout', config.denseDropout, { min: 0, max: 0.99 });
  checkNumber('batchNormMomentum', config.batchNormMomentum, { min: 0, max: 1 });
  checkNumber('batchNormEpsilon', config.batchNormEpsilon, { min: 1e-12, max: 1 });
  checkInteger('seed', config.seed, { min: 0 });
  if (config.channels !== 1 && config.channels !== 3) {
    throw new PneumoError('INVALID_ARGUMENT', `channels is ${String(config.channels)}; expected 1 or 3.`);
  }
  checkSize(config);
  return config;
}

function checkList(name: string, values: unknown, least: number): void {
  if (!Array.isArray(values) || values.length < least || values.length > 10) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `${name} is ${JSON.stringify(values)}; expected a list of ${least} to 10 whole numbers.`,
    );
  }
  values.forEach((value, i) => checkInteger(`${name}[${i}]`, value, { min: 1, max: 65536 }));
}

function checkSize({ inputSize, filters }: CnnConfig): void {
  checkInteger('inputSize', inputSize, { min: 32, max: 4096 });
  const needed = 2 ** filters.length;
  if (inputSize < needed) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `inputSize is ${inputSize}, which ${filters.length} poolings by two would shrink to nothing; ` +
        `expected at least ${needed}, or fewer blocks.`,
    );
  }
}
