import {
  type SourceTensor,
  createModel,
  loadWeights,
  parameterNames,
  parseSafetensors,
  weightsToSafetensors,
} from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';

/** Depths of the stages of timm's `mobilenetv2_100`. */
const STAGES = [1, 2, 3, 4, 3, 3, 1];

/** Names of timm's `mobilenetv2_100`, a convolution and the batch normalisation behind it each, in its order. */
function timmNames(): string[] {
  const blocks = STAGES.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, block) => {
      // The first stage's block is depthwise separable, the others are inverted residuals.
      const kinds = stage === 0 ? ['conv_dw', 'conv_pw'] : ['conv_pw', 'conv_dw', 'conv_pwl'];
      return kinds.flatMap((kind, i) => [
        `blocks.${stage}.${block}.${kind}`,
        `blocks.${stage}.${block}.bn${i + 1}`,
      ]);
    }),
  );
  const modules = ['conv_stem', 'bn1', ...blocks.flat(), 'conv_head', 'bn2'];
  const names = modules.flatMap((module) =>
    /bn\d$/.test(module)
      ? ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'].map(
          (part) => `${module}.${part}`,
        )
      : [`${module}.weight`],
  );
  return [...names, 'classifier.weight', 'classifier.bias'];
}

/** Tensors of a model under torchvision's names, the number of each in its first element. */
async function numbered(name: string): Promise<{ names: string[]; tensors: Map<string, SourceTensor> }> {
  const config = { inputSize: 32 };
  const model = createModel(name, config, { weights: 'zeros' });
  const { tensors } = parseSafetensors(await weightsToSafetensors(model, { name }));
  // Statistics follow the parameters of their layer.
  const names = parameterNames(model, { name, config }).flatMap((parameter) => {
    const module = parameter.replace(/\.bias$/, '');
    const statistics = ['running_mean', 'running_var'].map((part) => `${module}.${part}`);
    return [
      parameter,
      ...(parameter.endsWith('.bias') ? statistics.filter((each) => tensors.has(each)) : []),
    ];
  });
  model.dispose();
  const filled = names.map((each, i): [string, SourceTensor] => {
    const { shape, dtype } = tensors.get(each)!;
    const read = () => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(i + 1, 0, 1);
    return [each, { shape, dtype, read }];
  });
  return { names, tensors: new Map(filled) };
}

/** Loads tensors under other names and gives what each of torchvision's names then holds. */
async function loaded(name: string, source: Map<string, SourceTensor>): Promise<Map<string, number>> {
  const model = createModel(name, { inputSize: 32 }, { weights: 'zeros' });
  loadWeights(model, { name }, source);
  const { tensors } = parseSafetensors(await weightsToSafetensors(model, { name }));
  model.dispose();
  return new Map([...tensors].map(([each, tensor]) => [each, tensor.read()[0]!]));
}

describe('loadWeights of files with other names', () => {
  it("takes timm's mobilenetv2_100 for torchvision's mobilenet_v2, whose tensors come in the same order", async () => {
    const { names, tensors } = await numbered('mobilenet_v2');
    const timm = timmNames().filter((name) => !name.endsWith('num_batches_tracked'));
    expect(timm).toHaveLength(names.length);
    const source = new Map(timm.map((name, i) => [name, tensors.get(names[i]!)!]));
    const counter = { shape: [], dtype: 'F32', read: () => Float32Array.of(9) };
    for (const name of timmNames()) if (!source.has(name)) source.set(name, counter);
    expect(await loaded('mobilenet_v2', source)).toEqual(new Map(names.map((name, i) => [name, i + 1])));
  });

  it("takes torchvision's published DenseNet, whose file has a point in norm.1 and conv.2", async () => {
    const { names, tensors } = await numbered('densenet121');
    const older = (name: string): string =>
      name.replace(/(\.denselayer\d+\.(?:norm|conv))([12])\./, '$1.$2.');
    const source = new Map(names.map((name) => [older(name), tensors.get(name)!]));
    expect([...source.keys()]).toContain('features.denseblock1.denselayer1.norm.1.running_var');
    expect([...source.keys()]).toContain('features.denseblock4.denselayer16.conv.2.weight');
    expect([...source.keys()]).toContain('features.transition1.norm.weight');
    expect(await loaded('densenet121', source)).toEqual(new Map(names.map((name, i) => [name, i + 1])));
  });
});
