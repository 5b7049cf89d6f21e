import { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';
import { planHead } from './planHead.ts';

/** Expansion, channels, blocks, stride and kernel of each stage. */
const STAGES = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
] as const;

/**
 * EfficientNet-Lite0 as timm's `tf_efficientnet_lite0`: EfficientNet-B0 (Tan and Le 2019,
 * arXiv:1905.11946) without squeeze-and-excitation and with ReLU6, TensorFlow's padding and epsilon 1e-3.
 */
export function planEfficientnetLite0(config: BackboneConfig): NetworkPlan {
  const plan = new NetworkPlan({ epsilon: 1e-3, momentum: config.batchNormMomentum });
  const bnRelu = (x: string, bn: string, act: string): string =>
    plan.activation(plan.batchNorm(x, bn), 'relu6', act);
  let x = plan.conv(plan.input, 'conv_stem', 32, 3, { stride: 2, padding: 'same' });
  x = plan.stage(bnRelu(x, 'bn1', 'act1'), 'stem');
  let channels = 32;
  STAGES.forEach(([expansion, width, depth, firstStride, kernel], stage) => {
    for (let i = 0; i < depth; i++) {
      const stride = i === 0 ? firstStride : 1;
      const block = `blocks.${stage}.${i}`;
      const from = x;
      if (expansion === 1) {
        x = plan.conv(x, `${block}.conv_dw`, channels, kernel, { stride, padding: 'same', depthwise: true });
        x = bnRelu(x, `${block}.bn1`, `${block}.act1`);
        x = plan.batchNorm(plan.conv(x, `${block}.conv_pw`, width, 1), `${block}.bn2`);
      } else {
        const wide = expansion * channels;
        x = bnRelu(plan.conv(x, `${block}.conv_pw`, wide, 1), `${block}.bn1`, `${block}.act1`);
        x = plan.conv(x, `${block}.conv_dw`, wide, kernel, { stride, padding: 'same', depthwise: true });
        x = bnRelu(x, `${block}.bn2`, `${block}.act2`);
        x = plan.batchNorm(plan.conv(x, `${block}.conv_pwl`, width, 1), `${block}.bn3`);
      }
      if (stride === 1 && channels === width) x = plan.add(`${block}.add`, x, from);
      channels = width;
    }
    plan.stage(x, `blocks.${stage}`);
  });
  x = plan.stage(bnRelu(plan.conv(x, 'conv_head', 1280, 1), 'bn2', 'act2'), 'conv_head');
  planHead(plan, plan.globalAverage(x, 'global_pool'), config, 'classifier');
  return plan;
}
