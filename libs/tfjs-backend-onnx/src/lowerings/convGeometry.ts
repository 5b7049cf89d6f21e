import type { backend_util } from '@tensorflow/tfjs-core';

/** What an ONNX convolution or pool needs to know of a TensorFlow.js one; plain JSON. */
export interface ConvGeometry {
  /** Images. */
  readonly batch: number;
  /** Height and width of the input. */
  readonly input: readonly [number, number];
  /** Height and width of the output. */
  readonly output: readonly [number, number];
  /** Channels of the input and of the output. */
  readonly channels: readonly [number, number];
  /** Height and width of the filter. */
  readonly kernel: readonly [number, number];
  /** Steps down and across. */
  readonly strides: readonly [number, number];
  /** Dilations down and across. */
  readonly dilations: readonly [number, number];
  /** Padding top, left, bottom, right (the order of ONNX). */
  readonly pads: readonly [number, number, number, number];
  /** Whether the tensors of TensorFlow.js are channels first. */
  readonly channelsFirst: boolean;
}

/** Takes the geometry from what tfjs-core computed. */
export function convGeometry(info: backend_util.Conv2DInfo): ConvGeometry {
  const { top, left, bottom, right } = info.padInfo;
  return {
    batch: info.batchSize,
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    channels: [info.inChannels, info.outChannels],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
    channelsFirst: info.dataFormat === 'channelsFirst',
  };
}

/**
 * Whether ONNX computes the same output size. tfjs-core takes the height's filter and stride for both
 * axes where the padding is a number, so some oblong windows have sizes of its own.
 */
export function isStandard({ input, output, kernel, strides, dilations, pads }: ConvGeometry): boolean {
  return [0, 1].every((axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return (
      output[axis] === Math.floor((input[axis]! + pads[axis]! + pads[axis + 2]! - reach) / strides[axis]!) + 1
    );
  });
}

/** The attributes that ONNX's Conv and pools share. */
export function windowAttributes({
  kernel,
  strides,
  dilations,
  pads,
}: ConvGeometry): Record<string, readonly number[]> {
  return { kernel_shape: kernel, strides, dilations, pads };
}

/**
 * Padding at the end that lets a filter of the output's size, dilated by the strides, meet the input at
 * exactly the taps of the filter; negative where a stride left positions over that no filter met.
 */
export function paddingAfter({ input, output, kernel, strides, pads }: ConvGeometry): [number, number] {
  const [down, across] = [0, 1].map(
    (axis) => strides[axis]! * (output[axis]! - 1) + kernel[axis]! - input[axis]! - pads[axis]!,
  );
  return [down!, across!];
}
