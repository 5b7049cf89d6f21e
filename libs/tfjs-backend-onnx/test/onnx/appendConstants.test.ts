import { expect, it } from 'vitest';
import { nodeRuntime } from '@pneumo/tfjs-backend-onnx/node';
import { appendConstants } from '../../src/onnx/appendConstants.ts';
import { OnnxModelBuilder } from '../../src/onnx/OnnxModelBuilder.ts';

it('completes a model by constants that it only names', () => {
  const builder = new OnnxModelBuilder();
  builder.input('x', 'float32', [2]);
  const [sum] = builder.node('Add', ['x', 'w']);
  builder.node('Mul', [sum!, 'v'], {}, ['y']);
  builder.output('y', 'float32', [2]);
  const model = appendConstants(builder.finish(), [
    { name: 'w', dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) },
    { name: 'v', dtype: 'float32', shape: [], data: Float32Array.of(3) },
  ]);
  const session = nodeRuntime().compile(model, { threads: 1, optimization: 'all', arena: false });
  const x = { dtype: 'float32', shape: [2], data: Float32Array.of(10, 20) } as const;
  expect(Array.from(session.run(new Map([['x', x]]), ['y'])[0]!)).toEqual([33, 66]);
  session.release();
});

it('leaves a model alone that lacks nothing', () => {
  const model = Uint8Array.of(1, 2, 3);
  expect(appendConstants(model, [])).toBe(model);
});
