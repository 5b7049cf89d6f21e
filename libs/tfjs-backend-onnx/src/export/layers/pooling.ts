import type { OnnxAttribute } from '../../onnx/OnnxModelBuilder.ts';
import type { LayerExporter } from '../LayerCall.ts';
import { perPosition, positionsOf, slidingWindow } from './window.ts';

const pool =
  (type: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): LayerExporter =>
  (call) => {
    const { form, sizes } = positionsOf(call, call.input);
    const [window, strides] = ['poolSize', 'strides'].map((name) =>
      perPosition(call, name, sizes.length),
    ) as [number[], number[]];
    const name = call.op(type, [call.graph.form(call.input, form)], {
      ...slidingWindow(call, sizes, window, strides),
      ...attributes,
    });
    return call.value(call.outputShape, form, name);
  };

const globalPool =
  (type: string): LayerExporter =>
  (call) => {
    const { form } = positionsOf(call, call.input);
    const pooled = call.op(type, [call.graph.form(call.input, form)]);
    return call.value(call.outputShape, 'plain', call.op('Flatten', [pooled], { axis: 1 }));
  };

const maximum = pool('MaxPool');
// TensorFlow does not count what was padded.
const average = pool('AveragePool', { count_include_pad: 0 });

/** Pooling layers. */
export const poolingLayers: Readonly<Record<string, LayerExporter>> = {
  MaxPooling1D: maximum,
  MaxPooling2D: maximum,
  MaxPooling3D: maximum,
  AveragePooling1D: average,
  AveragePooling2D: average,
  AveragePooling3D: average,
  GlobalAveragePooling1D: globalPool('GlobalAveragePool'),
  GlobalAveragePooling2D: globalPool('GlobalAveragePool'),
  GlobalMaxPooling1D: globalPool('GlobalMaxPool'),
  GlobalMaxPooling2D: globalPool('GlobalMaxPool'),
};
