/** What is measured: training steps or predictions. */
export type Task = 'train' | 'infer';

/** One piece of work that all contestants do. */
export interface Workload {
  /** Its name on the command line. */
  readonly name: string;
  /** Its name in the table. */
  readonly title: string;
  /** The architecture, by the name that @pneumo/models and python/models.py know. */
  readonly model: 'cnn' | 'resnet50' | 'tf_efficientnet_lite0';
  /** Width and height of the images; they have three channels. */
  readonly size: number;
  /** How many of the last parameter tensors, in PyTorch's order, are trained; null for all. */
  readonly trainableTensors: number | null;
}

/** Images in a batch, unless a contestant is too slow for that. */
export const BATCH_SIZE = 32;

/** Images in a batch of another size, which has to be traced and compiled anew. */
export const OTHER_BATCH_SIZE = 8;

/** Everything that can be measured, in the order of the table. */
export const WORKLOADS: readonly Workload[] = [
  { name: 'cnn', title: "study's CNN, 150×150×3", model: 'cnn', size: 150, trainableTensors: null },
  {
    name: 'resnet50-150',
    title: 'ResNet50 with the study’s head, 150×150×3, last 36 tensors trained',
    model: 'resnet50',
    size: 150,
    trainableTensors: 36,
  },
  {
    name: 'resnet50-224',
    title: 'ResNet50 with the study’s head, 224×224×3, last 36 tensors trained',
    model: 'resnet50',
    size: 224,
    trainableTensors: 36,
  },
  {
    name: 'efficientnet-lite0',
    title: 'EfficientNet-Lite0, 224×224×3',
    model: 'tf_efficientnet_lite0',
    size: 224,
    trainableTensors: null,
  },
];
