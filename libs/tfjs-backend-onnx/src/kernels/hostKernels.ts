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
  AvgPool3D: 'not lowered yet',
  AvgPool3DGrad: 'not lowered yet',
  Bincount: 'small or made from attributes; the host is as fast',
  BroadcastArgs: 'small or made from attributes; the host is as fast',
  Conv3D: 'not lowered yet',
  Conv3DBackpropFilterV2: 'not lowered yet',
  Conv3DBackpropInputV2: 'not lowered yet',
  CropAndResize: 'not lowered yet',
  Cumprod: 'not lowered yet',
  DenseBincount: 'small or made from attributes; the host is as fast',
  Dilation2D: 'not lowered yet',
  Dilation2DBackpropFilter: 'not lowered yet',
  Dilation2DBackpropInput: 'not lowered yet',
  Draw: 'the shape or the choice depends on the data',
  FFT: 'works on complex64',
  GatherNd: 'not lowered yet',
  IFFT: 'works on complex64',
  LinSpace: 'small or made from attributes; the host is as fast',
  MaxPool3D: 'not lowered yet',
  MaxPool3DGrad: 'not lowered yet',
  Multinomial: 'the shape or the choice depends on the data',
  NonMaxSuppressionV3: 'the shape or the choice depends on the data',
  NonMaxSuppressionV4: 'the shape or the choice depends on the data',
  NonMaxSuppressionV5: 'the shape or the choice depends on the data',
  RaggedGather: 'index work on small arrays, no ONNX operator',
  RaggedRange: 'index work on small arrays, no ONNX operator',
  RaggedTensorToTensor: 'index work on small arrays, no ONNX operator',
  Range: 'small or made from attributes; the host is as fast',
  ResizeBilinearGrad: 'not lowered yet',
  ResizeNearestNeighbor: 'not lowered yet',
  ResizeNearestNeighborGrad: 'not lowered yet',
  RotateWithOffset: 'not lowered yet',
  ScatterNd: 'not lowered yet',
  SearchSorted: 'small or made from attributes; the host is as fast',
  SparseFillEmptyRows: 'the shape or the choice depends on the data',
  SparseReshape: 'index work on small arrays, no ONNX operator',
  SparseSegmentMean: 'index work on small arrays, no ONNX operator',
  SparseSegmentSum: 'index work on small arrays, no ONNX operator',
  SparseToDense: 'index work on small arrays, no ONNX operator',
  StaticRegexReplace: 'works on strings',
  StringNGrams: 'works on strings',
  StringSplit: 'works on strings',
  StringToHashBucketFast: 'works on strings',
  TensorScatterUpdate: 'not lowered yet',
  Transform: 'not lowered yet',
  Unique: 'the shape or the choice depends on the data',
  UnsortedSegmentSum: 'not lowered yet',
};

/** The kernels of {@link HOST_KERNELS}. */
export const hostKernels: readonly OnnxKernel[] = Object.keys(HOST_KERNELS).map(hostKernel);
