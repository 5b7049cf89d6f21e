import type { Conv2DNodeAttrs } from '../lowerings/conv2d.ts';
import type { LazyNode, LazyValue } from './lazy.ts';
import type { PendingGraph } from './pendingGraph.ts';

const TRAINING = new Set([
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'MaxPoolGrad',
  'AvgPoolGrad',
  'BatchNormGrad',
  'Step',
]);

/** Multiplications from which on a model of its own for these very weights pays. */
const WORTHWHILE = 5e8;

/**
 * The inputs of a graph whose contents become constants of its model: the weights (values that a
 * Variable holds) of a prediction with convolutions. ONNX Runtime then folds batch normalisation into
 * them and takes its blocked kernels. Depends on the graph only, so that results do not hang on history.
 */
export function constantInputs(graph: PendingGraph): ReadonlySet<LazyValue> {
  let work = 0;
  for (const node of graph.nodes) {
    if (TRAINING.has(node.op.name)) return NONE;
    if (node.op.name === 'Conv2D') work += multiplications(node as LazyNode<Conv2DNodeAttrs>);
  }
  if (work < WORTHWHILE || graph.outputs.some(({ weight }) => weight)) return NONE;
  return new Set(graph.inputs.filter(({ weight }) => weight));
}

const NONE: ReadonlySet<LazyValue> = new Set();

function multiplications({ inputs, outputs, attrs }: LazyNode<Conv2DNodeAttrs>): number {
  const positions = attrs.geometry.batch * attrs.geometry.output[0] * attrs.geometry.output[1];
  const filter = inputs[1]!.shape.reduce((product, size) => product * size, 1);
  return attrs.depthwise
    ? (filter * positions * outputs[0]!.shape[3]!) / attrs.geometry.channels[1]
    : filter * positions;
}
