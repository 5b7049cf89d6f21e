import type { ExportShape } from '../ExportValue.ts';
import type { LayerExporter } from '../LayerCall.ts';
import { activate, elementwise } from './activation.ts';

const identity: LayerExporter = (call) => call.input;

/** Layers of weights on the last axis, and those that do nothing at inference. */
export const denseLayers: Readonly<Record<string, LayerExporter>> = {
  Dense(call) {
    const { shape } = call.input;
    const x = call.graph.form(call.input, 'plain');
    const bias = call.hasWeight('bias') ? [call.weight('bias')] : [];
    const [, ...sizes] = shape;
    const output: ExportShape = [null, ...sizes.slice(0, -1), call.config['units'] as number];
    if (shape.length === 2)
      return activate(
        call,
        call.value(output, 'plain', call.op('Gemm', [x, call.weight('kernel'), ...bias])),
      );
    const product = call.op('MatMul', [x, call.weight('kernel')]);
    const name = bias.length === 0 ? product : call.op('Add', [product, bias[0]!]);
    return activate(call, call.value(output, 'plain', name));
  },
  Embedding(call) {
    if (call.config['maskZero'] === true) return call.refuse('it masks zeros, and masks are not exported');
    // int64, the type that Gather knows everywhere.
    const indices = call.op('Cast', [call.graph.form(call.input, 'plain')], { to: 7 });
    const name = call.op('Gather', [call.weight('embeddings'), indices], { axis: 0 });
    const [, ...sizes] = call.input.shape;
    return call.value([null, ...sizes, call.config['outputDim'] as number], 'plain', name);
  },
  Rescaling: (call) =>
    elementwise(call, call.input, (_, x) => {
      const { scale, offset } = call.config as { scale: number; offset: number };
      const scaled = call.op('Mul', [x, call.graph.floats(scale)]);
      return offset === 0 ? scaled : call.op('Add', [scaled, call.graph.floats(offset)]);
    }),
  Dropout: identity,
  SpatialDropout1D: identity,
  GaussianDropout: identity,
  GaussianNoise: identity,
  AlphaDropout: identity,
};
