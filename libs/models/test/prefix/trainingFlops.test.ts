import { createModel, frozenPrefix, setTrainable, trainingFlops } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';

describe('trainingFlops', () => {
  it('counts forward pass, kernels that learn, and the way to what learns, for the study’s transfer model', () => {
    const architecture = { name: 'resnet50', config: { inputSize: 224, head: 'study' } };
    const model = createModel('resnet50', architecture.config, { weights: 'zeros' });
    setTrainable(model, architecture, { lastTensors: 36 });
    const { suffix } = frozenPrefix(model);
    // By hand, in multiplications: what stage 4 does at 14x14 and 7x7, and the head's three layers.
    const at7 = 49;
    const conv1 = 4 * at7 * 1024 * 512;
    const conv2 = at7 * 9 * 512 * 512;
    const conv3 = at7 * 512 * 2048;
    const downsample = at7 * 1024 * 2048;
    const later = 2 * (at7 * 2048 * 512 + conv2 + conv3);
    const head = 2048 * 512 + 512 * 128 + 128;
    const forward = conv1 + conv2 + conv3 + downsample + later + head;
    const kernels = forward - conv1;
    const inputs = kernels - downsample;
    // The features are those behind the first convolution of stage 4.
    expect(trainingFlops(suffix)).toBe(2 * (2 * kernels + inputs));
    expect(trainingFlops(model) / trainingFlops(suffix)).toBeCloseTo(2.6736, 3);
    model.dispose();
  });
});
