/** Names in torchvision's published DenseNet files, which are older than its modules: `norm.1` for `norm1`. */
export function fromOldDensenet(name: string): string {
  return name.replace(/(\.denselayer\d+\.(?:norm|relu|conv))\.([12]\.)/, '$1$2');
}

/** Blocks of each of timm's stages. */
const STAGES = [1, 2, 3, 4, 3, 3, 1];
const LONG: Record<string, string> = {
  conv_pw: '0.0',
  bn1: '0.1',
  conv_dw: '1.0',
  bn2: '1.1',
  conv_pwl: '2',
  bn3: '3',
};
const FIRST: Record<string, string> = { conv_dw: '0.0', bn1: '0.1', conv_pw: '1', bn2: '2' };
const OUTER: Record<string, string> = {
  conv_stem: 'features.0.0',
  bn1: 'features.0.1',
  conv_head: 'features.18.0',
  bn2: 'features.18.1',
  classifier: 'classifier.1',
};

/** torchvision's names for those of timm's `mobilenetv2_100`, which is the same network. */
export function fromTimmMobilenetV2(name: string): string {
  const inBlock = /^blocks\.([0-6])\.([0-3])\.(\w+)\.(.*)$/.exec(name);
  if (inBlock !== null) {
    const [, stage, block, module, rest] = inBlock as unknown as [string, string, string, string, string];
    const place = (stage === '0' ? FIRST : LONG)[module];
    const before = STAGES.slice(0, Number(stage)).reduce((a, b) => a + b, 0);
    return place === undefined ? name : `features.${1 + before + Number(block)}.conv.${place}.${rest}`;
  }
  const outer = /^(conv_stem|bn1|conv_head|bn2|classifier)\.(weight|bias|running_\w+|num_\w+)$/.exec(name);
  return outer === null ? name : `${OUTER[outer[1]!]}.${outer[2]}`;
}
