import { cheapestForm, type ExportForm, type ExportValue } from '../ExportValue.ts';
import type { LayerCall, LayerExporter } from '../LayerCall.ts';

/** Operands of one rank in one form: channels first where one of them exists only so. */
function operands(call: LayerCall): { names: string[]; form: ExportForm } {
  const rank = Math.max(...call.inputs.map(({ shape }) => shape.length));
  const inputs = call.inputs.map((value) => raised(call, value, rank));
  const form = commonForm(inputs);
  return { names: inputs.map((value) => call.graph.form(value, form)), form };
}

function commonForm(inputs: readonly ExportValue[]): ExportForm {
  return inputs.some((value) => value.plain === undefined && cheapestForm(value) === 'first')
    ? 'first'
    : 'plain';
}

/** tfjs-layers gives operands of lower rank dimensions of size 1 behind the batch. */
function raised(call: LayerCall, value: ExportValue, rank: number): ExportValue {
  const missing = rank - value.shape.length;
  if (missing === 0) return value;
  const axes = call.graph.ints(Array.from({ length: missing }, (_, index) => index + 1));
  const [, ...sizes] = value.shape;
  const ones = Array<number>(missing).fill(1);
  const name = call.op('Unsqueeze', [call.graph.form(value, 'plain'), axes]);
  return call.value([null, ...ones, ...sizes], 'plain', name);
}

function mergedShape(call: LayerCall): ExportValue['shape'] {
  const rank = Math.max(...call.inputs.map(({ shape }) => shape.length));
  const sizes = Array.from({ length: rank - 1 }, (_, index) =>
    Math.max(
      ...call.inputs.map(({ shape }) => {
        const axis = index + 1 - (rank - shape.length);
        return axis < 1 ? 1 : (shape[axis] as number);
      }),
    ),
  );
  return [null, ...sizes];
}

const merge =
  (emit: (call: LayerCall, names: readonly string[]) => string): LayerExporter =>
  (call) => {
    const { names, form } = operands(call);
    return call.value(mergedShape(call), form, emit(call, names));
  };

const chain =
  (type: string) =>
  (call: LayerCall, [first, ...rest]: readonly string[]): string =>
    rest.reduce((left, right) => call.op(type, [left, right]), first!);

const variadic =
  (type: string) =>
  (call: LayerCall, names: readonly string[]): string =>
    call.op(type, names);

/** Layers of several inputs. */
export const mergeLayers: Readonly<Record<string, LayerExporter>> = {
  Add: merge(chain('Add')),
  Multiply: merge(chain('Mul')),
  Average: merge(variadic('Mean')),
  Maximum: merge(variadic('Max')),
  Minimum: merge(variadic('Min')),
  Concatenate(call) {
    const rank = call.input.shape.length;
    const given = call.config['axis'] as number;
    const axis = given < 0 ? given + rank : given;
    if (axis === 0) return call.refuse('it joins along the batch');
    const form = commonForm(call.inputs);
    const names = call.inputs.map((value) => call.graph.form(value, form));
    const position = form === 'plain' ? axis : axis === rank - 1 ? 1 : axis + 1;
    const shape = call.input.shape.map((size, index) =>
      index === axis ? call.inputs.reduce((sum, value) => sum + (value.shape[axis] as number), 0) : size,
    );
    return call.value(
      shape as unknown as ExportValue['shape'],
      form,
      call.op('Concat', names, { axis: position }),
    );
  },
  Dot(call) {
    const [a, b] = call.inputs as [ExportValue, ExportValue];
    const given = call.config['axes'] as number | number[];
    const axes = (typeof given === 'number' ? [given, given] : given).map((axis) =>
      axis < 0 ? axis + 2 : axis,
    );
    if (
      a.shape.length !== 2 ||
      b.shape.length !== 2 ||
      axes.join() !== '1,1' ||
      call.config['normalize'] === true
    )
      return call.refuse('only the dot product of vectors without normalisation is supported');
    const product = call.op('Mul', [call.graph.form(a, 'plain'), call.graph.form(b, 'plain')]);
    return call.value(
      [null, 1],
      'plain',
      call.op('ReduceSum', [product, call.graph.ints([1])], { keepdims: 1 }),
    );
  },
};
