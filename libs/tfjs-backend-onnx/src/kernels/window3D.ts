import type { backend_util } from '@tensorflow/tfjs-core';
import type { Lowering } from '../graph/Lowering.ts';

/** What an ONNX convolution or pool of volumes needs to know of a TensorFlow.js one; plain JSON. */
export interface Window3D {
  /** Volumes. */
  readonly batch: number;
  /** Channels of the input and of the output. */
  readonly channels: readonly [number, number];
  /** Depth, height and width of the input. */
  readonly input: readonly number[];
  /** Depth, height and width of the output. */
  readonly output: readonly number[];
  /** Depth, height and width of the window. */
  readonly kernel: readonly number[];
  /** Steps along each axis. */
  readonly strides: readonly number[];
  /** Dilations along each axis. */
  readonly dilations: readonly number[];
  /** Padding at the begin of each axis, then at the end (the order of ONNX). */
  readonly pads: readonly number[];
}

/** Takes the geometry from what tfjs-core computed; null where ONNX would size the output differently. */
export function window3D(info: backend_util.Conv3DInfo): Window3D | null {
  const { front, top, left, back, bottom, right } = info.padInfo;
  const window = {
    batch: info.batchSize,
    channels: [info.inChannels, info.outChannels] as const,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [front, top, left, back, bottom, right],
  };
  const fits = window.output.every(
    (size, axis) =>
      size === Math.floor((reach(window, axis) - covered(window, axis, 1)) / window.strides[axis]!) + 1,
  );
  return fits && info.dataFormat === 'channelsLast' && Math.min(...window.pads) >= 0 ? window : null;
}

/** Length of a padded axis. */
function reach({ input, pads }: Window3D, axis: number): number {
  return input[axis]! + pads[axis]! + pads[axis + 3]!;
}

/** Length that a number of windows in a row covers. */
function covered({ strides, dilations, kernel }: Window3D, axis: number, windows: number): number {
  return strides[axis]! * (windows - 1) + dilations[axis]! * (kernel[axis]! - 1) + 1;
}

/** The attributes that ONNX's Conv and pools share. */
export function window3DAttributes({
  kernel,
  strides,
  dilations,
  pads,
}: Window3D): Record<string, readonly number[]> {
  return { kernel_shape: kernel, strides, dilations, pads };
}

/** [n, d, h, w, c] as [n, c, d, h, w]. */
export function toChannelsFirst(lowering: Lowering, name: string): string {
  return lowering.transpose(name, [0, 4, 1, 2, 3]);
}

/** [n, c, d, h, w] as [n, d, h, w, c]. */
export function toChannelsLast(lowering: Lowering, name: string): string {
  return lowering.transpose(name, [0, 2, 3, 4, 1]);
}

/** The gradient of a correlation with a filter [out, in, d, h, w] with respect to its input; dy and result channels first. */
export function spread3D(lowering: Lowering, dy: string, filter: string, window: Window3D): string {
  const { kernel, strides, dilations, pads, input, output } = window;
  const full = lowering.op('ConvTranspose', [dy, filter], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [0, 0, 0, 0, 0, 0],
    group: 1,
  });
  // What is left over at the end never met a window: its gradient is zero.
  const ends = input.map((size, axis) => size + pads[axis]! - covered(window, axis, output[axis]!));
  const crop = [0, 0, ...pads.slice(0, 3).map((count) => -count), 0, 0, ...ends];
  return crop.every((count) => count === 0) ? full : lowering.op('Pad', [full, lowering.ints(crop)]);
}
