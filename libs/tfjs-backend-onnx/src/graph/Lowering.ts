import { isPneumoError, PneumoError } from '@pneumo/core';
import type { OnnxModelBuilder } from '../onnx/OnnxModelBuilder.ts';
import { ONNX_TYPE, type OnnxAttribute, type OnnxType } from '../onnx/OnnxModelBuilder.ts';
import { convertLayout, type Layout } from './convertLayout.ts';
import { describeNode } from './describeNode.ts';
import { isSmall } from './graphWork.ts';
import type { LazyNode, LazyValue } from './lazy.ts';
import type { LoweringPlan } from './LoweringPlan.ts';
import type { PendingGraph } from './pendingGraph.ts';

type ScalarType = Exclude<OnnxType, 'uint8'>;

const MAX_DEPTH = 100;

/** Where to move a form from; reorders of the blocked layout use all threads, transpositions one. */
const SOURCES: Readonly<Record<Layout, readonly Layout[]>> = {
  plain: ['blocked', 'nchw'],
  nchw: ['blocked', 'plain'],
  blocked: ['nchw', 'plain'],
};

/**
 * Turns recorded nodes into one ONNX model. Every value may exist in several layouts, each made the
 * first time somebody asks for it, so that chains of convolutions and elementwise operations stay in
 * the layout of the convolutions and only their ends are moved.
 */
export class Lowering {
  /** The graph is so small that the choices of the machine do not matter. */
  readonly small: boolean;
  /** The weights are constants of the model, so ONNX Runtime can fold and rearrange them. */
  readonly constantWeights: boolean;
  /** All nodes of the graph, in order. */
  readonly nodes: readonly LazyNode[];
  /** Pieces that several kernels share within a graph, by a key of their own making. */
  readonly shared = new Map<string, string>();
  readonly #plan: () => LoweringPlan;
  readonly #builder: OnnxModelBuilder;
  readonly #forms: Record<Layout, Map<LazyValue, string>> = {
    plain: new Map(),
    nchw: new Map(),
    blocked: new Map(),
  };
  readonly #native = new Map<LazyValue, Layout>();
  readonly #outputs: ReadonlySet<LazyValue>;
  readonly #lowered = new Set<LazyNode>();
  #consumers: Map<LazyValue, LazyNode[]> | null = null;
  #depth = 0;

  constructor(
    builder: OnnxModelBuilder,
    graph: PendingGraph,
    plan: () => LoweringPlan,
    constantWeights: boolean,
  ) {
    this.#builder = builder;
    this.nodes = graph.nodes;
    this.#plan = plan;
    this.small = isSmall(graph);
    this.constantWeights = constantWeights;
    this.#outputs = new Set(graph.outputs);
  }

  /** Choices of this machine, probed when first asked for. */
  get plan(): LoweringPlan {
    return this.#plan();
  }

  /** Channels a block of the blocked layout; 0 where this graph does not use it. */
  get block(): number {
    return this.constantWeights || this.small ? 0 : this.plan.blockSize;
  }

  /** Whether images of so many channels can be blocked. */
  isBlockable(channels: number): boolean {
    return this.block > 0 && channels % this.block === 0;
  }

  /** Whether a value must be handed out at the end. */
  isOutput(value: LazyValue): boolean {
    return this.#outputs.has(value);
  }

  /** Lowers all nodes. Deferred ones wait until somebody asks for their value, and may never be made. */
  run(): void {
    for (const node of this.nodes) if (node.op.deferred !== true) this.#lower(node);
  }

  /** Whether a node was lowered already. */
  isLowered(node: LazyNode): boolean {
    return this.#lowered.has(node);
  }

  /** Makes sure that a value exists in some layout. */
  ensure(value: LazyValue): void {
    if (value.node !== null && !this.#native.has(value)) this.#lower(value.node);
  }

  /** Adds an operator with one output and returns its name. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = '',
  ): string {
    return this.#builder.node(type, inputs, attributes, 1, domain)[0]!;
  }

  /** Adds an operator with several outputs and returns their names; an empty name leaves one out. */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: number | readonly string[],
    domain = '',
  ): string[] {
    return this.#builder.node(type, inputs, attributes, outputs, domain);
  }

  /** A tensor name that is not in use. */
  freshName(): string {
    return this.#builder.freshName();
  }

  /** A rank-1 int64 constant: shapes, axes, pads. */
  ints(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer);
    return this.#builder.constant({ type: 'int64', shape: [values.length], bytes });
  }

  /** A scalar constant. */
  scalar(value: number, type: ScalarType = 'float32'): string {
    return this.#builder.constant({ type, shape: [], bytes: scalarBytes(value, type) });
  }

  /** A float32 constant of any shape. */
  floats(values: Float32Array, shape: readonly number[]): string {
    return this.#builder.constant({
      type: 'float32',
      shape,
      bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    });
  }

  /** Reshapes a tensor. */
  reshape(name: string, shape: readonly number[]): string {
    // A zero in the target shape means "copy" unless allowzero is set; the graph has no empty tensors.
    return this.op('Reshape', [name, this.ints(shape)]);
  }

  /** Permutes the dimensions of a tensor. */
  transpose(name: string, perm: readonly number[]): string {
    return this.op('Transpose', [name], { perm });
  }

  /** Converts the element type of a tensor. */
  cast(name: string, type: OnnxType): string {
    return this.op('Cast', [name], { to: ONNX_TYPE[type] });
  }

  /** States that a value exists under a name in a layout. */
  define(value: LazyValue, name: string, layout: Layout = 'plain'): void {
    this.#forms[layout].set(value, name);
    if (!this.#native.has(value)) this.#native.set(value, layout);
  }

  /** The layout in which a value was made. */
  layoutOf(value: LazyValue): Layout {
    this.ensure(value);
    return this.#native.get(value) ?? 'plain';
  }

  /** The name of a value as TensorFlow.js shapes it. */
  plain(value: LazyValue): string {
    return this.form(value, 'plain');
  }

  /** The name of a rank-4 channels-last value in channels-first order. */
  nchw(value: LazyValue): string {
    return this.form(value, 'nchw');
  }

  /** The name of a value in a layout; all but `plain` are for rank-4 channels-last values. */
  form(value: LazyValue, layout: Layout): string {
    this.ensure(value);
    const known = this.#forms[layout].get(value);
    if (known !== undefined) return known;
    const from = SOURCES[layout].find((source) => this.#forms[source].has(value));
    if (from === undefined)
      throw new Error(`value ${value.id} of shape [${value.shape.join()}] was read before it was made`);
    const name = convertLayout(this, this.#forms[from].get(value)!, [from, layout], value.shape, value.dtype);
    this.define(value, name, layout);
    return name;
  }

  #lower(node: LazyNode): void {
    if (this.#lowered.has(node)) return;
    this.#lowered.add(node);
    if (++this.#depth > MAX_DEPTH) {
      // A long chain of deferred nodes: lower its inputs from the front, so that the stack stays short.
      for (const earlier of this.#pendingAncestors(node)) this.#lower(earlier);
    }
    try {
      node.op.lower(this, node);
    } catch (cause) {
      if (isPneumoError(cause)) throw cause;
      throw new PneumoError(
        'LOWERING_FAILED',
        `${describeNode(node)} could not be lowered to ONNX: ${String(cause)}`,
        { cause },
      );
    }
    this.#depth--;
  }

  #pendingAncestors(node: LazyNode): LazyNode[] {
    const found = new Set<LazyNode>();
    const stack = [node];
    while (stack.length > 0) {
      for (const { node: input } of stack.pop()!.inputs) {
        if (input === null || found.has(input) || this.#lowered.has(input)) continue;
        found.add(input);
        stack.push(input);
      }
    }
    return [...found].sort((a, b) => a.id - b.id);
  }

  /** The nodes that read a value. */
  consumers(value: LazyValue): readonly LazyNode[] {
    if (this.#consumers === null) {
      this.#consumers = new Map();
      for (const node of this.nodes) {
        for (const input of node.inputs) {
          const list = this.#consumers.get(input);
          if (list === undefined) this.#consumers.set(input, [node]);
          else list.push(node);
        }
      }
    }
    return this.#consumers.get(value) ?? [];
  }
}

function scalarBytes(value: number, type: ScalarType): Uint8Array {
  if (type === 'float32') return new Uint8Array(Float32Array.of(value).buffer);
  if (type === 'float64') return new Uint8Array(Float64Array.of(value).buffer);
  if (type === 'int32') return new Uint8Array(Int32Array.of(value).buffer);
  if (type === 'int64') return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
  return Uint8Array.of(value);
}
