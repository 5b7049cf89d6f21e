import { OnnxModelBuilder } from '../onnx/OnnxModelBuilder.ts';
import { isTraining } from './constantInputs.ts';
import type { LazyValue } from './lazy.ts';
import { Lowering } from './Lowering.ts';
import type { LoweringPlan } from './LoweringPlan.ts';
import type { PendingGraph } from './pendingGraph.ts';

/** An ONNX model of a pending graph, with the names of its ends. */
export interface CompiledGraph {
  /** Serialised ModelProto. */
  readonly model: Uint8Array;
  /** Names of the graph inputs, in the order of `PendingGraph.inputs`. */
  readonly inputNames: readonly string[];
  /** Names of the graph outputs, in the order of `PendingGraph.outputs`. */
  readonly outputNames: readonly string[];
}

/**
 * Lowers a pending graph to one ONNX model.
 *
 * @param graph - the graph
 * @param plan - gives the choices of this machine
 * @param baked - inputs that become constants of the model. Their contents may lie with the runtime, so the
 *   model only uses their names; {@link appendConstants} completes it.
 */
export function compileGraph(
  graph: PendingGraph,
  plan: () => LoweringPlan,
  baked: ReadonlySet<LazyValue>,
): CompiledGraph {
  const builder = new OnnxModelBuilder();
  const lowering = new Lowering(builder, graph, plan, baked.size > 0 && !isTraining(graph));
  const inputNames = graph.inputs.map((value, position) => {
    const name = `in${position}`;
    if (!baked.has(value)) builder.input(name, value.dtype, value.shape);
    lowering.define(value, name);
    return name;
  });
  lowering.run();
  const taken = new Set<string>();
  const outputNames = graph.outputs.map((value, position) => {
    const name = outputName(builder, lowering, lowering.plain(value), position, taken);
    builder.output(name, value.dtype, value.shape);
    return name;
  });
  return { model: builder.finish(), inputNames, outputNames };
}

/**
 * The name under which a value leaves the model: its own, so that nothing is copied. What is an input or a constant, or
 * leaves under another name already, gets a new one; so does all that ONNX Runtime optimises beyond `basic`, where some
 * operators must not be outputs.
 */
function outputName(
  builder: OnnxModelBuilder,
  lowering: Lowering,
  name: string,
  position: number,
  taken: Set<string>,
): string {
  const own = builder.isComputed(name) && !taken.has(name) && !lowering.constantWeights;
  taken.add(name);
  return own ? name : lowering.ops('Identity', [name], {}, [`out${position}`])[0]!;
}
