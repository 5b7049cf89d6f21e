/** How a weight of a Keras layer stands in PyTorch. */
export interface TorchLayout {
  /** Last part of its name in PyTorch. */
  suffix: 'weight' | 'bias' | 'running_mean' | 'running_var';
  /** Axis `i` of PyTorch's tensor is axis `axes[i]` of ours. */
  axes: readonly number[];
}

const PARTS: Readonly<Record<string, TorchLayout['suffix']>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/**
 * Layout of a weight by its name in the layer and its rank: dense kernels [in, out] are [out, in] in
 * PyTorch, kernels [h, w, in, out] are [out, in, h, w], depthwise ones [h, w, channels, 1] are
 * [channels, 1, h, w].
 *
 * @returns null for a weight that PyTorch's layers do not have
 */
export function torchLayout(part: string, rank: number): TorchLayout | null {
  const suffix = PARTS[part];
  if (suffix === undefined) return null;
  if (part === 'depthwise_kernel') return { suffix, axes: [2, 3, 0, 1] };
  if (part !== 'kernel') return { suffix, axes: Array.from({ length: rank }, (_, axis) => axis) };
  return { suffix, axes: rank === 4 ? [3, 2, 0, 1] : [1, 0] };
}

/** Numbers of a tensor with its axes in another order: axis `i` of the result is axis `axes[i]`. */
export function permute(
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length);
  const rank = shape.length;
  const strides = new Array<number>(rank).fill(1);
  for (let axis = rank - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  // Four axes always, leading ones of size 1, so that the loops stay plain.
  const sizes = [...new Array<number>(4 - rank).fill(1), ...axes.map((axis) => shape[axis]!)];
  const steps = [...new Array<number>(4 - rank).fill(0), ...axes.map((axis) => strides[axis]!)];
  const [n0, n1, n2, n3] = sizes as [number, number, number, number];
  const [s0, s1, s2, s3] = steps as [number, number, number, number];
  let to = 0;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        let from = i * s0 + j * s1 + k * s2;
        for (let l = 0; l < n3; l++, from += s3) out[to++] = values[from]!;
      }
    }
  }
  return out;
}

/** The order of axes that undoes another. */
export function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
