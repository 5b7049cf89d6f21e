import { MONITORS } from '../monitors.ts';
import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: how it learns. */
export const TRAINING_OPTIONS = {
  epochs: { value: 'N', description: 'Passes over the training images.' },
  batchSize: { value: 'N', description: 'Images a step.' },
  lr: { value: 'RATE', description: 'Peak learning rate.' },
  schedule: {
    value: 'NAME',
    description:
      'Course of the learning rate: constant, cosine, cyclic-cosine (a snapshot of the weights at the end of each cycle, and an ensemble of them; no early stopping), one-cycle, step or plateau.',
  },
  cycles: {
    value: 'N',
    description: 'Cycles of the schedule cyclic-cosine; the epochs are a multiple of it.',
  },
  warmupEpochs: {
    value: 'N',
    description: 'Epochs over which the learning rate rises to its peak.',
  },
  optimizer: {
    value: 'NAME',
    description:
      'Optimiser: adam (AdamW with --weight-decay), sgd (with Nesterov momentum 0.9), rmsprop or lion (with a rate 3 to 10 times below that of adam).',
  },
  layerDecay: {
    value: 'FACTOR',
    description:
      'The head learns at --lr, and each stage in front at so many times the rate of the one behind it; 1 for one rate. Of all networks but cnn.',
  },
  unfreezeEpochs: {
    value: 'N',
    description:
      'Gradual unfreezing: the head learns alone at first, and one stage more after every N epochs, until all that --trainable names learns; 0 for all of it from the start. Of all networks but cnn.',
  },
  weightDecay: { value: 'RATE', description: 'Decoupled weight decay.' },
  clipNorm: {
    value: 'NORM',
    description: 'Largest norm of all gradients together; 0 for no limit.',
  },
  microBatchSize: {
    value: 'N',
    description:
      'Images that are passed at once; the gradients of a batch are added up before its step. Less memory, the same step, but for batch normalisation; 0 for the whole batch.',
  },
  average: {
    value: 'none|ema:DECAY|swa:EPOCH',
    description:
      "Average of the weights that is validated and kept: 'ema:0.999' after every step, 'swa:3' at the ends of epochs from the third on, with batch normalisation estimated anew.",
  },
  loss: {
    value: 'bce|focal',
    description: 'Binary cross-entropy or focal loss, from logits.',
  },
  focalGamma: { value: 'GAMMA', description: 'Focusing parameter of the focal loss.' },
  classWeights: {
    value: 'balanced|none',
    description: "'balanced' weighs each class by n / (2 n_c).",
  },
  labelSmoothing: {
    value: 'SHARE',
    description: 'Share of each label that is moved to one half.',
  },
  monitor: {
    value: 'NAME',
    description: `What decides about the best epoch and early stopping: ${Object.keys(MONITORS).join(', ')}. The last two are the mean and the lowest AUROC of validation images under the thirteen shifts of the suite at severity 3; decisions are taken at 0.5.`,
  },
  shiftImages: {
    value: 'N',
    description:
      'Validation images, half of each class, that are judged under the shifts after each epoch, where a shift figure is monitored: 13 predictions each.',
  },
  patience: {
    value: 'EPOCHS',
    description: 'Epochs without improvement before training stops; 0 for never.',
  },
  checkpointSteps: {
    value: 'N',
    description:
      'Also writes a checkpoint whenever this many steps are done, for long epochs; 0 for one after each epoch only.',
  },
  seed: { value: 'N', description: 'The one number behind every random draw.' },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;
