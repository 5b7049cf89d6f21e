import type { LayerCall } from '../LayerCall.ts';
import type { ExportForm, ExportValue } from '../ExportValue.ts';

/** The sizes along the positions of an image-like value, and the form whose channels come first. */
export interface Positions {
  /** The form in which ONNX takes it. */
  readonly form: ExportForm;
  /** Sizes along the positions. */
  readonly sizes: readonly number[];
}

/** Where a layer finds its positions: behind the channels in the form that ONNX wants. */
export function positionsOf(call: LayerCall, { shape }: ExportValue): Positions {
  const [, ...sizes] = shape;
  return isChannelsFirst(call)
    ? { form: 'plain', sizes: sizes.slice(1) }
    : { form: 'first', sizes: sizes.slice(0, -1) };
}

/** Whether a layer was made for tensors whose channels come first. */
export function isChannelsFirst(call: LayerCall): boolean {
  return call.config['dataFormat'] === 'channelsFirst';
}

/** An argument that is one number a position, or one number for all of them. */
export function perPosition(call: LayerCall, name: string, rank: number): number[] {
  const value = call.config[name] as number | number[];
  return typeof value === 'number' ? Array<number>(rank).fill(value) : [...value];
}

/** Attributes of a window that slides over positions, padded as TensorFlow pads. */
export function slidingWindow(
  call: LayerCall,
  sizes: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[] = kernel.map(() => 1),
): Record<string, readonly number[]> {
  const padding = call.config['padding'];
  if (padding !== 'same' && padding !== 'valid') return call.refuse(`its padding is '${String(padding)}'`);
  // TensorFlow's `same`: the output has size / stride positions, rounded up; an odd one is padded at the end.
  const totals = sizes.map((size, axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    const output = Math.ceil(size / strides[axis]!);
    return padding === 'valid' ? 0 : Math.max(0, (output - 1) * strides[axis]! + reach - size);
  });
  const begins = totals.map((total) => Math.floor(total / 2));
  const pads = [...begins, ...totals.map((total, axis) => total - begins[axis]!)];
  return { kernel_shape: [...kernel], strides: [...strides], pads };
}

/**
 * The input of a window and its attributes. Zeros that a layer before put around the input become
 * padding of the window, unless somebody needed them as an operator already.
 */
export function windowed(
  call: LayerCall,
  form: ExportForm,
  window: Readonly<Record<string, readonly number[]>>,
): { x: string; window: Readonly<Record<string, readonly number[]>> } {
  const { border, plain, first } = call.input;
  if (border?.form !== form || plain !== undefined || first !== undefined)
    return { x: call.graph.form(call.input, form), window };
  const pads = window['pads']!.map((count, index) => count + border.pads[index]!);
  return { x: call.graph.form(border.of, form), window: { ...window, pads } };
}
