import type { Padding } from '../plan/layerSpec.ts';
import { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';
import { planHead } from './planHead.ts';
import { planImage } from './planImage.ts';

/** Expansion, channels, blocks and stride of each group of blocks. */
const GROUPS = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * MobileNetV2 as torchvision has it (Sandler et al. 2018, arXiv:1801.04381).
 *
 * @param padding - around 3×3 convolutions; `'same'` and an epsilon of 1e-3 make the network of keras.applications
 * @param image - what the first convolution sees; the input itself where all channels are normalised alike
 */
export function planMobilenetV2(padding: Padding = 1, epsilon = 1e-5, image = planImage) {
  return (config: BackboneConfig): NetworkPlan => {
    const plan = new NetworkPlan({ epsilon, momentum: config.batchNormMomentum });
    return planLayers(plan, image(plan, config), padding, config);
  };
}

function planLayers(plan: NetworkPlan, image: string, padding: Padding, config: BackboneConfig): NetworkPlan {
  const bnRelu = (x: string, module: string): string =>
    plan.activation(plan.batchNorm(x, `${module}.1`), 'relu6', `${module}.2`);
  const first = plan.conv(image, 'features.0.0', 32, 3, { stride: 2, padding });
  let x = bnRelu(first, 'features.0');
  let channels = 32;
  let index = 0;
  for (const [expansion, width, depth, firstStride] of GROUPS) {
    for (let i = 0; i < depth; i++) {
      const stride = i === 0 ? firstStride : 1;
      const block = `features.${++index}`;
      const from = x;
      let place = 0;
      const wide = expansion * channels;
      if (expansion > 1) {
        x = bnRelu(plan.conv(x, `${block}.conv.${place}.0`, wide, 1), `${block}.conv.${place}`);
        place++;
      }
      const depthwise = `${block}.conv.${place++}`;
      x = plan.conv(x, `${depthwise}.0`, wide, 3, { stride, padding, depthwise: true });
      x = plan.conv(bnRelu(x, depthwise), `${block}.conv.${place}`, width, 1);
      x = plan.batchNorm(x, `${block}.conv.${place + 1}`);
      if (stride === 1 && channels === width) x = plan.add(`${block}.add`, x, from);
      channels = width;
      plan.stage(x, block);
    }
  }
  x = plan.stage(bnRelu(plan.conv(x, 'features.18.0', 1280, 1), 'features.18'), 'features.18');
  planHead(plan, plan.globalAverage(x, 'avgpool'), config, 'classifier.1', 'classifier');
  return plan;
}
