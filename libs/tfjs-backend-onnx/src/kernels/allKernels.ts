import { abs } from './Abs.ts';
import { acos } from './Acos.ts';
import { acosh } from './Acosh.ts';
import { add } from './Add.ts';
import { addN } from './AddN.ts';
import { all } from './All.ts';
import { any } from './Any.ts';
import { argMax } from './ArgMax.ts';
import { argMin } from './ArgMin.ts';
import { asin } from './Asin.ts';
import { asinh } from './Asinh.ts';
import { atan } from './Atan.ts';
import { atan2 } from './Atan2.ts';
import { atanh } from './Atanh.ts';
import { avgPool } from './AvgPool.ts';
import { avgPool3D } from './AvgPool3D.ts';
import { avgPool3DGrad } from './AvgPool3DGrad.ts';
import { avgPoolGrad } from './AvgPoolGrad.ts';
import { batchMatMul } from './BatchMatMul.ts';
import { batchToSpaceND } from './BatchToSpaceND.ts';
import { bitwiseAnd } from './BitwiseAnd.ts';
import { cast } from './Cast.ts';
import { ceil } from './Ceil.ts';
import { clipByValue } from './ClipByValue.ts';
import { complex } from './Complex.ts';
import { complexAbs } from './ComplexAbs.ts';
import { concat } from './Concat.ts';
import { conv2D } from './Conv2D.ts';
import { conv2DBackpropFilter } from './Conv2DBackpropFilter.ts';
import { conv2DBackpropInput } from './Conv2DBackpropInput.ts';
import { conv3D } from './Conv3D.ts';
import { conv3DBackpropFilterV2 } from './Conv3DBackpropFilterV2.ts';
import { conv3DBackpropInputV2 } from './Conv3DBackpropInputV2.ts';
import { cos } from './Cos.ts';
import { cosh } from './Cosh.ts';
import { cropAndResize } from './CropAndResize.ts';
import { cumsum } from './Cumsum.ts';
import { depthToSpace } from './DepthToSpace.ts';
import { depthwiseConv2dNative } from './DepthwiseConv2dNative.ts';
import { depthwiseConv2dNativeBackpropFilter } from './DepthwiseConv2dNativeBackpropFilter.ts';
import { depthwiseConv2dNativeBackpropInput } from './DepthwiseConv2dNativeBackpropInput.ts';
import { diag } from './Diag.ts';
import { einsum } from './Einsum.ts';
import { elu } from './Elu.ts';
import { eluGrad } from './EluGrad.ts';
import { equal } from './Equal.ts';
import { erf } from './Erf.ts';
import { exp } from './Exp.ts';
import { expandDims } from './ExpandDims.ts';
import { expm1 } from './Expm1.ts';
import { fill } from './Fill.ts';
import { flipLeftRight } from './FlipLeftRight.ts';
import { floor } from './Floor.ts';
import { floorDiv } from './FloorDiv.ts';
import { fusedBatchNorm } from './FusedBatchNorm.ts';
import { fusedConv2D } from './FusedConv2D.ts';
import { fusedDepthwiseConv2D } from './FusedDepthwiseConv2D.ts';
import { gatherNd } from './GatherNd.ts';
import { gatherV2 } from './GatherV2.ts';
import { greater } from './Greater.ts';
import { greaterEqual } from './GreaterEqual.ts';
import { identity } from './Identity.ts';
import { imag } from './Imag.ts';
import { isFinite } from './IsFinite.ts';
import { isInf } from './IsInf.ts';
import { isNan } from './IsNan.ts';
import { lrn } from './LRN.ts';
import { lrnGrad } from './LRNGrad.ts';
import { leakyRelu } from './LeakyRelu.ts';
import { less } from './Less.ts';
import { lessEqual } from './LessEqual.ts';
import { log } from './Log.ts';
import { log1p } from './Log1p.ts';
import { logicalAnd } from './LogicalAnd.ts';
import { logicalNot } from './LogicalNot.ts';
import { logicalOr } from './LogicalOr.ts';
import { max } from './Max.ts';
import { maxPool } from './MaxPool.ts';
import { maxPool3D } from './MaxPool3D.ts';
import { maxPool3DGrad } from './MaxPool3DGrad.ts';
import { maxPoolGrad } from './MaxPoolGrad.ts';
import { maxPoolWithArgmax } from './MaxPoolWithArgmax.ts';
import { maximum } from './Maximum.ts';
import { mean } from './Mean.ts';
import { min } from './Min.ts';
import { minimum } from './Minimum.ts';
import { mirrorPad } from './MirrorPad.ts';
import { mod } from './Mod.ts';
import { multiply } from './Multiply.ts';
import { neg } from './Neg.ts';
import { notEqual } from './NotEqual.ts';
import { oneHot } from './OneHot.ts';
import { onesLike } from './OnesLike.ts';
import { pack } from './Pack.ts';
import { padV2 } from './PadV2.ts';
import { pow } from './Pow.ts';
import { prelu } from './Prelu.ts';
import { prod } from './Prod.ts';
import { real } from './Real.ts';
import { realDiv } from './RealDiv.ts';
import { reciprocal } from './Reciprocal.ts';
import { relu } from './Relu.ts';
import { relu6 } from './Relu6.ts';
import { reshape } from './Reshape.ts';
import { resizeBilinear } from './ResizeBilinear.ts';
import { resizeBilinearGrad } from './ResizeBilinearGrad.ts';
import { resizeNearestNeighbor } from './ResizeNearestNeighbor.ts';
import { resizeNearestNeighborGrad } from './ResizeNearestNeighborGrad.ts';
import { reverse } from './Reverse.ts';
import { rotateWithOffset } from './RotateWithOffset.ts';
import { round } from './Round.ts';
import { rsqrt } from './Rsqrt.ts';
import { scatterNd } from './ScatterNd.ts';
import { select } from './Select.ts';
import { selu } from './Selu.ts';
import { sigmoid } from './Sigmoid.ts';
import { sign } from './Sign.ts';
import { sin } from './Sin.ts';
import { sinh } from './Sinh.ts';
import { slice } from './Slice.ts';
import { softmax } from './Softmax.ts';
import { softplus } from './Softplus.ts';
import { spaceToBatchND } from './SpaceToBatchND.ts';
import { sparseToDense } from './SparseToDense.ts';
import { splitV } from './SplitV.ts';
import { sqrt } from './Sqrt.ts';
import { square } from './Square.ts';
import { squaredDifference } from './SquaredDifference.ts';
import { step } from './Step.ts';
import { stridedSlice } from './StridedSlice.ts';
import { sub } from './Sub.ts';
import { sum } from './Sum.ts';
import { tan } from './Tan.ts';
import { tanh } from './Tanh.ts';
import { tensorScatterUpdate } from './TensorScatterUpdate.ts';
import { tile } from './Tile.ts';
import { topK } from './TopK.ts';
import { transform } from './Transform.ts';
import { transpose } from './Transpose.ts';
import { unpack } from './Unpack.ts';
import { unsortedSegmentSum } from './UnsortedSegmentSum.ts';
import { zerosLike } from './ZerosLike.ts';
import { fusedMatMul } from './_FusedMatMul.ts';
import { hostKernels } from './hostKernels.ts';
import type { OnnxKernel } from './kernel.ts';

/** Every kernel of this backend: one for each that TensorFlow.js' cpu backend has. */
export const allKernels: readonly OnnxKernel[] = [
  abs,
  acos,
  acosh,
  add,
  addN,
  all,
  any,
  argMax,
  argMin,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  avgPool,
  avgPool3D,
  avgPool3DGrad,
  avgPoolGrad,
  batchMatMul,
  batchToSpaceND,
  bitwiseAnd,
  cast,
  ceil,
  clipByValue,
  complex,
  complexAbs,
  concat,
  conv2D,
  conv2DBackpropFilter,
  conv2DBackpropInput,
  conv3D,
  conv3DBackpropFilterV2,
  conv3DBackpropInputV2,
  cos,
  cosh,
  cropAndResize,
  cumsum,
  depthToSpace,
  depthwiseConv2dNative,
  depthwiseConv2dNativeBackpropFilter,
  depthwiseConv2dNativeBackpropInput,
  diag,
  einsum,
  elu,
  eluGrad,
  equal,
  erf,
  exp,
  expandDims,
  expm1,
  fill,
  flipLeftRight,
  floor,
  floorDiv,
  fusedBatchNorm,
  fusedConv2D,
  fusedDepthwiseConv2D,
  gatherNd,
  gatherV2,
  greater,
  greaterEqual,
  identity,
  imag,
  isFinite,
  isInf,
  isNan,
  lrn,
  lrnGrad,
  leakyRelu,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  max,
  maxPool,
  maxPool3D,
  maxPool3DGrad,
  maxPoolGrad,
  maxPoolWithArgmax,
  maximum,
  mean,
  min,
  minimum,
  mirrorPad,
  mod,
  multiply,
  neg,
  notEqual,
  oneHot,
  onesLike,
  pack,
  padV2,
  pow,
  prelu,
  prod,
  real,
  realDiv,
  reciprocal,
  relu,
  relu6,
  reshape,
  resizeBilinear,
  resizeBilinearGrad,
  resizeNearestNeighbor,
  resizeNearestNeighborGrad,
  reverse,
  rotateWithOffset,
  round,
  rsqrt,
  scatterNd,
  select,
  selu,
  sigmoid,
  sign,
  sin,
  sinh,
  slice,
  softmax,
  softplus,
  spaceToBatchND,
  sparseToDense,
  splitV,
  sqrt,
  square,
  squaredDifference,
  step,
  stridedSlice,
  sub,
  sum,
  tan,
  tanh,
  tensorScatterUpdate,
  tile,
  topK,
  transform,
  transpose,
  unpack,
  unsortedSegmentSum,
  zerosLike,
  fusedMatMul,
  ...hostKernels,
];
