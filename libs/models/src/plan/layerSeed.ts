import { randomStream } from '@pneumo/core';

/** A layer's seed for tfjs' initialisers; never 0, which they take for "no seed" and answer with Math.random. */
export function layerSeed(seed: number, layer: string): number {
  return 1 + (randomStream(seed, 'initialise', layer).nextUint32() >>> 1);
}
