import { PneumoError, cutText, showValue } from '@pneumo/core';
import { invalidCheckpoint } from './readStoredZip.ts';

/** Where the numbers of a tensor lie. */
export interface PickledStorage {
  /** Name of its entry, behind `data/`. */
  key: string;
  /** PyTorch's class of it, such as `'FloatStorage'`. */
  type: string;
  /** How many numbers it has. */
  count: number;
}

/** A tensor as PyTorch pickles it. */
export class PickledTensor {
  readonly storage: PickledStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: PickledStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

class Global {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

const MARK = Symbol('mark');
const STORAGE = /^torch\.(\w+Storage)$/;

/**
 * Reads a pickle of tensors. This is no unpickler: it knows the operations that `torch.save` needs for
 * tensors in dictionaries and lists, and calls nothing. A name of any function other than the three that
 * stand for tensors and ordered dictionaries ends it.
 *
 * @returns strings, numbers, booleans, null, arrays, maps and {@link PickledTensor}
 * @throws PneumoError `UNSAFE_PICKLE` naming the function that the pickle would call; `INVALID_CHECKPOINT`
 */
export function readTensorPickle(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memo = new Map<number, unknown>();
  const stack: unknown[] = [];
  let at = 0;
  const take = (length: number): number => {
    if (length < 0 || at + length > bytes.length) throw invalidCheckpoint(`its pickle ends at byte ${at}`);
    at += length;
    return at - length;
  };
  const text = (length: number): string => {
    const start = take(length);
    return new TextDecoder().decode(bytes.subarray(start, start + length));
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    const value = text(end < 0 ? -1 : end - at);
    at++;
    return value;
  };
  const pop = (): unknown => {
    if (stack.length === 0) throw invalidCheckpoint(`its pickle takes from an empty stack at byte ${at}`);
    if (stack.at(-1) === MARK) throw invalidCheckpoint(`its pickle takes a mark for a value at byte ${at}`);
    return stack.pop();
  };
  const popMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw invalidCheckpoint(`its pickle has no mark before byte ${at}`);
    const items = stack.slice(mark + 1);
    stack.length = mark;
    return items;
  };
  const setItems = (items: unknown[]): void => {
    const target = stack.at(-1);
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw invalidCheckpoint(`its pickle sets items of what is no dictionary at byte ${at}`);
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  };
  const append = (items: unknown[]): void => {
    const target = stack.at(-1);
    if (!Array.isArray(target))
      throw invalidCheckpoint(`its pickle appends to what is no list at byte ${at}`);
    for (const item of items) target.push(item);
  };
  const tuple = (count: number): unknown[] => Array.from({ length: count }, pop).reverse();
  const operations: Record<number, () => void> = {
    0x80: () => void take(1), // PROTO
    0x95: () => void take(8), // FRAME
    0x7d: () => stack.push(new Map()), // EMPTY_DICT
    0x5d: () => stack.push([]), // EMPTY_LIST
    0x29: () => stack.push([]), // EMPTY_TUPLE
    0x28: () => stack.push(MARK),
    0x4e: () => stack.push(null),
    0x88: () => stack.push(true),
    0x89: () => stack.push(false),
    0x4b: () => stack.push(view.getUint8(take(1))), // BININT1
    0x4d: () => stack.push(view.getUint16(take(2), true)), // BININT2
    0x4a: () => stack.push(view.getInt32(take(4), true)), // BININT
    0x47: () => stack.push(view.getFloat64(take(8), false)), // BINFLOAT
    0x8a: () => stack.push(longInteger(bytes, take(1), take)), // LONG1
    0x58: () => stack.push(text(view.getUint32(take(4), true))), // BINUNICODE
    0x8c: () => stack.push(text(view.getUint8(take(1)))), // SHORT_BINUNICODE
    0x71: () => memo.set(view.getUint8(take(1)), stack.at(-1)), // BINPUT
    0x72: () => memo.set(view.getUint32(take(4), true), stack.at(-1)), // LONG_BINPUT
    0x94: () => memo.set(memo.size, stack.at(-1)), // MEMOIZE
    0x68: () => stack.push(remembered(memo, view.getUint8(take(1)))), // BINGET
    0x6a: () => stack.push(remembered(memo, view.getUint32(take(4), true))), // LONG_BINGET
    0x74: () => stack.push(popMark()), // TUPLE
    0x85: () => stack.push(tuple(1)),
    0x86: () => stack.push(tuple(2)),
    0x87: () => stack.push(tuple(3)),
    0x63: () => stack.push(allowed(line(), line())), // GLOBAL
    0x93: () => stack.push(allowed(...(tuple(2) as [unknown, unknown]))), // STACK_GLOBAL
    0x51: () => stack.push(storageOf(pop())), // BINPERSID
    0x52: () => stack.push(call(...(tuple(2) as [unknown, unknown]))), // REDUCE
    0x62: () => void pop(), // BUILD: attributes of a dictionary, such as _metadata, are left out
    0x75: () => setItems(popMark()), // SETITEMS
    0x73: () => setItems(tuple(2)), // SETITEM
    0x65: () => append(popMark()), // APPENDS
    0x61: () => append(tuple(1)), // APPEND
  };
  for (;;) {
    const opcode = bytes[take(1)]!;
    if (opcode === 0x2e) return pop(); // STOP
    const operation = operations[opcode];
    if (operation === undefined) {
      throw new PneumoError(
        'UNSAFE_PICKLE',
        `The checkpoint's pickle has the operation 0x${opcode.toString(16)} at byte ${at - 1}, which tensors do not need; ` +
          'nothing was executed. Write the state dict alone, or safetensors.',
        { details: { opcode, offset: at - 1 } },
      );
    }
    operation();
  }
}

const TENSOR = 'torch._utils._rebuild_tensor_v2';
const PARAMETER = 'torch._utils._rebuild_parameter';
const ORDERED = 'collections.OrderedDict';

function allowed(module: unknown, name: unknown): Global {
  if (typeof module !== 'string' || typeof name !== 'string')
    throw invalidCheckpoint(`its pickle names ${showValue([module, name])}; expected two texts`);
  const path = `${module}.${name}`;
  if (path === TENSOR || path === PARAMETER || path === ORDERED || STORAGE.test(path))
    return new Global(path);
  throw new PneumoError(
    'UNSAFE_PICKLE',
    `The checkpoint's pickle names ${cutText(path)}; expected nothing but tensors, dictionaries and plain values. Nothing was ` +
      'executed. Do not load this file in Python either, unless you trust its source; write the state dict alone, or safetensors.',
    { details: { global: path } },
  );
}

function call(callee: unknown, args: unknown): unknown {
  if (callee instanceof Global && Array.isArray(args)) {
    if (callee.path === ORDERED && args.length === 0) return new Map();
    if (callee.path === PARAMETER && args[0] instanceof PickledTensor) return args[0];
    if (callee.path === TENSOR) {
      const [storage, offset, shape, strides] = args as unknown[];
      if (isStorage(storage) && isSizes([offset]) && isSizes(shape) && isSizes(strides))
        return new PickledTensor(storage, offset as number, shape, strides);
    }
  }
  throw invalidCheckpoint('its pickle calls something with other arguments than torch.save writes');
}

/** ('storage', class, key, device, count). */
function storageOf(id: unknown): PickledStorage {
  const [kind, type, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
  const name = type instanceof Global ? STORAGE.exec(type.path)?.[1] : undefined;
  if (kind === 'storage' && name !== undefined && typeof key === 'string' && isSizes([count]))
    return { key, type: name, count: count as number };
  throw invalidCheckpoint('its pickle refers to something other than a storage');
}

function isStorage(value: unknown): value is PickledStorage {
  return typeof value === 'object' && value !== null && 'key' in value && 'count' in value;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function remembered(memo: ReadonlyMap<number, unknown>, key: number): unknown {
  if (!memo.has(key)) throw invalidCheckpoint(`its pickle refers to number ${key}, which it never put away`);
  return memo.get(key);
}

/** A little-endian two's complement integer of as many bytes as its first one says. */
function longInteger(bytes: Uint8Array, at: number, take: (length: number) => number): number {
  const length = bytes[at]!;
  const start = take(length);
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[start + i]!);
  return Number(length === 0 ? 0n : BigInt.asIntN(8 * length, value));
}
