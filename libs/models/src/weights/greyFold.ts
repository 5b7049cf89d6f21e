import { type Normalisation, PneumoError } from '@pneumo/core';

/**
 * What the three channels of a grey image are in terms of a model's own input: channel c, normalised
 * by its own mean and deviation, is `factors[0][c] * x + factors[1][c] * 1` for the grey input x. Where
 * all channels are normalised alike the second row is zero, and networks have no channel of ones.
 */
function greyFactors(three: Normalisation, one: Normalisation): number[][] {
  const [mean, std] = [one.mean[0]!, one.std[0]!];
  const onImage = three.std.map((deviation) => std / deviation);
  const onOnes = three.mean.map((each, channel) => (mean - each) / three.std[channel]!);
  return [onImage, onOnes];
}

/**
 * Folds a first convolution of three channels into one for grey images (and the channel of ones that
 * carries the difference of the means), exactly: a grey image gives the same result.
 *
 * @param name - the kernel's name, for the message
 * @param values - the kernel in PyTorch's layout, [out, 3, h, w]
 * @param inputs - channels of the folded kernel: 1, or 2 with the channel of ones
 * @returns the kernel [out, inputs, h, w]
 * @throws PneumoError `WEIGHTS_MISMATCH` where the means differ and there is no channel of ones
 */
export function foldGrey(
  name: string,
  values: Float32Array,
  shape: readonly number[],
  three: Normalisation,
  one: Normalisation,
  inputs: number,
): Float32Array {
  const rows = greyFactors(three, one);
  if (mix(values, shape, rows.slice(inputs)).some((value) => value !== 0)) {
    throw new PneumoError(
      'WEIGHTS_MISMATCH',
      `${name} is a kernel for three channels of different means [${three.mean.join(', ')}], which the one channel of ` +
        'this model cannot stand for. Make the model with channels: 3, or load weights that were trained on one channel.',
      { details: { tensor: name } },
    );
  }
  return mix(values, shape, rows.slice(0, inputs));
}

/**
 * The smallest three-channel kernel whose {@link foldGrey} is the given one, so that what was trained
 * on one channel can be read by everybody.
 *
 * @param values - a kernel [out, inputs, h, w] with one or two inputs
 * @returns the kernel [out, 3, h, w]
 */
export function unfoldGrey(
  values: Float32Array,
  shape: readonly number[],
  three: Normalisation,
  one: Normalisation,
): Float32Array {
  const rows = greyFactors(three, one).slice(0, shape[1]);
  // The pseudo-inverse A'(AA')^-1 of one or two rows.
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const [a, b] = rows as [number[], number[] | undefined];
  if (b === undefined)
    return mix(
      values,
      shape,
      a.map((value) => [value / dot(a, a)]),
    );
  const determinant = dot(a, a) * dot(b, b) - dot(a, b) ** 2;
  const pseudo = a.map((_, c) => [
    (a[c]! * dot(b, b) - b[c]! * dot(a, b)) / determinant,
    (b[c]! * dot(a, a) - a[c]! * dot(a, b)) / determinant,
  ]);
  return mix(values, shape, pseudo);
}

/** out[o, r] = sum over c of rows[r][c] * values[o, c], at each place of the window. */
function mix(values: Float32Array, shape: readonly number[], rows: readonly number[][]): Float32Array {
  const [outputs, channels, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const mixed = new Float32Array(outputs * rows.length * area);
  for (let o = 0; o < outputs; o++) {
    rows.forEach((row, r) => {
      for (let place = 0; place < area; place++) {
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += row[c]! * values[(o * channels + c) * area + place]!;
        mixed[(o * rows.length + r) * area + place] = sum;
      }
    });
  }
  return mixed;
}
