import { NetworkPlan } from '../plan/NetworkPlan.ts';
import type { BackboneConfig } from './backboneConfig.ts';
import { planHead } from './planHead.ts';
import { planImage } from './planImage.ts';

const DEPTHS = [6, 12, 24, 16];
const GROWTH = 32;

/** DenseNet121 as torchvision has it (Huang et al. 2016, arXiv:1608.06993). */
export function planDensenet121(config: BackboneConfig): NetworkPlan {
  const plan = new NetworkPlan({ epsilon: 1e-5, momentum: config.batchNormMomentum });
  const bnRelu = (x: string, norm: string, relu: string): string =>
    plan.activation(plan.batchNorm(x, norm), 'relu', relu);
  let x = plan.conv(planImage(plan, config), 'features.conv0', 64, 7, { stride: 2, padding: 3 });
  x = plan.stage(bnRelu(x, 'features.norm0', 'features.relu0'), 'stem');
  x = plan.maxPool(x, 'features.pool0', 3, 2, 1);
  let channels = 64;
  DEPTHS.forEach((depth, block) => {
    for (let i = 1; i <= depth; i++) {
      const layer = `features.denseblock${block + 1}.denselayer${i}`;
      let y = bnRelu(x, `${layer}.norm1`, `${layer}.relu1`);
      y = plan.conv(y, `${layer}.conv1`, 4 * GROWTH, 1);
      y = bnRelu(y, `${layer}.norm2`, `${layer}.relu2`);
      y = plan.conv(y, `${layer}.conv2`, GROWTH, 3, { padding: 1 });
      x = plan.concatenate(`${layer}.cat`, x, y);
      channels += GROWTH;
    }
    plan.stage(x, `denseblock${block + 1}`);
    if (block === DEPTHS.length - 1) return;
    const transition = `features.transition${block + 1}`;
    x = bnRelu(x, `${transition}.norm`, `${transition}.relu`);
    channels /= 2;
    x = plan.averagePool(plan.conv(x, `${transition}.conv`, channels, 1), `${transition}.pool`, 2);
  });
  x = plan.stage(bnRelu(x, 'features.norm5', 'relu'), 'norm5');
  planHead(plan, plan.globalAverage(x, 'avgpool'), config, 'classifier');
  return plan;
}
