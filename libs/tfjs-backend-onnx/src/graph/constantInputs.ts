import type { Conv2DNodeAttrs } from '../lowerings/conv2d.ts';
import type { LazyNode, LazyValue } from './lazy.ts';
import type { PendingGraph } from './pendingGraph.ts';

const TRAINING = new Set([
  'Conv2DBackpropInput',
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'Relu6Grad',
  'MaxPoolGrad',
  'AvgPoolGrad',
  'BatchNormGrad',
  'Step',
]);

const FILTER_GRADIENTS = new Set(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']);

/** Multiplications from which on a model of its own for these very weights pays. */
const WORTHWHILE = 5e8;

/** Whether a graph computes gradients of convolutions or of what surrounds them. */
export function isTraining({ nodes }: PendingGraph): boolean {
  return nodes.some(({ op }) => TRAINING.has(op.name));
}

/**
 * The inputs of a graph whose contents become constants of its model. Of a prediction with convolutions,
 * the weights (values that a Variable holds): ONNX Runtime then folds batch normalisation into them and
 * takes its blocked kernels. Of a training step, the weights of frozen layers, which are prepared once.
 * Depends on the graph only, so that results do not hang on history.
 */
export function constantInputs(graph: PendingGraph): ReadonlySet<LazyValue> {
  const training = isTraining(graph);
  if (!training && graph.outputs.some(({ weight }) => weight)) return NONE;
  const frozen = training ? frozenConvolutions(graph) : graph.nodes.filter(isConvolution);
  const work = frozen.reduce((total, node) => total + multiplications(node), 0);
  if (work < WORTHWHILE) return NONE;
  const weights = graph.inputs.filter(({ weight }) => weight);
  return new Set(training ? onlyReadBy(graph, weights, new Set<LazyNode>(frozen)) : weights);
}

const NONE: ReadonlySet<LazyValue> = new Set();

function isConvolution(node: LazyNode): node is LazyNode<Conv2DNodeAttrs> {
  return node.op.name === 'Conv2D';
}

/** Convolutions without a gradient for their filter in the same graph. */
function frozenConvolutions({ nodes }: PendingGraph): LazyNode<Conv2DNodeAttrs>[] {
  const trained = new Set<LazyValue>();
  for (const { op, inputs } of nodes) if (FILTER_GRADIENTS.has(op.name)) trained.add(inputs[0]!);
  return nodes.filter(isConvolution).filter(({ inputs }) => !trained.has(inputs[0]!));
}

/**
 * The weights that only frozen convolutions and batch normalisations read. A weight that learns is also
 * read by its update or by a gradient, which are other operations.
 */
function onlyReadBy(
  { nodes }: PendingGraph,
  weights: readonly LazyValue[],
  frozen: ReadonlySet<LazyNode>,
): LazyValue[] {
  const excluded = new Set<LazyValue>();
  for (const node of nodes) {
    const before = node.inputs[0]?.node ?? null;
    const reads =
      frozen.has(node) || (node.op.name === 'FusedBatchNorm' && before !== null && frozen.has(before));
    if (!reads) for (const input of node.inputs) excluded.add(input);
  }
  return weights.filter((value) => !excluded.has(value));
}

function multiplications({ inputs, outputs, attrs }: LazyNode<Conv2DNodeAttrs>): number {
  const positions = attrs.geometry.batch * attrs.geometry.output[0] * attrs.geometry.output[1];
  const filter = inputs[1]!.shape.reduce((product, size) => product * size, 1);
  return attrs.depthwise
    ? (filter * positions * outputs[0]!.shape[3]!) / attrs.geometry.channels[1]
    : filter * positions;
}
