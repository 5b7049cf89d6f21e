import { backend_util, DataStorage, engine, KernelBackend, util, Variable } from '@tensorflow/tfjs-core';
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { PneumoError } from '@pneumo/core';
import { EMPTY, type Bucket } from './Bucket.ts';
import type { OnnxBackend } from './OnnxBackend.ts';
import { HostFallback } from './HostFallback.ts';
import type { ExecutorCounts } from './graph/GraphExecutor.ts';
import type { HostArray, LazyDtype, LazyOp, LazyValue } from './graph/lazy.ts';
import { LazyGraph, type LazyGraphOptions, type ValueType } from './graph/LazyGraph.ts';
import type { LoweringPlan } from './graph/LoweringPlan.ts';
import { dtypeOf, hostArray } from './hostArray.ts';
import { reshapeOp } from './kernels/Reshape.ts';
import type { OnnxRuntime } from './runtime/OnnxRuntime.ts';

type DataId = TensorInfo['dataId'];

/**
 * A lazy TensorFlow.js backend. Kernels only record; when a value is read, or when a variable whose
 * update is still pending is used again (the next training step has begun), all live pending values
 * become one ONNX model and are computed together.
 */
export class LazyBackend extends KernelBackend implements OnnxBackend {
  /** TensorFlow.js' table of buckets. */
  readonly data: DataStorage<Bucket>;
  readonly #runtime: OnnxRuntime;
  readonly #graph: LazyGraph;
  readonly #fallback = new HostFallback();

  /** @param options - runtime, plan and limits */
  constructor(options: LazyGraphOptions) {
    super();
    this.data = new DataStorage<Bucket>(this, engine());
    this.#runtime = options.runtime;
    this.#graph = new LazyGraph(options);
  }

  /** The choices of this machine; give them back at registration to repeat them. Probes where that was not needed yet. */
  loweringPlan(): LoweringPlan {
    return structuredClone(this.#graph.plan());
  }

  /** Number of models compiled, graphs run, and sessions held. */
  counts(): ExecutorCounts {
    return this.#graph.counts;
  }

  /** Resolves when the runtime has started; rejected with the reason where it cannot. */
  async ready(): Promise<void> {
    await this.#runtime.ready?.();
  }

  /** Computes what is pending and held; a runtime that works beside the caller is only told to. */
  flush(): void {
    this.#graph.flush();
  }

  /** Frees the compiled models and the memory that they keep; what is needed again is compiled again. */
  release(): void {
    this.#graph.release();
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
    outputs: readonly ValueType[],
  ): TensorInfo[] {
    return this.#graph.record(op, inputs, attrs, outputs).map((value) => this.#bucket(value));
  }

  /** The value behind a tensor, in the tensor's shape. Reading a variable with a pending update flushes first. */
  use(info: TensorInfo): LazyValue {
    const bucket = this.data.get(info.dataId);
    const { value } = bucket;
    if (value === null) {
      throw new PneumoError(
        'UNSUPPORTED_DTYPE',
        `A ${bucket.dtype} tensor of shape [${info.shape.join()}] cannot enter an ONNX graph.`,
      );
    }
    if (info instanceof Variable) {
      if (value.node !== null && bucket.assigned) this.flush();
      // Also for variables that another backend made.
      value.weight = true;
    }
    if (util.arraysEqual(value.shape as number[], info.shape)) return value;
    if (value.node === null) return this.#graph.alias(value, info.shape);
    return this.#graph.record(reshapeOp, [value], {}, [{ shape: info.shape, dtype: value.dtype }])[0]!;
  }

  /** A tensor that shares the bucket of another one, in another shape or (for bool read as bytes) type. */
  share(info: TensorInfo, shape: readonly number[] = info.shape): TensorInfo {
    this.data.get(info.dataId).refCount++;
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  /** Float32 zeros that later kernels may leave out; computed only if somebody reads them. */
  zeros(shape: readonly number[]): TensorInfo {
    return this.#bucket(this.#graph.zeros(shape));
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
    return this.#bucket(this.#graph.host(values, { shape, dtype }));
  }

  /** A scalar that a kernel brings along: a graph input, so that another value compiles nothing. */
  constant(value: number, dtype: LazyDtype): LazyValue {
    return this.#graph.host(hostArray([value], dtype, 1), { shape: [], dtype });
  }

  /** An array that a kernel brings along as a graph input: float32, int32, or bytes for bool. */
  hostValue(values: HostArray, shape: readonly number[]): LazyValue {
    return this.#graph.host(values, { shape, dtype: dtypeOf(values) });
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
    this.data.set(dataId, { ...EMPTY, dtype: 'complex64', complex: { real, imag } });
    return { dataId, shape: real.shape, dtype: 'complex64' };
  }

  /** The two parts of a complex64 tensor. */
  complexParts(info: TensorInfo): { real: TensorInfo; imag: TensorInfo } {
    const { complex } = this.data.get(info.dataId);
    if (complex === null)
      throw new PneumoError('UNSUPPORTED_DTYPE', `Expected a complex64 tensor, got ${info.dtype}.`);
    const { shape } = info;
    return { real: { ...complex.real, shape }, imag: { ...complex.imag, shape } };
  }

  /** Takes elements over (a copy of them) and gives them a name. */
  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  /** Takes elements over under a name that another backend gave. */
  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const bucket = { ...EMPTY, dtype, refCount };
    if (dtype === 'string') {
      this.data.set(dataId, { ...bucket, strings: values as Uint8Array[] });
    } else if (dtype === 'complex64') {
      const pairs = backend_util.splitRealAndImagArrays(values as Float32Array);
      const real = this.hostTensor(pairs.real, shape, 'float32');
      const imag = this.hostTensor(pairs.imag, shape, 'float32');
      this.data.set(dataId, { ...bucket, complex: { real, imag } });
    } else {
      const elements = hostArray(values as ArrayLike<number>, dtype, util.sizeFromShape(shape));
      const value = this.#graph.host(elements, { shape, dtype });
      this.#graph.hold(value);
      this.data.set(dataId, { ...bucket, value });
    }
  }

  /** Elements of a tensor, as soon as they are there. */
  override async read(dataId: DataId): Promise<BackendValues> {
    const { value, strings, complex } = this.data.get(dataId);
    if (strings !== null) return strings;
    if (complex === null) return this.#graph.read(value!);
    const [real, imag] = await Promise.all(
      [complex.real, complex.imag].map((part) => this.read(part.dataId)),
    );
    return backend_util.mergeRealAndImagArrays(real as Float32Array, imag as Float32Array);
  }

  /** Elements of a tensor now; throws `SYNC_READ` on a runtime that cannot wait, unless they were read before. */
  override readSync(dataId: DataId): BackendValues {
    const { value, strings, complex } = this.data.get(dataId);
    if (strings !== null) return strings;
    if (complex === null) return this.#graph.readSync(value!);
    const [real, imag] = [complex.real, complex.imag].map((part) => this.readSync(part.dataId));
    return backend_util.mergeRealAndImagArrays(real as Float32Array, imag as Float32Array);
  }

  /** One reference less; true when the elements are gone. */
  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const bucket = this.data.get(dataId);
    bucket.refCount--;
    if (!force && bucket.refCount > 0) return false;
    if (bucket.complex !== null) {
      this.disposeData(bucket.complex.real.dataId);
      this.disposeData(bucket.complex.imag.dataId);
    }
    if (bucket.value !== null) this.#graph.drop(bucket.value);
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

  /** Number of references to a bucket. */
  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  /** Number of buckets. */
  override numDataIds(): number {
    return this.data.numDataIds();
  }

  /** Times can be taken. */
  override timerAvailable(): boolean {
    return true;
  }

  /** Milliseconds that a function takes, with everything it leaves pending. Calls it at once, as TensorFlow.js expects. */
  override async time(f: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const start = util.now();
    f();
    this.flush();
    await this.#graph.idle();
    return { kernelMs: util.now() - start };
  }

  /** Numbers of tensors and bytes are exact. */
  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  /** Bits of a float. */
  override floatPrecision(): 16 | 32 {
    return 32;
  }

  /** The number that TensorFlow.js adds to denominators. */
  override epsilon(): number {
    return 1e-7;
  }

  /** Frees everything. */
  override dispose(): void {
    this.#graph.release();
    this.#runtime.close?.();
  }

  #bucket(value: LazyValue): TensorInfo {
    const dataId = {};
    this.#graph.hold(value);
    this.data.set(dataId, { ...EMPTY, dtype: value.dtype, value });
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }
}
