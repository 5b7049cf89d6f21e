import { modelNames } from '@pneumo/models';
import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: the network and what it begins with. */
export const MODEL_OPTIONS = {
  model: { value: 'NAME', description: `Architecture: ${modelNames().join(', ')}.` },
  weights: {
    value: 'random|FILE|hf-hub:OWNER/NAME',
    description:
      "What the network begins with: 'random'; a .safetensors, .pth or .pt file under torchvision's or timm's names; a .keras or .h5 file of an equal network, or what tensorflowjs_converter makes of one (path/model.json); the model folder of a run; or weights of the Hugging Face hub, such as hf-hub:timm/resnet18.a1_in1k (its model.safetensors; @REVISION and /FILE behind it name others, and the same weights for ever are those of a commit), fetched once into PNEUMO_CACHE/hub. HF_ENDPOINT names another hub, HF_TOKEN a token. The classifier is replaced.",
  },
  head: {
    value: 'linear|study',
    description:
      "Classifier of all networks but cnn: one dense layer, or the study's 512, batch normalisation, ReLU, dropout, 128, ReLU, 1.",
  },
  trainable: {
    value: 'RULE',
    description:
      "What learns, of all networks but cnn: 'all', 'last:36' (parameter tensors; the study's choice), 'from:layer4' (a module or a stage such as 'stem' or 'head') or 'pattern:REGEXP', by PyTorch's names.",
  },
  frozenStatistics: {
    value: 'kept|updated',
    description:
      "What frozen batch normalisation does in training: uses and keeps its stored statistics, or goes on learning them, as the study's code did.",
  },
  reusePrefix: {
    value: 'VARIANTS',
    description:
      'Computes what the frozen first layers give once for each training image in so many augmented variants, and trains on that: epoch E sees variant E modulo VARIANTS. With --augment=none one is enough. 0 computes everything in every epoch. Needs --frozen-statistics=kept.',
  },
  prefixPrecision: {
    value: 'float32|float16',
    description:
      'How --reuse-prefix keeps features: exactly, or rounded to half precision in half the disk space.',
  },
  filters: {
    value: 'LIST',
    description: 'Filters of each block, for instance 32,64,128,256,512.',
  },
  dense: { value: 'LIST', description: 'Units of the dense layers in front of the logit.' },
  dropout: { value: 'RATE', description: 'Dropout rate behind each block.' },
  denseDropout: { value: 'RATE', description: 'Dropout rate behind each dense layer.' },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;
