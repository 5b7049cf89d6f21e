import type { LayerCall, LayerExporter } from '../LayerCall.ts';
import { cheapestForm, type ExportValue } from '../ExportValue.ts';
import { float } from '../../onnx/OnnxModelBuilder.ts';

type Emit = (call: LayerCall, x: string) => string;

/** The slope and intercept of tfjs-layers' hardSigmoid. */
const HARD_SIGMOID = { alpha: float(0.2), beta: float(0.5) };

const operator =
  (type: string, attributes = {}): Emit =>
  (call, x) =>
    call.op(type, [x], attributes);

/** Activations of tfjs-layers that work element by element, by their name in a layer's configuration. */
const ELEMENTWISE: Readonly<Record<string, Emit>> = {
  linear: (_, x) => x,
  relu: operator('Relu'),
  relu6: (call, x) => clip(call, x, 0, 6),
  elu: operator('Elu'),
  selu: operator('Selu'),
  sigmoid: operator('Sigmoid'),
  hardSigmoid: operator('HardSigmoid', HARD_SIGMOID),
  softplus: operator('Softplus'),
  softsign: operator('Softsign'),
  tanh: operator('Tanh'),
  swish: (call, x) => call.op('Mul', [x, call.op('Sigmoid', [x])]),
  mish: (call, x) => call.op('Mul', [x, call.op('Tanh', [call.op('Softplus', [x])])]),
  gelu(call, x) {
    const { graph } = call;
    const erf = call.op('Erf', [call.op('Div', [x, graph.floats(Math.SQRT2)])]);
    const doubled = call.op('Mul', [x, call.op('Add', [erf, graph.floats(1)])]);
    return call.op('Mul', [doubled, graph.floats(0.5)]);
  },
  gelu_new(call, x) {
    const { graph } = call;
    const cube = call.op('Mul', [call.op('Mul', [x, x]), x]);
    const inner = call.op('Add', [x, call.op('Mul', [cube, graph.floats(0.044715)])]);
    const tanh = call.op('Tanh', [call.op('Mul', [inner, graph.floats(Math.sqrt(2 / Math.PI))])]);
    const doubled = call.op('Mul', [x, call.op('Add', [tanh, graph.floats(1)])]);
    return call.op('Mul', [doubled, graph.floats(0.5)]);
  },
};

/** Activations over the last axis. */
const OVER_LAST: Readonly<Record<string, string>> = { softmax: 'Softmax', logSoftmax: 'LogSoftmax' };

/** Applies the activation that a layer's configuration names. */
export function activate(call: LayerCall, x: ExportValue): ExportValue {
  const name = String(call.config['activation'] ?? 'linear');
  if (Object.hasOwn(OVER_LAST, name)) return overAxis(call, x, OVER_LAST[name]!, -1);
  const emit = Object.hasOwn(ELEMENTWISE, name) ? ELEMENTWISE[name]! : undefined;
  if (emit === undefined)
    return call.refuse(
      `its activation '${name}' has no ONNX form here; those that have: ${[...Object.keys(ELEMENTWISE), ...Object.keys(OVER_LAST)].join(', ')}`,
    );
  return { ...elementwise(call, x, emit), nonNegative: name === 'relu' || name === 'relu6' };
}

/** Applies an elementwise operation in the form that a value has. */
export function elementwise(call: LayerCall, x: ExportValue, emit: Emit): ExportValue {
  const form = cheapestForm(x);
  return call.value(x.shape, form, emit(call, call.graph.form(x, form)));
}

function overAxis(call: LayerCall, x: ExportValue, type: string, axis: number): ExportValue {
  return call.value(x.shape, 'plain', call.op(type, [call.graph.form(x, 'plain')], { axis }));
}

function clip(call: LayerCall, x: string, least: number, most: number): string {
  return call.op('Clip', [x, call.graph.floats(least), call.graph.floats(most)]);
}

const one =
  (emit: Emit): LayerExporter =>
  (call) =>
    elementwise(call, call.input, emit);

/** Layers that are activations. */
export const activationLayers: Readonly<Record<string, LayerExporter>> = {
  Activation: (call) => activate(call, call.input),
  ReLU(call) {
    const most = call.config['maxValue'] as number | null | undefined;
    const value = elementwise(call, call.input, (_, x) =>
      most === null || most === undefined ? call.op('Relu', [x]) : clip(call, x, 0, most),
    );
    return { ...value, nonNegative: true };
  },
  LeakyReLU: one((call, x) => call.op('LeakyRelu', [x], { alpha: float(call.config['alpha'] as number) })),
  ELU: one(operator('Elu')),
  ThresholdedReLU: one((call, x) =>
    call.op('ThresholdedRelu', [x], { alpha: float(call.config['theta'] as number) }),
  ),
  PReLU(call) {
    const rank = call.input.shape.length;
    const form = cheapestForm(call.input);
    // The slopes have the shape of one example.
    const order = Array.from({ length: rank - 1 }, (_, axis) => (axis + rank - 2) % (rank - 1));
    const slope = call.weight('alpha', form === 'plain' ? undefined : order);
    return call.value(call.input.shape, form, call.op('PRelu', [call.graph.form(call.input, form), slope]));
  },
  Softmax(call) {
    const given = call.config['axis'];
    const axes = Array.isArray(given) ? (given as number[]) : [given as number];
    if (axes.length > 1) return call.refuse(`it is a softmax over the axes ${axes.join(', ')} together`);
    return overAxis(call, call.input, 'Softmax', axes[0]!);
  },
};
