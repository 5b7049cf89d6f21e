import { showValue } from '@pneumo/core';
import { DTYPE_BYTES, decodeFloats } from '../floatFormats.ts';
import type { SourceTensor, WeightSource } from '../weightSource.ts';
import { invalidCheckpoint, readStoredZip } from './readStoredZip.ts';
import { PickledTensor, readTensorPickle } from './readTensorPickle.ts';

/** Options of {@link parseTorchCheckpoint}. */
export interface TorchCheckpointOptions {
  /**
   * Key of the dictionary whose tensors are wanted, in a checkpoint that holds more than one thing. Without it,
   * `'state_dict'`, `'model_state_dict'` and `'model'` are looked for, then the tensors of the file itself.
   */
  key?: string;
}

const DTYPES: Readonly<Record<string, string>> = {
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  DoubleStorage: 'F64',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/**
 * Reads the tensors of a PyTorch checkpoint, a `.pt` or `.pth` file that `torch.save` of PyTorch 1.6 or
 * later wrote. Nothing of its pickle is executed: only the operations that describe tensors, dictionaries
 * and plain values are understood, and everything else is refused.
 *
 * @param bytes - the whole file; tensors are decoded from it when they are read
 * @param options - which dictionary
 * @returns the tensors by name, for `loadWeights`
 * @throws PneumoError `UNSAFE_PICKLE` naming what the pickle would call; `INVALID_CHECKPOINT` when the
 * file is torn, forged, compressed or holds no tensors
 *
 * @example
 * ```ts
 * try {
 *   parseTorchCheckpoint(new Uint8Array(100));
 * } catch (error) {
 *   error.code; // 'INVALID_CHECKPOINT'
 * }
 * ```
 */
export function parseTorchCheckpoint(bytes: Uint8Array, { key }: TorchCheckpointOptions = {}): WeightSource {
  const entries = readStoredZip(bytes);
  const pickle = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw invalidCheckpoint('it has no data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order) !== 'little')
    throw invalidCheckpoint('its numbers are not little-endian');
  const dictionary = dictionaryOf(readTensorPickle(entries.get(pickle)!), key);
  const tensors = [...dictionary].flatMap(([name, value]): [string, SourceTensor][] =>
    typeof name === 'string' && value instanceof PickledTensor
      ? [[name, sourceOf(name, value, entries.get(`${folder}data/${value.storage.key}`))]]
      : [],
  );
  if (tensors.length === 0) throw invalidCheckpoint('it holds no tensor by name');
  return new Map(tensors);
}

function dictionaryOf(root: unknown, key: string | undefined): Map<unknown, unknown> {
  if (!(root instanceof Map)) throw invalidCheckpoint('it holds no dictionary');
  const keys = key === undefined ? ['state_dict', 'model_state_dict', 'model'] : [key];
  for (const each of keys) {
    const inner: unknown = root.get(each);
    if (inner instanceof Map) return inner;
  }
  if (key === undefined) return root;
  throw invalidCheckpoint(`it has no dictionary '${key}', but ${showValue([...root.keys()])}`);
}

function sourceOf(name: string, tensor: PickledTensor, data: Uint8Array | undefined): SourceTensor {
  const { shape, strides, offset, storage } = tensor;
  const dtype = DTYPES[storage.type] ?? storage.type;
  const size = DTYPE_BYTES[dtype] ?? 1;
  if (data === undefined || data.length < storage.count * size)
    throw invalidCheckpoint(`the numbers of the tensor ${name} are not all there`);
  const count = shape.reduce((a, b) => a * b, 1);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? NaN), offset);
  if (strides.length !== shape.length || count > storage.count || (count > 0 && !(last < storage.count)))
    throw invalidCheckpoint(
      `the tensor ${name} of shape [${shape.join(', ')}] leaves its ${storage.count} numbers`,
    );
  return {
    shape,
    dtype,
    read() {
      const all = decodeFloats(data.subarray(0, storage.count * size), dtype, name);
      return gather(all, shape, strides, offset, count);
    },
  };
}

function gather(
  all: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  count: number,
): Float32Array {
  let contiguous = 1;
  const plain = [...shape.keys()].reverse().every((axis) => {
    const fits = shape[axis] === 1 || strides[axis] === contiguous;
    contiguous *= shape[axis]!;
    return fits;
  });
  if (plain) return all.subarray(offset, offset + count);
  const out = new Float32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  for (let to = 0, from = offset; to < count; to++) {
    out[to] = all[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
