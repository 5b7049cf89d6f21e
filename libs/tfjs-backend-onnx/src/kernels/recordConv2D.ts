import type { backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { conv2DOp } from '../lowerings/conv2d.ts';
import { convGeometry, isStandard } from '../lowerings/convGeometry.ts';
import type { LazyBackend } from '../LazyBackend.ts';

/** The tensors of a (fused) convolution. */
export interface ConvInputs {
  /** Images. */
  x: TensorInfo;
  /** Weights. */
  filter: TensorInfo;
  /** One value a channel. */
  bias?: TensorInfo | null;
  /** Slopes of prelu. */
  preluActivationWeights?: TensorInfo | null;
}

interface ConvAttrs {
  activation?: backend_util.Activation | null;
  leakyreluAlpha?: number;
}

/** Records a convolution; null where ONNX has no such form. */
export function recordConv2D(
  backend: LazyBackend,
  inputs: ConvInputs,
  info: backend_util.Conv2DInfo,
  attrs: ConvAttrs,
  depthwise: boolean,
): TensorInfo | null {
  const { x, filter, bias, preluActivationWeights: slopes } = inputs;
  const geometry = convGeometry(info);
  if (!isStandard(geometry) || Math.min(...geometry.pads) < 0) return null;
  const present = (tensor: TensorInfo | null | undefined): tensor is TensorInfo =>
    tensor !== null && tensor !== undefined;
  if (present(bias) && (bias.shape.length !== 1 || bias.shape[0] !== geometry.channels[1])) return null;
  if (present(slopes) && geometry.channelsFirst) return null;
  const values = [x, filter, bias, slopes].filter(present).map((tensor) => backend.use(tensor));
  const node = {
    geometry,
    depthwise,
    bias: present(bias),
    activation: attrs.activation ?? ('linear' as const),
    leakyreluAlpha: attrs.leakyreluAlpha ?? 0.2,
  };
  return backend.record(conv2DOp, values, node, info.outShape, 'float32');
}
