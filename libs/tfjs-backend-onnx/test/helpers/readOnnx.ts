/** What a test looks at in an ONNX file. */
export interface OnnxFile {
  irVersion: number;
  producer: string;
  description: string;
  opsets: { domain: string; version: number }[];
  metadata: Record<string, string>;
  nodes: { type: string; name: string; domain: string; inputs: string[]; outputs: string[] }[];
  constants: { name: string; shape: number[]; bytes: number }[];
  inputs: { name: string; type: number; shape: (number | string)[] }[];
  outputs: { name: string; type: number; shape: (number | string)[] }[];
}

type Fields = Map<number, (Uint8Array | number)[]>;

/** Reads the parts of an ONNX file by the numbers of onnx.proto, independently of what writes them. */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const model = fields(bytes);
  const graph = fields(one(model, 7));
  const end = (field: number): OnnxFile['inputs'] =>
    many(graph, field).map((info) => {
      const tensor = fields(one(fields(one(info, 2)), 1));
      const shape = tensor.has(2) ? many(fields(one(tensor, 2)), 1) : [];
      return {
        name: text(info, 1),
        type: tensor.get(1)![0] as number,
        shape: shape.map((dim) => (dim.has(1) ? (dim.get(1)![0] as number) : text(dim, 2))),
      };
    });
  return {
    irVersion: model.get(1)![0] as number,
    producer: text(model, 2),
    description: text(model, 6),
    opsets: many(model, 8).map((opset) => ({ domain: text(opset, 1), version: opset.get(2)![0] as number })),
    metadata: Object.fromEntries(many(model, 14).map((entry) => [text(entry, 1), text(entry, 2)])),
    nodes: many(graph, 1).map((node) => ({
      type: text(node, 4),
      name: text(node, 3),
      domain: text(node, 7),
      inputs: texts(node, 1),
      outputs: texts(node, 2),
    })),
    constants: many(graph, 5).map((tensor) => ({
      name: text(tensor, 8),
      shape: (tensor.get(1) ?? []) as number[],
      bytes: (tensor.get(9)![0] as Uint8Array).length,
    })),
    inputs: end(11),
    outputs: end(12),
  };
}

function fields(bytes: Uint8Array): Fields {
  const found: Fields = new Map();
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[position++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (position < bytes.length) {
    const key = varint();
    let value: Uint8Array | number;
    if (key % 8 === 0) value = varint();
    else {
      const length = key % 8 === 2 ? varint() : 4;
      value = bytes.subarray(position, position + length);
      position += length;
    }
    found.set(key >> 3, [...(found.get(key >> 3) ?? []), value]);
  }
  return found;
}

const one = (message: Fields, field: number): Uint8Array => message.get(field)![0] as Uint8Array;
const many = (message: Fields, field: number): Fields[] =>
  (message.get(field) ?? []).map((bytes) => fields(bytes as Uint8Array));
const texts = (message: Fields, field: number): string[] =>
  (message.get(field) ?? []).map((bytes) => new TextDecoder().decode(bytes as Uint8Array));
const text = (message: Fields, field: number): string => texts(message, field)[0] ?? '';
