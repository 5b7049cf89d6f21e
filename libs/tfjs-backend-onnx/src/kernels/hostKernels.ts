import { hostKernel, type OnnxKernel } from './kernel.ts';

/**
 * Kernels that run on the host by TensorFlow.js' cpu backend, each with the reason.
 *
 * @example
 * ```ts
 * HOST_KERNELS.StringSplit; // 'works on strings'
 * ```
 */
export const HOST_KERNELS: Readonly<Record<string, string>> = {
  Bincount: 'every value is checked on the host, where counting takes no longer than reading',
  BroadcastArgs: 'its inputs are shapes; the result decides what is recorded next',
  Cumprod: 'ONNX has no running product, and a tree of products overflows where the sequence does not',
  DenseBincount: 'every value is checked on the host, where counting takes no longer than reading',
  Dilation2D: 'no ONNX operator; greatest sums over windows outside of any network of this field',
  Dilation2DBackpropFilter: 'no ONNX operator; goes with Dilation2D',
  Dilation2DBackpropInput: 'no ONNX operator; goes with Dilation2D',
  Draw: 'draws on a canvas',
  FFT: 'works on complex64',
  IFFT: 'works on complex64',
  LinSpace: 'made from attributes alone, known at once',
  Multinomial: 'draws by the random generator of TensorFlow.js, which only the host has',
  NonMaxSuppressionV3: 'the shape of the result depends on the values',
  NonMaxSuppressionV4: 'the shape of the result depends on the values',
  NonMaxSuppressionV5: 'the shape of the result depends on the values',
  RaggedGather: 'the shape of the result depends on the values',
  RaggedRange: 'the shape of the result depends on the values',
  RaggedTensorToTensor: 'the shape of the result depends on the values',
  Range: 'made from attributes alone, known at once',
  SearchSorted: 'a binary search; ONNX could only compare all pairs',
  SparseFillEmptyRows: 'the shape of the result depends on the values',
  SparseReshape: 'its inputs are indices and shapes; the result decides what is recorded next',
  SparseSegmentMean: 'the shape of the result depends on the values',
  SparseSegmentSum: 'the shape of the result depends on the values',
  StaticRegexReplace: 'works on strings',
  StringNGrams: 'works on strings',
  StringSplit: 'works on strings',
  StringToHashBucketFast: 'works on strings',
  Unique: 'the shape of the result depends on the values',
};

/** The kernels of {@link HOST_KERNELS}. */
export const hostKernels: readonly OnnxKernel[] = Object.keys(HOST_KERNELS).map(hostKernel);
