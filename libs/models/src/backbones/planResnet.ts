import { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';
import { planHead } from './planHead.ts';
import { planImage } from './planImage.ts';

/**
 * ResNet as torchvision has it (He et al. 2015, arXiv:1512.03385; the stride of a bottleneck in its
 * 3×3 convolution, "version 1.5").
 *
 * @param depths - blocks of each of the four stages
 * @param bottleneck - 1×1, 3×3, 1×1 convolutions with four times the width, or two 3×3
 * @param early - puts the stride of a bottleneck into its first 1×1 convolution, as the paper and keras.applications do
 */
export function planResnet(depths: readonly number[], bottleneck: boolean, early = false) {
  return (config: BackboneConfig): NetworkPlan => {
    const plan = new NetworkPlan({ epsilon: 1e-5, momentum: config.batchNormMomentum });
    let x = plan.conv(planImage(plan, config), 'conv1', 64, 7, { stride: 2, padding: 3 });
    x = plan.stage(plan.activation(plan.batchNorm(x, 'bn1'), 'relu', 'relu'), 'stem');
    x = plan.maxPool(x, 'maxpool', 3, 2, 1);
    let channels = 64;
    depths.forEach((depth, stage) => {
      const width = 64 * 2 ** stage;
      for (let i = 0; i < depth; i++) {
        const stride = i === 0 && stage > 0 ? 2 : 1;
        const out = bottleneck ? 4 * width : width;
        const block = `layer${stage + 1}.${i}`;
        x = bottleneck
          ? planBottleneck(plan, x, block, width, stride, out !== channels, early)
          : planBasic(plan, x, block, width, stride, out !== channels);
        channels = out;
      }
      plan.stage(x, `layer${stage + 1}`);
    });
    planHead(plan, plan.globalAverage(x, 'avgpool'), config, 'fc');
    return plan;
  };
}

function planBasic(
  plan: NetworkPlan,
  from: string,
  block: string,
  width: number,
  stride: number,
  widens: boolean,
): string {
  let x = plan.conv(from, `${block}.conv1`, width, 3, { stride, padding: 1 });
  x = plan.activation(plan.batchNorm(x, `${block}.bn1`), 'relu', `${block}.relu1`);
  x = plan.batchNorm(plan.conv(x, `${block}.conv2`, width, 3, { padding: 1 }), `${block}.bn2`);
  const shortcut = widens || stride > 1 ? downsample(plan, from, block, width, stride) : from;
  return plan.activation(plan.add(`${block}.add`, x, shortcut), 'relu', `${block}.relu2`);
}

function planBottleneck(
  plan: NetworkPlan,
  from: string,
  block: string,
  width: number,
  stride: number,
  widens: boolean,
  early: boolean,
): string {
  let x = plan.conv(from, `${block}.conv1`, width, 1, { stride: early ? stride : 1 });
  x = plan.activation(plan.batchNorm(x, `${block}.bn1`), 'relu', `${block}.relu1`);
  x = plan.conv(x, `${block}.conv2`, width, 3, { stride: early ? 1 : stride, padding: 1 });
  x = plan.activation(plan.batchNorm(x, `${block}.bn2`), 'relu', `${block}.relu2`);
  x = plan.batchNorm(plan.conv(x, `${block}.conv3`, 4 * width, 1), `${block}.bn3`);
  const shortcut = widens || stride > 1 ? downsample(plan, from, block, 4 * width, stride) : from;
  return plan.activation(plan.add(`${block}.add`, x, shortcut), 'relu', `${block}.relu3`);
}

function downsample(plan: NetworkPlan, from: string, block: string, width: number, stride: number): string {
  return plan.batchNorm(
    plan.conv(from, `${block}.downsample.0`, width, 1, { stride }),
    `${block}.downsample.1`,
  );
}
