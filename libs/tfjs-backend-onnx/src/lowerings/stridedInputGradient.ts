import type { LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { convolution } from './convolution.ts';
import type { ConvGeometry } from './convGeometry.ts';
import { flippedTaps } from './flippedTaps.ts';

/** The positions of one axis of the input that lie at the same place of a stride: they meet the same taps. */
interface Phase {
  /** Its first tap; the others follow a stride apart. */
  readonly first: number;
  /** Number of its taps; 0 where the stride steps over it. */
  readonly taps: number;
  /** Padding before and after. */
  readonly pads: readonly [number, number];
}

/**
 * Gradient of a convolution with a stride with respect to its blocked input: for each place of a stride an ordinary
 * convolution of dy with the taps that meet it (a "sub-pixel" convolution; Shi et al., arXiv:1609.07009), put side by
 * side. It has the multiplications of ConvTranspose, by the blocked kernels.
 *
 * @returns the gradient in blocked layout; null where it is no such sum of convolutions
 */
export function stridedInputGradient(
  lowering: Lowering,
  dy: LazyValue,
  filter: LazyValue,
  geometry: ConvGeometry,
): string | null {
  const { batch, channels, strides, dilations, channelsFirst, input } = geometry;
  const fits =
    channels.every((count) => lowering.isBlockable(count)) && dilations.every((step) => step === 1);
  const phases = [axisPhases(geometry, 0), axisPhases(geometry, 1)] as const;
  if (channelsFirst || !fits || phases[0] === null || phases[1] === null) return null;
  const { block } = lowering;
  const images = (batch * channels[0]) / block;
  const places = [0, 1].map((axis) => Math.ceil(input[axis]! / strides[axis]!)) as [number, number];
  const rows = phases[0].map((down) => {
    const columns = phases[1]!.map((across) => {
      const name = phaseConvolution(lowering, dy, filter, geometry, [down, across]);
      return lowering.reshape(name, [images * places[0] * places[1], 1, block]);
    });
    const row = sideBySide(lowering, columns, strides[1]);
    return lowering.reshape(row, [images * places[0], 1, places[1] * strides[1] * block]);
  });
  const size = [places[0] * strides[0], places[1] * strides[1]] as const;
  const whole = lowering.reshape(sideBySide(lowering, rows, strides[0]), [images, ...size, block]);
  const over = [input[0] - size[0], input[1] - size[1]] as const;
  const name = over.every((count) => count === 0)
    ? whole
    : lowering.op('Pad', [whole, lowering.ints([0, 0, 0, 0, 0, ...over, 0])]);
  return lowering.reshape(name, [batch, channels[0], ...input]);
}

/** The phases of an axis that meet a tap; null where padding would be negative, or one without taps comes first. */
function axisPhases({ input, output, kernel, strides, pads }: ConvGeometry, axis: 0 | 1): Phase[] | null {
  const stride = strides[axis];
  const places = Math.ceil(input[axis] / stride);
  const phases = Array.from({ length: stride }, (_, place): Phase => {
    const shifted = place + pads[axis];
    const first = shifted % stride;
    const taps = Math.max(0, Math.ceil((kernel[axis] - first) / stride));
    const before = taps - 1 - Math.floor(shifted / stride);
    return { first, taps, pads: [before, places - output[axis] - before + taps - 1] };
  });
  const met = phases.filter(({ taps }) => taps > 0);
  const apart = phases.slice(0, met.length).some(({ taps }) => taps === 0);
  return apart || met.some(({ pads }) => Math.min(...pads) < 0) ? null : met;
}

function phaseConvolution(
  lowering: Lowering,
  dy: LazyValue,
  filter: LazyValue,
  { strides }: ConvGeometry,
  [down, across]: readonly [Phase, Phase],
): string {
  const last = ({ first, taps }: Phase, stride: number): number => first + (taps - 1) * stride;
  const begin = [last(down, strides[0]), last(across, strides[1])] as const;
  const taps = flippedTaps(lowering, lowering.plain(filter), begin, strides);
  const kernel = [down.taps, across.taps] as const;
  const [inputs, outputs] = filter.shape.slice(2) as [number, number];
  const source = { name: taps, shape: [...kernel, inputs, outputs] as const, inputAxis: 3 as const };
  return convolution(lowering, dy, source, {
    kernel_shape: kernel,
    strides: [1, 1],
    dilations: [1, 1],
    pads: [down.pads[0], across.pads[0], down.pads[1], across.pads[1]],
  }).name;
}

/** Joins parts [n, 1, length] to [n, count, length], with zeros for those that lack at the end. */
function sideBySide(lowering: Lowering, parts: readonly string[], count: number): string {
  const joined = parts.length === 1 ? parts[0]! : lowering.op('Concat', parts, { axis: 1 });
  const missing = count - parts.length;
  return missing === 0 ? joined : lowering.op('Pad', [joined, lowering.ints([0, 0, 0, 0, missing, 0])]);
}
