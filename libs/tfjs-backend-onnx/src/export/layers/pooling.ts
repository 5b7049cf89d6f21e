import type { OnnxAttribute } from '../../onnx/OnnxModelBuilder.ts';
import type { ExportValue } from '../ExportValue.ts';
import type { LayerExporter } from '../LayerCall.ts';
import { perPosition, positionsOf, slidingWindow, windowed } from './window.ts';

const pool =
  (
    type: 'MaxPool' | 'AveragePool',
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): LayerExporter =>
  (call) => {
    const { form, sizes } = positionsOf(call, call.input);
    const [window, strides] = ['poolSize', 'strides'].map((name) =>
      perPosition(call, name, sizes.length),
    ) as [number[], number[]];
    const sliding = slidingWindow(call, sizes, window, strides);
    const input =
      type === 'MaxPool' && zerosAreLeast(call.input, sliding)
        ? windowed(call, form, sliding)
        : { x: call.graph.form(call.input, form), window: sliding };
    const name = call.op(type, [input.x], { ...input.window, ...attributes });
    return call.value(call.outputShape, form, name);
  };

/** Behind a relu, zeros around an image change no maximum, and so may be padding, which ONNX leaves out. */
function zerosAreLeast(
  { border }: ExportValue,
  { kernel_shape: kernel, pads }: Readonly<Record<string, readonly number[]>>,
): boolean {
  return (
    border?.of.nonNegative === true &&
    border.pads.every((count, index) => count + pads![index]! < kernel![index % kernel!.length]!)
  );
}

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
