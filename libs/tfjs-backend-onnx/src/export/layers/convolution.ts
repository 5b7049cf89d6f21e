import type { ExportShape, ExportValue } from '../ExportValue.ts';
import type { LayerCall, LayerExporter } from '../LayerCall.ts';
import { activate } from './activation.ts';
import { isChannelsFirst, perPosition, positionsOf, slidingWindow, windowed } from './window.ts';

/** Kernels of TensorFlow.js are [...positions, in, out]; those of ONNX [out, in, ...positions]. */
function kernelOrder(rank: number): number[] {
  return [rank + 1, rank, ...Array.from({ length: rank }, (_, axis) => axis)];
}

function biasOf(call: LayerCall): string[] {
  return call.hasWeight('bias') ? [call.weight('bias')] : [];
}

function convolve(
  call: LayerCall,
  kernel: (rank: number) => string,
  group: number,
  dilated = true,
): ExportValue {
  const { form, sizes } = positionsOf(call, call.input);
  const rank = sizes.length;
  const [window, strides, dilations] = ['kernelSize', 'strides', 'dilationRate'].map((name) =>
    perPosition(call, name, rank),
  ) as [number[], number[], number[]];
  const used = dilated ? dilations : dilations.map(() => 1);
  const input = windowed(call, form, slidingWindow(call, sizes, window, strides, used));
  const name = call.op('Conv', [input.x, kernel(rank), ...biasOf(call)], {
    ...input.window,
    dilations: used,
    group,
  });
  return activate(call, call.value(call.outputShape, form, name));
}

const convolution: LayerExporter = (call) => {
  if (call.input.shape.length === 3 && isChannelsFirst(call))
    return call.refuse('tfjs-layers 4.22 does not turn its output back to channels first');
  return convolve(call, (rank) => call.weight('kernel', kernelOrder(rank)), 1);
};

/** A depthwise kernel [height, width, in, multiplier] as [in * multiplier, 1, height, width]. */
function depthwiseKernel(call: LayerCall): string {
  const [height, width, channels, multiplier] = call.weightShape('depthwise_kernel') as number[];
  return call.weight('depthwise_kernel', [2, 3, 0, 1], [channels! * multiplier!, 1, height!, width!]);
}

function depthwise(call: LayerCall): ExportValue {
  // tfjs-layers 4.22 takes no notice of the dilation of this layer, and so its models are trained without.
  return convolve(call, () => depthwiseKernel(call), call.weightShape('depthwise_kernel')[2]!, false);
}

function separable(call: LayerCall): ExportValue {
  const { input } = call;
  if (isChannelsFirst(call)) return call.refuse('channels-first separable convolutions are not supported');
  const [, height, width] = input.shape as [null, number, number, number];
  const [window, strides, dilations] = ['kernelSize', 'strides', 'dilationRate'].map((name) =>
    perPosition(call, name, 2),
  ) as [number[], number[], number[]];
  const first = windowed(call, 'first', slidingWindow(call, [height, width], window, strides, dilations));
  const perChannel = call.op('Conv', [first.x, depthwiseKernel(call)], {
    ...first.window,
    dilations,
    group: call.weightShape('depthwise_kernel')[2]!,
  });
  const name = call.op('Conv', [perChannel, call.weight('pointwise_kernel', [3, 2, 0, 1]), ...biasOf(call)], {
    kernel_shape: [1, 1],
  });
  return activate(call, call.value(call.outputShape, 'first', name));
}

function transposed(call: LayerCall): ExportValue {
  const { form, sizes } = positionsOf(call, call.input);
  const rank = sizes.length;
  const [window, strides] = ['kernelSize', 'strides'].map((name) => perPosition(call, name, rank)) as [
    number[],
    number[],
  ];
  const same = call.config['padding'] === 'same';
  const surplus = window.map((length, axis) => length - strides[axis]!);
  // What the forward convolution of this shape pads is cut off here; where windows do not touch, zeros follow.
  const totals = surplus.map((count) => (same ? Math.max(0, count) : 0));
  const begins = totals.map((total) => Math.floor(total / 2));
  const name = call.op(
    'ConvTranspose',
    [call.graph.form(call.input, form), call.weight('kernel', kernelOrder(rank)), ...biasOf(call)],
    {
      kernel_shape: window,
      strides,
      pads: [...begins, ...totals.map((total, axis) => total - begins[axis]!)],
      output_padding: surplus.map((count) => Math.max(0, -count)),
    },
  );
  const shape: ExportShape = call.outputShape;
  return activate(call, call.value(shape, form, name));
}

/** Convolution layers. */
export const convolutionLayers: Readonly<Record<string, LayerExporter>> = {
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  Conv2DTranspose: transposed,
  Conv3DTranspose: transposed,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
};
