import { readFileSync } from 'node:fs';
import type { FocalLossOptions, LossOptions } from '@pneumo/losses';
import * as tf from '@tensorflow/tfjs-core';

/** One case of fixtures/losses.json. */
export interface LossCase {
  name: string;
  logits: number[];
  labels: number[];
  options: { [key: string]: unknown; sampleWeights?: number[] };
  values: number[];
  gradients: number[];
}

/** The cases that PyTorch answered for one loss. */
export function referenceCases(loss: string): LossCase[] {
  const text = readFileSync(new URL('fixtures/losses.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: Record<string, LossCase[]> }).cases[loss]!;
}

/** A loss, as all of this package are. */
export type Loss = (
  labels: tf.Tensor,
  logits: tf.Tensor,
  options?: FocalLossOptions & LossOptions,
) => tf.Tensor1D;

/** The loss of each example and the gradient of their sum by the logits. */
export function valuesAndGradients(
  loss: Loss,
  labels: number[],
  logits: number[],
  options: LossCase['options'] = {},
): { values: number[]; gradients: number[] } {
  return tf.tidy(() => {
    const y = tf.tensor1d(labels);
    const given = {
      ...options,
      ...(options.sampleWeights && { sampleWeights: tf.tensor1d(options.sampleWeights) }),
    } as FocalLossOptions;
    const z = tf.tensor1d(logits);
    return {
      values: [...loss(y, z, given).dataSync()],
      gradients: [
        ...tf
          .grad((x) => tf.sum(loss(y, x, given)))(z)
          .dataSync(),
      ],
    };
  });
}

/** The largest difference, relative to values above 1. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!))));
}
