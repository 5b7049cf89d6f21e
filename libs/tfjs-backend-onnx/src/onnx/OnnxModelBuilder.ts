import { ProtoWriter } from './ProtoWriter.ts';

/** Element types of ONNX tensors that the backend uses, by their number in onnx.proto. */
export const ONNX_TYPE: Readonly<Record<OnnxType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** Names of the element types. */
export type OnnxType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool' | 'float64';

/** An attribute of a node: whole numbers become INT, numbers wrapped by {@link float} FLOAT. */
export type OnnxAttribute = number | string | readonly number[] | OnnxFloat;

/** A number that must be written as FLOAT although it may be whole. */
export interface OnnxFloat {
  /** The number. */
  readonly float: number;
}

/** Marks a number as a FLOAT attribute. */
export function float(value: number): OnnxFloat {
  return { float: value };
}

/** A constant tensor of a model. */
export interface OnnxConstant {
  /** Element type. */
  readonly type: OnnxType;
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Little-endian elements. */
  readonly bytes: Uint8Array;
}

/** What a model says about itself; the defaults are those of the models that the backend runs itself. */
export interface OnnxHeader {
  /** Version of the file format; 10 by default. */
  readonly irVersion?: number;
  /** Operator sets: domain and version. */
  readonly opsets?: readonly (readonly [domain: string, version: number])[];
  /** Name of the program that made the model. */
  readonly producer?: string;
  /** Name of the graph. */
  readonly graphName?: string;
  /** What the model is, for people. */
  readonly description?: string;
  /** Further entries, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 };
const OPSETS: readonly (readonly [string, number])[] = [
  ['', 21],
  ['com.microsoft', 1],
  ['com.microsoft.nchwc', 1],
];

/** Builds the bytes of one ONNX model, node by node; equal constants are stored once. */
export class OnnxModelBuilder {
  readonly #graph = new ProtoWriter();
  readonly #constants = new Map<string, string>();
  readonly #computed = new Set<string>();
  #names = 0;
  #nodeCount = 0;

  /** Number of nodes written so far. */
  get nodeCount(): number {
    return this.#nodeCount;
  }

  /** A tensor name that is not in use. */
  freshName(): string {
    return `t${this.#names++}`;
  }

  /** Whether a name is the output of a node. */
  isComputed(name: string): boolean {
    return this.#computed.has(name);
  }

  /**
   * Adds a node.
   *
   * @param type - operator type
   * @param inputs - names of the inputs; an empty name leaves an optional input out
   * @param attributes - attributes by name
   * @param outputs - number of outputs, or their names (an empty name leaves an output out)
   * @param domain - operator domain, the standard one by default
   * @param nodeName - name of the node, made from its type by default
   * @returns names of the outputs
   */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    outputs: number | readonly string[] = 1,
    domain = '',
    nodeName = `${type}_${this.#nodeCount}`,
  ): string[] {
    this.#nodeCount++;
    const names =
      typeof outputs === 'number' ? Array.from({ length: outputs }, () => this.freshName()) : [...outputs];
    const node = new ProtoWriter();
    for (const input of inputs) node.string(1, input);
    for (const name of names) {
      node.string(2, name);
      this.#computed.add(name);
    }
    node.string(3, nodeName).string(4, type);
    for (const [name, value] of Object.entries(attributes)) node.bytes(5, attribute(name, value));
    if (domain !== '') node.string(7, domain);
    this.#graph.bytes(1, node.finish());
    return names;
  }

  /** Declares a graph input; a name in the shape stands for a size that may differ from run to run. */
  input(name: string, type: OnnxType, shape: readonly (number | string)[]): void {
    this.#graph.bytes(11, valueInfo(name, type, shape));
  }

  /** Declares a graph output. */
  output(name: string, type: OnnxType, shape: readonly (number | string)[]): void {
    this.#graph.bytes(12, valueInfo(name, type, shape));
  }

  /** Adds a constant tensor and returns its name. One that is given a name is stored under it, whatever else is equal. */
  constant({ type, shape, bytes }: OnnxConstant, givenName?: string): string {
    const small = bytes.length <= 256 && givenName === undefined;
    const key = small ? `${type}:${shape.join()}:${bytes.join()}` : '';
    const known = small ? this.#constants.get(key) : undefined;
    if (known !== undefined) return known;
    const name = givenName ?? this.freshName();
    const tensor = new ProtoWriter();
    for (const size of shape) tensor.int(1, size);
    tensor.int(2, ONNX_TYPE[type]).string(8, name).bytes(9, bytes);
    this.#graph.bytes(5, tensor.finish());
    if (small) this.#constants.set(key, name);
    return name;
  }

  /** The serialised ModelProto. */
  finish(header: OnnxHeader = {}): Uint8Array {
    const { irVersion = 10, opsets = OPSETS, producer = 'pneumo', graphName = 'graph' } = header;
    const model = new ProtoWriter().int(1, irVersion).string(2, producer);
    if (header.description !== undefined) model.string(6, header.description);
    model.bytes(7, this.#graph.string(2, graphName).finish());
    for (const [domain, version] of opsets) {
      model.bytes(8, new ProtoWriter().string(1, domain).int(2, version).finish());
    }
    for (const [key, value] of Object.entries(header.metadata ?? {})) {
      model.bytes(14, new ProtoWriter().string(1, key).string(2, value).finish());
    }
    return model.finish();
  }
}

function attribute(name: string, value: OnnxAttribute): Uint8Array {
  const writer = new ProtoWriter().string(1, name);
  if (typeof value === 'number') return writer.int(3, value).int(20, ATTRIBUTE.int).finish();
  if (typeof value === 'string') return writer.string(4, value).int(20, ATTRIBUTE.string).finish();
  if ('float' in value) return writer.float(2, value.float).int(20, ATTRIBUTE.float).finish();
  for (const item of value) writer.int(8, item);
  return writer.int(20, ATTRIBUTE.ints).finish();
}

function valueInfo(name: string, type: OnnxType, shape: readonly (number | string)[]): Uint8Array {
  const dims = new ProtoWriter();
  for (const size of shape) {
    const dim = new ProtoWriter();
    dims.bytes(1, (typeof size === 'number' ? dim.int(1, size) : dim.string(2, size)).finish());
  }
  const tensorType = new ProtoWriter().int(1, ONNX_TYPE[type]).bytes(2, dims.finish());
  return new ProtoWriter()
    .string(1, name)
    .bytes(2, new ProtoWriter().bytes(1, tensorType.finish()).finish())
    .finish();
}
