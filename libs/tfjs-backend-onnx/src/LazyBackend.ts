import { backend_util, DataStorage, engine, KernelBackend, util, Variable } from '@tensorflow/tfjs-core';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { PneumoError } from '@pneumo/core';
import type { OnnxBackend } from './OnnxBackend.ts';
import { HostFallback } from './HostFallback.ts';
import { GraphExecutor, type ExecutorCounts, type ExecutorOptions } from './graph/GraphExecutor.ts';
import type { HostArray, LazyDtype, LazyNode, LazyOp, LazyValue } from './graph/lazy.ts';
import type { LoweringPlan } from './graph/LoweringPlan.ts';
import { hostArray } from './hostArray.ts';
import { zerosOp } from './graph/zerosOp.ts';
import { reshapeOp } from './kernels/Reshape.ts';

type DataId = TensorInfo['dataId'];

/** A bucket of TensorFlow.js: what one dataId stands for. */
interface Bucket {
  readonly dtype: DataType;
  refCount: number;
  /** A Variable holds it, so reading it through the Variable means that the next step has begun. */
  assigned: boolean;
  readonly value: LazyValue | null;
  /** Encoded strings, which never enter a graph. */
  readonly strings: Uint8Array[] | null;
  readonly complex: { readonly real: TensorInfo; readonly imag: TensorInfo } | null;
}

/** Elements from which on an intermediate result is worth not copying out. */
const LARGE = 1 << 16;

/** What {@link LazyBackend} is built from. */
export interface LazyBackendSettings extends ExecutorOptions {
  /** Pending operations after which the graph is evaluated although nobody reads; a safety net. */
  readonly maxPending: number;
}

/**
 * A lazy TensorFlow.js backend. Kernels only record; when a value is read, or when a variable whose
 * update is still pending is used again (the next training step has begun), all live pending values
 * become one ONNX model and are computed together.
 */
export class LazyBackend extends KernelBackend implements OnnxBackend {
  /** TensorFlow.js' table of buckets. */
  readonly data: DataStorage<Bucket>;
  readonly #settings: LazyBackendSettings;
  readonly #executor: GraphExecutor;
  readonly #fallback: HostFallback;
  readonly #live = new Set<LazyValue>();
  #ids = 0;
  #pendingNodes = 0;

  /** @param settings - runtime, plan and limits */
  constructor(settings: LazyBackendSettings) {
    super();
    this.data = new DataStorage<Bucket>(this, engine());
    this.#settings = settings;
    this.#executor = new GraphExecutor(settings);
    this.#fallback = new HostFallback();
  }

  /** The choices of this machine; give them back at registration to repeat them. Probes where that was not needed yet. */
  loweringPlan(): LoweringPlan {
    return structuredClone(this.#settings.plan());
  }

  /** Number of models compiled, graphs run, and sessions held. */
  counts(): ExecutorCounts {
    return this.#executor.counts;
  }

  /**
   * Computes what is pending and live. Large intermediate results that nobody asked for stay pending
   * once: a read inside `tf.tidy` would otherwise copy out every activation that is about to be disposed.
   */
  flush(): void {
    this.#flush(null);
  }

  /** Frees the compiled models and the memory that they keep; tensors stay, and what is needed again is compiled again. */
  release(): void {
    this.#executor.release();
  }

  #flush(demanded: LazyValue | null): void {
    const wanted: LazyValue[] = [];
    for (const value of this.#live) {
      const intermediate =
        value !== demanded &&
        value.used &&
        !value.weight &&
        util.sizeFromShape(value.shape as number[]) > LARGE;
      if (intermediate && !value.postponed) value.postponed = true;
      else wanted.push(value);
    }
    try {
      this.#executor.evaluate(wanted);
    } catch (error) {
      // Something else that is pending may be at fault; what was asked for must not suffer from it.
      if (demanded === null || wanted.length === 1) throw error;
      this.#executor.evaluate([demanded]);
      this.#live.delete(demanded);
      return;
    }
    for (const value of wanted) this.#live.delete(value);
    this.#pendingNodes = 0;
  }

  /**
   * Records an operation with one output.
   *
   * @param op - what to do
   * @param inputs - values from {@link LazyBackend.use}
   * @param attrs - plain JSON, part of the structural hash
   * @param shape - dimensions of the output
   * @param dtype - element type of the output
   * @returns the output
   */
  record<A>(
    op: LazyOp<A>,
    inputs: readonly LazyValue[],
    attrs: A,
    shape: readonly number[],
    dtype: LazyDtype,
  ): TensorInfo {
    return this.recordMany(op, inputs, attrs, [{ shape, dtype }])[0]!;
  }

  /** Records an operation with several outputs. */
  recordMany<A>(
    op: LazyOp<A>,
    inputs: readonly LazyValue[],
    attrs: A,
    outputs: readonly { readonly shape: readonly number[]; readonly dtype: LazyDtype }[],
  ): TensorInfo[] {
    return this.#recordValues(op, inputs, attrs, outputs).map((value) => this.#bucket(value));
  }

  /** The value behind a tensor, in the tensor's shape. Reading a variable with a pending update flushes first. */
  use(info: TensorInfo): LazyValue {
    const bucket = this.data.get(info.dataId);
    let { value } = bucket;
    if (value === null) {
      throw new PneumoError(
        'UNSUPPORTED_DTYPE',
        `A ${bucket.dtype} tensor of shape [${info.shape.join()}] cannot enter an ONNX graph.`,
      );
    }
    if (value.node !== null && bucket.assigned && info instanceof Variable) this.flush();
    if (!util.arraysEqual(value.shape as number[], info.shape)) {
      if (value.host !== null) value = this.#value(info.shape, value.dtype, value.host, '');
      else
        value = this.#recordValues(reshapeOp, [value], {}, [{ shape: info.shape, dtype: value.dtype }])[0]!;
    }
    return value;
  }

  /** A tensor that shares the bucket of another one, in another shape or (for bool read as bytes) type. */
  share(info: TensorInfo, shape: readonly number[] = info.shape): TensorInfo {
    this.data.get(info.dataId).refCount++;
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  /** Float32 zeros that later kernels may leave out; computed only if somebody reads them. */
  zeros(shape: readonly number[]): TensorInfo {
    const value = this.#value(shape, 'float32', null, 'Zeros', true);
    value.node = {
      id: this.#ids++,
      op: zerosOp,
      attrs: {},
      inputs: [],
      outputs: [value],
      signature: `Zeros[${shape.join()}]`,
    };
    return this.#bucket(value);
  }

  /** Whether a tensor is known to be zero everywhere, by {@link LazyBackend.zeros}. */
  isZero(info: TensorInfo): boolean {
    return this.data.get(info.dataId).value?.zero === true;
  }

  /** Name and attributes of the operation that made a tensor. */
  madeBy(info: TensorInfo): string {
    return this.data.get(info.dataId).value?.madeBy ?? '';
  }

  /** A tensor of known elements, which the backend owns from now on. */
  hostTensor(values: HostArray, shape: readonly number[], dtype: LazyDtype): TensorInfo {
    return this.#bucket(this.#value(shape, dtype, values, ''));
  }

  /** A scalar that a kernel brings along: a graph input, so that another value compiles nothing. */
  constant(value: number, dtype: LazyDtype): LazyValue {
    return this.#value([], dtype, hostArray([value], dtype, 1), '');
  }

  /** A float32 array that a kernel brings along as a graph input. */
  hostValue(values: HostArray, shape: readonly number[]): LazyValue {
    return this.#value(shape, 'float32', values, '');
  }

  /** Runs the kernel of TensorFlow.js' cpu backend on host copies. */
  fallback(
    kernelName: string,
    inputs: Record<string, TensorInfo | TensorInfo[]>,
    attrs: unknown,
  ): TensorInfo | TensorInfo[] {
    return this.#fallback.run(this, kernelName, inputs, attrs);
  }

  /** A complex64 tensor of two parts, whose references it takes over. */
  complexTensor(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = {};
    this.data.set(dataId, {
      dtype: 'complex64',
      refCount: 1,
      assigned: false,
      value: null,
      strings: null,
      complex: { real, imag },
    });
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  /** The two parts of a complex64 tensor. */
  complexParts(info: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    const { complex } = this.data.get(info.dataId);
    if (complex === null)
      throw new PneumoError('UNSUPPORTED_DTYPE', `Expected a complex64 tensor, got ${info.dtype}.`);
    return {
      real: { ...complex.real, shape: info.shape },
      imag: { ...complex.imag, shape: info.shape },
    };
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const bucket = { dtype, refCount, assigned: false, value: null, strings: null, complex: null };
    if (dtype === 'string') {
      this.data.set(dataId, { ...bucket, strings: values as Uint8Array[] });
    } else if (dtype === 'complex64') {
      const pairs = backend_util.splitRealAndImagArrays(values as Float32Array);
      const real = this.hostTensor(pairs.real, shape, 'float32');
      const imag = this.hostTensor(pairs.imag, shape, 'float32');
      this.data.set(dataId, { ...bucket, complex: { real, imag } });
    } else {
      const value = this.#value(
        shape,
        dtype,
        hostArray(values as ArrayLike<number>, dtype, util.sizeFromShape(shape)),
        '',
      );
      value.owners++;
      this.data.set(dataId, { ...bucket, value });
    }
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): BackendValues {
    const { value, strings, complex } = this.data.get(dataId);
    if (strings !== null) return strings;
    if (complex !== null) {
      return backend_util.mergeRealAndImagArrays(
        this.readSync(complex.real.dataId) as Float32Array,
        this.readSync(complex.imag.dataId) as Float32Array,
      );
    }
    if (value!.node !== null) this.#flush(value);
    return value!.host!;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const bucket = this.data.get(dataId);
    bucket.refCount--;
    if (!force && bucket.refCount > 0) return false;
    if (bucket.complex !== null) {
      this.disposeData(bucket.complex.real.dataId);
      this.disposeData(bucket.complex.imag.dataId);
    }
    if (bucket.value !== null && --bucket.value.owners === 0) {
      this.#live.delete(bucket.value);
      this.#executor.forget(bucket.value);
    }
    this.data.delete(dataId);
    return true;
  }

  /** Called by TensorFlow.js only where a Variable takes a bucket: `tf.variable` and `assign`. */
  override incRef(dataId: DataId): void {
    const bucket = this.data.get(dataId);
    bucket.refCount++;
    bucket.assigned = true;
    if (bucket.value !== null) bucket.value.weight = true;
  }

  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  override numDataIds(): number {
    return this.data.numDataIds();
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(f: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const start = util.now();
    f();
    this.flush();
    return { kernelMs: util.now() - start };
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.#live.clear();
    this.#executor.release();
  }

  #recordValues<A>(
    op: LazyOp<A>,
    inputs: readonly LazyValue[],
    attrs: A,
    outputs: readonly { readonly shape: readonly number[]; readonly dtype: LazyDtype }[],
  ): LazyValue[] {
    if (this.#pendingNodes++ > this.#settings.maxPending) this.flush();
    const label = `${op.name}${JSON.stringify(attrs)}`;
    for (const input of inputs) input.used = true;
    const values = outputs.map(({ shape, dtype }) => this.#value(shape, dtype, null, label));
    const types = outputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`).join();
    const node = { id: this.#ids++, op, attrs, inputs, outputs: values, signature: label + types };
    for (const value of values) {
      if (util.sizeFromShape(value.shape as number[]) === 0) value.host = hostArray([], value.dtype, 0);
      else value.node = node as LazyNode;
    }
    return values;
  }

  #value(
    shape: readonly number[],
    dtype: LazyDtype,
    host: HostArray | null,
    madeBy: string,
    zero = false,
  ): LazyValue {
    return {
      id: this.#ids++,
      shape: [...shape],
      dtype,
      node: null,
      host,
      owners: 0,
      used: false,
      postponed: false,
      weight: false,
      madeBy,
      zero,
    };
  }

  #bucket(value: LazyValue): TensorInfo {
    const dataId = {};
    value.owners++;
    if (value.node !== null) this.#live.add(value);
    this.data.set(dataId, {
      dtype: value.dtype,
      refCount: 1,
      assigned: false,
      value,
      strings: null,
      complex: null,
    });
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }
}
