import { describe, expect, it } from 'vitest';
import type { OnnxRuntime } from '@pneumo/tfjs-backend-onnx';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import { probePlan } from '../../src/graph/probePlan.ts';

/** A clock that goes on by the given steps. */
function clock(...steps: readonly number[]): () => number {
  let time = 0;
  let turn = 0;
  return () => (time += steps[turn++ % steps.length]!);
}

describe('probePlan', () => {
  it('takes the block size of the processor where the blocked convolution wins', () => {
    // Each run reads the clock before and after: the standard one takes 9, the blocked one 1.
    const plan = probePlan(nodeRuntime(), 1, clock(0, 9, 0, 1));
    expect([8, 16]).toContain(plan.blockSize);
    expect(plan.threads).toBe(1);
  });

  it('takes the standard convolution where the blocked one loses', () => {
    expect(probePlan(nodeRuntime(), 1, clock(0, 1, 0, 9)).blockSize).toBe(0);
  });

  it('takes the standard convolution where the internal operators are missing', () => {
    const runtime: OnnxRuntime = {
      name: 'another build',
      compile: () => {
        throw new Error('com.microsoft.nchwc is not a registered domain');
      },
    };
    expect(probePlan(runtime, 2, clock(1))).toEqual({
      schemaVersion: 2,
      threads: 2,
      blockSize: 0,
    });
  });
});
