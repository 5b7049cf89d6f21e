import {
  cheapestForm,
  type ExportForm,
  type ExportShape,
  type ExportValue,
  formOrder,
} from '../ExportValue.ts';
import type { LayerCall, LayerExporter } from '../LayerCall.ts';
import { isChannelsFirst, positionsOf } from './window.ts';

type Borders = readonly (readonly [number, number])[];

/** Sizes with the positions (all but the channels) replaced. */
function withPositions(call: LayerCall, change: (size: number, axis: number) => number): ExportShape {
  const [, ...sizes] = call.input.shape;
  const offset = isChannelsFirst(call) ? 1 : 0;
  return [
    null,
    ...sizes.map((size, index) => {
      const axis = index - offset;
      return axis >= 0 && axis < sizes.length - 1 ? change(size, axis) : size;
    }),
  ];
}

function reshaped(call: LayerCall): ExportValue {
  const [, ...sizes] = call.input.shape;
  const total = sizes.reduce((product, size) => product * size, 1);
  const target = call.config['targetShape'] as (number | null)[];
  const known = target.reduce<number>((product, size) => product * (size ?? 1), 1);
  const shape: ExportShape = [null, ...target.map((size) => size ?? total / known)];
  // Zero: the batch stays as it is.
  const name = call.op('Reshape', [
    call.graph.form(call.input, 'plain'),
    call.graph.ints(shape.map((size) => size ?? 0)),
  ]);
  return call.value(shape, 'plain', name);
}

function flattened(call: LayerCall): ExportValue {
  const { input, graph } = call;
  const { shape } = input;
  const [, ...sizes] = shape;
  const total = sizes.reduce((product, size) => product * size, 1);
  const flat = (name: string): ExportValue =>
    call.value([null, total], 'plain', call.op('Flatten', [name], { axis: 1 }));
  if (isChannelsFirst(call)) {
    const perm = formOrder(shape.length, 'plain');
    return flat(call.op('Transpose', [graph.form(input, 'plain')], { perm }));
  }
  // With one channel, or one position, both orders are the same memory.
  const single = sizes.at(-1) === 1 || total === sizes.at(-1);
  const form: ExportForm = single ? cheapestForm(input) : 'plain';
  return flat(graph.form(input, form));
}

function padded(call: LayerCall): ExportValue {
  const { form } = positionsOf(call, call.input);
  const [rows, columns] = call.config['padding'] as unknown as [Borders[0], Borders[0]];
  const pads = [rows![0], columns![0], rows![1], columns![1]];
  return {
    dtype: 'float32',
    shape: withPositions(call, (size, axis) => size + pads[axis]! + pads[axis + 2]!),
    border: {
      of: call.input,
      pads,
      form,
      make: () =>
        call.op('Pad', [
          call.graph.form(call.input, form),
          call.graph.ints([0, 0, ...pads.slice(0, 2), 0, 0, ...pads.slice(2)]),
          // ONNX Runtime 1.30 makes zeros before a pool a part of the pool, where they do not count. It does
          // not do so with minus zero, which is as good.
          call.graph.floats(-0),
        ]),
    },
  };
}

function cropped(call: LayerCall): ExportValue {
  const { form, sizes } = positionsOf(call, call.input);
  const borders = call.config['cropping'] as Borders;
  const { graph } = call;
  const name = call.op('Slice', [
    graph.form(call.input, form),
    graph.ints(borders.map(([before]) => before)),
    graph.ints(borders.map(([, after], axis) => sizes[axis]! - after)),
    graph.ints([2, 3]),
  ]);
  return call.value(
    withPositions(call, (size, axis) => size - borders[axis]![0] - borders[axis]![1]),
    form,
    name,
  );
}

function upsampled(call: LayerCall): ExportValue {
  const { form } = positionsOf(call, call.input);
  const factors = call.config['size'] as [number, number];
  const nearest = call.config['interpolation'] === 'nearest';
  const scales = call.graph.floats([1, 1, ...factors]);
  const name = call.op('Resize', [call.graph.form(call.input, form), '', scales], {
    mode: nearest ? 'nearest' : 'linear',
    coordinate_transformation_mode: 'asymmetric',
    ...(nearest ? { nearest_mode: 'floor' } : {}),
  });
  return call.value(
    withPositions(call, (size, axis) => size * factors[axis]!),
    form,
    name,
  );
}

/** Layers that move elements about. */
export const shapeLayers: Readonly<Record<string, LayerExporter>> = {
  Reshape: reshaped,
  Flatten: flattened,
  ZeroPadding2D: padded,
  Cropping2D: cropped,
  UpSampling2D: upsampled,
  Permute(call) {
    const perm = [0, ...(call.config['dims'] as number[])];
    const [, ...order] = perm;
    const shape: ExportShape = [null, ...order.map((axis) => call.input.shape[axis] as number)];
    return call.value(shape, 'plain', call.op('Transpose', [call.graph.form(call.input, 'plain')], { perm }));
  },
  RepeatVector(call) {
    const count = call.config['n'] as number;
    const { graph } = call;
    const column = call.op('Unsqueeze', [graph.form(call.input, 'plain'), graph.ints([1])]);
    const name = call.op('Expand', [column, graph.ints([1, count, 1])]);
    return call.value([null, count, call.input.shape[1] as number], 'plain', name);
  },
};
