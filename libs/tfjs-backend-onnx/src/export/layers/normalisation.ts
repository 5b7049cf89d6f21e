import { float } from '../../onnx/OnnxModelBuilder.ts';
import type { ExportForm } from '../ExportValue.ts';
import type { LayerCall, LayerExporter } from '../LayerCall.ts';

function axesOf(call: LayerCall): number[] {
  const given = call.config['axis'] as number | number[];
  const rank = call.input.shape.length;
  return (typeof given === 'number' ? [given] : given).map((axis) => (axis < 0 ? axis + rank : axis));
}

/** A learned weight, or what stands for it where the layer learns none. */
function weightOr(call: LayerCall, name: string, value: number, size: number): string {
  return call.hasWeight(name)
    ? call.weight(name)
    : call.graph.weight(`${value} of ${size}`, `${value === 0 ? 'zeros' : 'ones'}_${size}`, () => ({
        type: 'float32',
        shape: [size],
        bytes: new Uint8Array(new Float32Array(size).fill(value).buffer),
      }));
}

/** Normalisation layers; batch normalisation by its moving statistics. */
export const normalisationLayers: Readonly<Record<string, LayerExporter>> = {
  BatchNormalization(call) {
    const { shape } = call.input;
    const [axis, ...others] = axesOf(call) as [number, ...number[]];
    // ONNX normalises the second dimension: the last one of images, once channels come first.
    const last = axis === shape.length - 1 && axis !== 1;
    if (others.length > 0 || (axis !== 1 && !last))
      return call.refuse(`it normalises axis ${axesOf(call).join()}`);
    // Of axis 1 this is the definition; TensorFlow.js' cpu backend repeats the statistics along the last axis.
    const form: ExportForm = last ? 'first' : 'plain';
    const size = shape[axis] as number;
    const parameters = [
      weightOr(call, 'gamma', 1, size),
      weightOr(call, 'beta', 0, size),
      call.weight('moving_mean'),
      call.weight('moving_variance'),
    ];
    const name = call.op('BatchNormalization', [call.graph.form(call.input, form), ...parameters], {
      epsilon: float(call.config['epsilon'] as number),
    });
    return call.value(shape, form, name);
  },
  LayerNormalization(call) {
    const { shape } = call.input;
    const axes = axesOf(call);
    const begin = shape.length - axes.length;
    if (axes.some((axis, index) => axis !== begin + index))
      return call.refuse(`it normalises the axes ${axes.join()}; ONNX has it for the last ones only`);
    const sizes = axes.map((axis) => shape[axis] as number);
    const count = sizes.reduce((product, size) => product * size, 1);
    const scale = call.hasWeight('gamma')
      ? call.weight('gamma')
      : call.graph.weight(`ones ${sizes.join()}`, `ones_${sizes.join('x')}`, () => ({
          type: 'float32',
          shape: sizes,
          bytes: new Uint8Array(new Float32Array(count).fill(1).buffer),
        }));
    const offset = call.hasWeight('beta') ? [call.weight('beta')] : [];
    const name = call.op('LayerNormalization', [call.graph.form(call.input, 'plain'), scale, ...offset], {
      axis: begin,
      epsilon: float(call.config['epsilon'] as number),
    });
    return call.value(shape, 'plain', name);
  },
};
