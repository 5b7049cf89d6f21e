import type { DataType } from '@tensorflow/tfjs-core';
import {
  type OnnxAttribute,
  type OnnxConstant,
  type OnnxHeader,
  OnnxModelBuilder,
  type OnnxType,
} from '../onnx/OnnxModelBuilder.ts';
import { type ExportForm, type ExportValue, formOrder } from './ExportValue.ts';

interface GraphNode {
  readonly type: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

interface GraphEnd {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

/** The opset: LayerNormalization came with it, and every runtime since 2022 reads it. */
const OPSET = 17;

/** The file format that belongs to {@link OPSET}. */
const IR_VERSION = 8;

/** Name of the open axis. */
const BATCH = 'batch';

/** An ONNX graph in the making, with names that a person can follow; written once its outputs are known. */
export class ExportGraph {
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, OnnxConstant>();
  readonly #known = new Map<string, string>();
  readonly #names: Set<string>;
  readonly #inputs: GraphEnd[] = [];
  readonly #outputs: (GraphEnd & { readonly tensor: string })[] = [];

  /** @param reserved - names of the graph's inputs and outputs, which nothing else may take */
  constructor(reserved: readonly string[]) {
    this.#names = new Set(reserved);
  }

  /** Adds an operator with one output, named after the layer that it belongs to, and returns its name. */
  op(
    scope: string,
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const name = this.#fresh(`${scope}/${type}`);
    const output = this.#fresh(`${name}_output`);
    this.#nodes.push({ type, name, inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds a weight under a name of its own; once for each key. */
  weight(key: string, name: string, make: () => OnnxConstant): string {
    return this.#once(`weight ${key}`, name, make);
  }

  /** A rank-1 int64 constant: shapes, axes, pads. */
  ints(values: readonly number[]): string {
    return this.#once(`ints ${values.join()}`, `int64_${values.map(nameOf).join('_')}`, () => {
      const bytes = new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer);
      return { type: 'int64', shape: [values.length], bytes };
    });
  }

  /** A float32 constant: a scalar, or a rank-1 tensor. */
  floats(values: number | readonly number[]): string {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [list.length];
    return this.#once(
      `floats ${shape.join()} ${list.map(nameOf).join()}`,
      `float_${list.map(nameOf).join('_')}`,
      () => {
        return { type: 'float32', shape, bytes: new Uint8Array(Float32Array.from(list).buffer) };
      },
    );
  }

  /** A value's name in a form, made by a transposition where it does not exist yet. */
  form(value: ExportValue, form: ExportForm): string {
    if (value.plain === undefined && value.first === undefined && value.border !== undefined)
      value[value.border.form] = value.border.make();
    const other = form === 'plain' ? value.first : value.plain;
    return (value[form] ??= this.op('layout', 'Transpose', [other!], {
      perm: formOrder(value.shape.length, form),
    }));
  }

  /** Declares an input of the graph. */
  input(name: string, value: Omit<ExportValue, ExportForm>, form: ExportForm): ExportValue {
    this.#inputs.push({ name, type: onnxType(value.dtype), shape: endShape(value.shape, form) });
    return { ...value, [form]: name };
  }

  /** Declares an output of the graph. */
  output(name: string, value: ExportValue, form: ExportForm): void {
    const tensor = this.form(value, form);
    this.#outputs.push({ name, tensor, type: onnxType(value.dtype), shape: endShape(value.shape, form) });
  }

  /** The bytes of the .onnx file. */
  finish(header: Pick<OnnxHeader, 'producer' | 'graphName' | 'description' | 'metadata'>): Uint8Array {
    const renamed = this.#nameOutputs();
    const rename = (name: string): string => renamed.get(name) ?? name;
    const builder = new OnnxModelBuilder();
    for (const { name, type, shape } of this.#inputs) builder.input(name, type, shape);
    for (const [name, constant] of this.#constants) builder.constant(constant, name);
    for (const { type, name, inputs, outputs, attributes } of this.#nodes)
      builder.node(type, inputs.map(rename), attributes, outputs.map(rename), '', name);
    for (const { name, type, shape } of this.#outputs) builder.output(name, type, shape);
    return builder.finish({ ...header, irVersion: IR_VERSION, opsets: [['', OPSET]] });
  }

  /** Tensors that take the names of outputs. An output that is also an input, or a second one, is a copy. */
  #nameOutputs(): ReadonlyMap<string, string> {
    const made = new Set(this.#nodes.flatMap(({ outputs }) => outputs));
    const renamed = new Map<string, string>();
    for (const { name, tensor } of this.#outputs) {
      if (made.has(tensor) && !renamed.has(tensor)) renamed.set(tensor, name);
      else
        this.#nodes.push({
          type: 'Identity',
          name: this.#fresh(`${name}/Identity`),
          inputs: [tensor],
          outputs: [name],
          attributes: {},
        });
    }
    return renamed;
  }

  #once(key: string, name: string, make: () => OnnxConstant): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fresh = this.#fresh(name);
    this.#constants.set(fresh, make());
    this.#known.set(key, fresh);
    return fresh;
  }

  #fresh(name: string): string {
    let fresh = name;
    for (let count = 1; this.#names.has(fresh); count++) fresh = `${name}_${count}`;
    this.#names.add(fresh);
    return fresh;
  }
}

function nameOf(value: number): string {
  return (Object.is(value, -0) ? '-0' : String(value)).replace('-', 'minus');
}

function onnxType(dtype: DataType): OnnxType {
  return dtype === 'int32' || dtype === 'bool' ? dtype : 'float32';
}

function endShape(shape: ExportValue['shape'], form: ExportForm): (number | string)[] {
  const order = form === 'plain' ? shape.map((_, axis) => axis) : formOrder(shape.length, 'first');
  return order.map((axis) => shape[axis] ?? BATCH);
}
