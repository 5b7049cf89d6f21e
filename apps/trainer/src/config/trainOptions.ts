import { modelNames } from '@pneumo/models';
import type { OptionSpec } from '../cli/command.ts';
import { MONITORS } from './monitors.ts';
import { trainConfigSchema, type TrainConfig } from './trainConfig.ts';

interface Described {
  description: string;
  value?: string;
  group: string;
  bare?: string;
}

const DATA = 'Data';
const MODEL = 'Model';
const TRAINING = 'Training';
const JUDGING = 'Judging and explaining';
const MACHINE = 'Machine';
const TRACKING = 'Tracking';

const DESCRIBED: Record<Exclude<keyof TrainConfig, 'recipe'>, Described> = {
  data: {
    group: DATA,
    value: 'PATH',
    description:
      "Folder with {train,val,test}/{NORMAL,PNEUMONIA} or {NORMAL,PNEUMONIA}, a .zip of one, a table (.csv, .jsonl), a MedMNIST .npz, or 'phantom' for generated films. Images may be DICOM files.",
  },
  patientRule: {
    group: DATA,
    value: 'RULE',
    description:
      "How a file name tells the patient: 'person-type' (person100_bacteria), 'number' (the number alone, the cautious reading), 'regexp:PATTERN' (its first group) or 'csv:FILE:COLUMN'.",
  },
  table: {
    group: DATA,
    value: 'LAYOUT',
    description:
      "Columns of a table: 'auto' (file, label, patient, split), a public set (nih, rsna, chexpert, vindr), or 'file=NAME,label=NAME,patient=NAME,split=NAME' and, for columns that a hold-out or subgroups need, ',keep=NAME'.",
  },
  badFiles: {
    group: DATA,
    value: 'stop|skip',
    description: 'What to do about files that are no readable image.',
  },
  split: {
    group: DATA,
    value: 'patient|study|given|FILE',
    description:
      "'patient': no patient on both sides. 'study': 80:20 by image, as the published study did; films of one child then stand on both sides. 'given': the parts of the data set as they are, checked. A file of 'pneumo split' is taken as it is, and checked.",
  },
  allowLeaks: {
    group: DATA,
    description:
      'Train although a split file has a patient or the same picture in several parts; the report then says so in red.',
  },
  validationFraction: {
    group: DATA,
    value: 'SHARE',
    description: 'Share of the training images that validate.',
  },
  phantomPatients: {
    group: DATA,
    value: 'N',
    description: 'Number of generated patients, when the data are the phantom.',
  },
  imageSize: {
    group: DATA,
    value: 'PIXELS',
    description: 'Width and height that every image is resized to.',
  },
  imageDepth: {
    group: DATA,
    value: '8|16',
    description:
      "Bits of the grey values until they become a network's input; 16 keeps what DICOM files and 16-bit pictures hold, at twice the bytes and slower augmentation. 'pneumo predict' and 'pneumo explain' read single files at 8.",
  },
  augment: {
    group: DATA,
    value: 'NAME|FILE',
    description:
      "Variation of the training images: 'study' (flip, rotation, shift, brightness, contrast), 'strong' (crops, more of each), 'robust' (that, with gamma and more noise and blur, for films from elsewhere), 'chest' (no flip, no crop), 'rand-augment', 'trivial-augment', 'aug-mix', 'none', or a JSON file with a policy of your own, which config.json then holds. 'pneumo preview' shows them.",
  },
  mixup: {
    group: DATA,
    value: 'ALPHA',
    description:
      'Blends each training image with another one of its batch, labels too; a share from Beta(ALPHA, ALPHA), often 0.2; 0 for not at all.',
  },
  cutmix: {
    group: DATA,
    value: 'ALPHA',
    description: 'Pastes a rectangle of another image of the batch instead; often 1; 0 for not at all.',
  },
  masks: {
    group: DATA,
    value: 'none|FOLDER',
    description:
      'Folder with lung masks under the same paths as the images: moved with them in training, and the report says how much of the heat lies inside.',
  },
  sampling: {
    group: DATA,
    value: 'RULE',
    description:
      "Training images of an epoch: 'shuffled' (each once), or drawn with replacement: 'balanced' (both classes equally often; class weights then have nothing left to balance), 'patients' (each equally often), 'column:NAME' (its values equally often) or 'weights:NAME' (a column of numbers).",
  },
  lastBatch: {
    group: DATA,
    value: 'keep|drop|pad',
    description: 'A last batch of an epoch that is not full: kept, dropped, or filled with the first images.',
  },
  model: { group: MODEL, value: 'NAME', description: `Architecture: ${modelNames().join(', ')}.` },
  weights: {
    group: MODEL,
    value: 'random|FILE',
    description:
      "What the network begins with: 'random'; a .safetensors, .pth or .pt file under torchvision's or timm's names; a .keras or .h5 file of an equal network; or the model folder of a run. Its classifier is replaced.",
  },
  head: {
    group: MODEL,
    value: 'linear|study',
    description:
      "Classifier of all networks but cnn: one dense layer, or the study's 512, batch normalisation, ReLU, dropout, 128, ReLU, 1.",
  },
  trainable: {
    group: MODEL,
    value: 'RULE',
    description:
      "What learns, of all networks but cnn: 'all', 'last:36' (parameter tensors; the study's choice), 'from:layer4' or 'pattern:REGEXP', by PyTorch's names.",
  },
  frozenStatistics: {
    group: MODEL,
    value: 'kept|updated',
    description:
      "What frozen batch normalisation does in training: uses and keeps its stored statistics, or goes on learning them, as the study's code did.",
  },
  reusePrefix: {
    group: MODEL,
    value: 'VARIANTS',
    description:
      'Computes what the frozen first layers give once for each training image in so many augmented variants, and trains on that: epoch E sees variant E modulo VARIANTS. With --augment=none one is enough. 0 computes everything in every epoch. Needs --frozen-statistics=kept.',
  },
  prefixPrecision: {
    group: MODEL,
    value: 'float32|float16',
    description:
      'How --reuse-prefix keeps features: exactly, or rounded to half precision in half the disk space.',
  },
  prefixDisk: {
    group: MACHINE,
    value: 'GIB',
    description:
      'Most disk space, in GiB, that the features of --reuse-prefix may take; they lie with the caches, and pneumo cache clean removes them.',
  },
  filters: {
    group: MODEL,
    value: 'LIST',
    description: 'Filters of each block, for instance 32,64,128,256,512.',
  },
  dense: { group: MODEL, value: 'LIST', description: 'Units of the dense layers in front of the logit.' },
  dropout: { group: MODEL, value: 'RATE', description: 'Dropout rate behind each block.' },
  denseDropout: { group: MODEL, value: 'RATE', description: 'Dropout rate behind each dense layer.' },
  epochs: { group: TRAINING, value: 'N', description: 'Passes over the training images.' },
  batchSize: { group: TRAINING, value: 'N', description: 'Images a step.' },
  lr: { group: TRAINING, value: 'RATE', description: 'Peak learning rate.' },
  schedule: {
    group: TRAINING,
    value: 'NAME',
    description:
      'Course of the learning rate: constant, cosine, cyclic-cosine (a snapshot of the weights at the end of each cycle, and an ensemble of them; no early stopping), one-cycle, step or plateau.',
  },
  cycles: {
    group: TRAINING,
    value: 'N',
    description: 'Cycles of the schedule cyclic-cosine; the epochs are a multiple of it.',
  },
  warmupEpochs: {
    group: TRAINING,
    value: 'N',
    description: 'Epochs over which the learning rate rises to its peak.',
  },
  optimizer: {
    group: TRAINING,
    value: 'NAME',
    description:
      'Optimiser: adam (AdamW with --weight-decay), sgd (with Nesterov momentum 0.9), rmsprop or lion (with a rate 3 to 10 times below that of adam).',
  },
  layerDecay: {
    group: TRAINING,
    value: 'FACTOR',
    description:
      'The head learns at --lr, and each stage in front at so many times the rate of the one behind it; 1 for one rate. Of all networks but cnn.',
  },
  weightDecay: { group: TRAINING, value: 'RATE', description: 'Decoupled weight decay.' },
  clipNorm: {
    group: TRAINING,
    value: 'NORM',
    description: 'Largest norm of all gradients together; 0 for no limit.',
  },
  microBatchSize: {
    group: TRAINING,
    value: 'N',
    description:
      'Images that are passed at once; the gradients of a batch are added up before its step. Less memory, the same step, but for batch normalisation; 0 for the whole batch.',
  },
  average: {
    group: TRAINING,
    value: 'none|ema:DECAY|swa:EPOCH',
    description:
      "Average of the weights that is validated and kept: 'ema:0.999' after every step, 'swa:3' at the ends of epochs from the third on, with batch normalisation estimated anew.",
  },
  loss: {
    group: TRAINING,
    value: 'bce|focal',
    description: 'Binary cross-entropy or focal loss, from logits.',
  },
  focalGamma: { group: TRAINING, value: 'GAMMA', description: 'Focusing parameter of the focal loss.' },
  classWeights: {
    group: TRAINING,
    value: 'balanced|none',
    description: "'balanced' weighs each class by n / (2 n_c).",
  },
  labelSmoothing: {
    group: TRAINING,
    value: 'SHARE',
    description: 'Share of each label that is moved to one half.',
  },
  monitor: {
    group: TRAINING,
    value: 'NAME',
    description: `What decides about the best epoch and early stopping: ${Object.keys(MONITORS).join(', ')}. The last two are the mean and the lowest AUROC of validation images under the thirteen shifts of the suite at severity 3; decisions are taken at 0.5.`,
  },
  shiftImages: {
    group: TRAINING,
    value: 'N',
    description:
      'Validation images, half of each class, that are judged under the shifts after each epoch, where a shift figure is monitored: 13 predictions each.',
  },
  patience: {
    group: TRAINING,
    value: 'EPOCHS',
    description: 'Epochs without improvement before training stops; 0 for never.',
  },
  checkpointSteps: {
    group: TRAINING,
    value: 'N',
    description:
      'Also writes a checkpoint whenever this many steps are done, for long epochs; 0 for one after each epoch only.',
  },
  threshold: {
    group: JUDGING,
    value: 'RULE',
    description:
      "How the decision threshold is chosen on validation images: 'youden', 'sensitivity:0.95' (the highest that reaches it) or a number.",
  },
  calibration: {
    group: JUDGING,
    value: 'NAME',
    description:
      "How logits become probabilities that frequencies bear out, fitted on validation images and saved with the model: 'none' (the sigmoid), 'temperature', 'platt', 'beta', or 'isotonic' (a thousand images and more). The threshold is chosen on these probabilities.",
  },
  testTimeAugmentation: {
    group: JUDGING,
    value: 'none|flip',
    description:
      "'flip' asks the trained model about each film and its mirror image and takes the mean of the two logits, wherever it predicts from then on; the threshold is chosen so. Validation during training stays plain.",
  },
  resamples: {
    group: JUDGING,
    value: 'N',
    description: 'Bootstrap resamples (of patients) behind the 95 % intervals.',
  },
  overlays: {
    group: JUDGING,
    value: 'N',
    description: 'Films of the test set to explain with Grad-CAM in the report.',
  },
  evaluateTest: {
    group: JUDGING,
    description:
      'Judge the test images when training is done. --no-evaluate-test while you are still choosing settings.',
  },
  seed: { group: TRAINING, value: 'N', description: 'The one number behind every random draw.' },
  dataSeed: {
    group: DATA,
    value: 'seed|N',
    description:
      "What draws the split and the generated films: the run's own seed, or a number, which several runs can share. With --seeds all runs share the first seed's data unless this says otherwise.",
  },
  engine: {
    group: MACHINE,
    value: 'NAME',
    description:
      'What computes: auto, onnx, tensorflow, webgpu, wasm or cpu; onnx:cuda, onnx:webgpu, onnx:coreml and onnx:directml are ONNX Runtime on another processor.',
  },
  memory: {
    group: MACHINE,
    value: 'fast|small',
    description:
      "'small' returns the memory of every step at once: a lower peak, slower. For the engine onnx.",
  },
  threads: { group: MACHINE, value: 'N', description: 'Threads of the engine; 0 for one a core.' },
  tensorboard: {
    group: TRACKING,
    value: 'FOLDER',
    bare: 'run',
    description:
      "Event files for TensorBoard: figures of every step and epoch, weights, settings, explained films. 'run' (or no value) for RUN/tensorboard, 'off' for none, or a folder in which each run has its own.",
  },
  mlflow: {
    group: TRACKING,
    value: 'off|URI',
    description:
      'Server of MLflow that is told of the run: settings, figures, report, how it ended. What cannot be sent waits in the run folder for the next epoch or --resume; training never waits for it. Credentials by MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
  },
  mlflowExperiment: {
    group: TRACKING,
    value: 'NAME',
    description: 'Experiment of MLflow that the run belongs to; made when it is missing.',
  },
  workers: {
    group: MACHINE,
    value: 'N',
    description: 'Threads that load and vary images beside the engine; 0 for none. The results are the same.',
  },
  cacheMemory: {
    group: MACHINE,
    value: 'SIZE',
    description:
      "Most memory for the decoded images, such as 512M or 4G; more are read from the cache's file, an image at a time. 'auto' is a quarter of the machine's memory. The results are the same.",
  },
};

/** The options of `pneumo train` that are keys of the configuration. */
export const TRAIN_OPTIONS: readonly OptionSpec[] = Object.entries(DESCRIBED).map(([key, described]) => ({
  key,
  ...described,
  schema: trainConfigSchema.shape[key as keyof TrainConfig],
}));
