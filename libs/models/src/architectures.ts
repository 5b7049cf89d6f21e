import {
  IMAGENET_GREY_NORMALISATION,
  IMAGENET_NORMALISATION,
  type Normalisation,
  PneumoError,
  didYouMean,
} from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type BackboneConfig, resolveBackboneConfig } from './backbones/backboneConfig.ts';
import { fromOldDensenet, fromTimmMobilenetV2 } from './backbones/otherNames.ts';
import { planDensenet121 } from './backbones/planDensenet121.ts';
import { planEfficientnetLite0 } from './backbones/planEfficientnetLite0.ts';
import { planMobilenetV2 } from './backbones/planMobilenetV2.ts';
import { planResnet } from './backbones/planResnet.ts';
import { setGreyLayer } from './backbones/planImage.ts';
import { buildCnn } from './cnn/buildCnn.ts';
import { type CnnConfig, studyCnnConfig } from './cnn/cnnConfig.ts';
import type { NetworkPlan } from './plan/NetworkPlan.ts';
import { buildPlan } from './plan/buildPlan.ts';
import type { InitialWeights } from './plan/initialisers.ts';

/** The configuration of each architecture, by its name. */
export interface ModelConfigs {
  /** The study's CNN and its variants. */
  cnn: CnnConfig;
  /** ResNet18 as in torchvision. */
  resnet18: BackboneConfig;
  /** ResNet34 as in torchvision. */
  resnet34: BackboneConfig;
  /** ResNet50 as in torchvision. */
  resnet50: BackboneConfig;
  /** DenseNet121 as in torchvision. */
  densenet121: BackboneConfig;
  /** MobileNetV2 as in torchvision. */
  mobilenet_v2: BackboneConfig;
  /** MobileNetV2 as in keras.applications: padding of TensorFlow, epsilon 1e-3. */
  mobilenet_v2_keras: BackboneConfig;
  /** ResNet50 as in keras.applications: strides in the 1×1 convolutions. */
  resnet50_keras: BackboneConfig;
  /** EfficientNet-Lite0 as in timm. */
  tf_efficientnet_lite0: BackboneConfig;
}

/** The name of an architecture. */
export type ModelName = keyof ModelConfigs;

/** What the registry knows of an architecture. */
export interface Architecture<Config extends CnnConfig | BackboneConfig = CnnConfig | BackboneConfig> {
  resolve(config: object): Config;
  /** The network as data; null for the CNN, whose layers have no names of PyTorch's. */
  plan: ((config: Config) => NetworkPlan) | null;
  build(config: Config, zeros: boolean): tfl.LayersModel;
  /** How pixels become inputs, for three channels and for one. */
  normalisation: { readonly 3: Normalisation; readonly 1: Normalisation };
  /** Name of the convolution that sees the image. */
  firstConvolution: string;
  /** Name of the module that makes the outputs. */
  classifier: string;
  /** Outputs of the published weights, which are of ImageNet's classes; null where none are published. */
  publishedClasses: number | null;
  /** Our name of a weight that others name otherwise. */
  rename(name: string): string;
}

const same = (name: string): string => name;

const IMAGENET_CLASSES = 1000;
const IMAGENET = { 3: IMAGENET_NORMALISATION, 1: IMAGENET_GREY_NORMALISATION };
const HALF = {
  3: Object.freeze({ mean: Object.freeze([0.5, 0.5, 0.5]), std: Object.freeze([0.5, 0.5, 0.5]) }),
  1: Object.freeze({ mean: Object.freeze([0.5]), std: Object.freeze([0.5]) }),
};

/** What keras.applications subtracts from a ResNet50's images, whose pixels are not divided. */
const CAFFE = {
  3: Object.freeze({
    mean: Object.freeze([123.68 / 255, 116.779 / 255, 103.939 / 255]),
    std: Object.freeze([1 / 255, 1 / 255, 1 / 255]),
  }),
  1: Object.freeze({
    mean: Object.freeze([(123.68 + 116.779 + 103.939) / (3 * 255)]),
    std: Object.freeze([1 / 255]),
  }),
};

type Backbone = Pick<Architecture, 'normalisation' | 'firstConvolution' | 'classifier'> & {
  rename?: (name: string) => string;
  plan: (config: BackboneConfig) => NetworkPlan;
  dropout: number;
  batchNormMomentum: number;
};

function backbone(name: string, facts: Backbone): Architecture<BackboneConfig> {
  const { dropout, batchNormMomentum, ...architecture } = facts;
  return {
    rename: same,
    publishedClasses: IMAGENET_CLASSES,
    ...architecture,
    resolve: (config) => resolveBackboneConfig(name, { dropout, batchNormMomentum }, config),
    build(config, zeros) {
      const initial: InitialWeights = zeros ? 'zeros' : { seed: config.seed };
      const shape = [config.inputSize, config.inputSize, config.channels] as const;
      const model = buildPlan(facts.plan(config), name, shape, initial);
      setGreyLayer(model);
      return model;
    },
  };
}

const resnet = (name: string, depths: number[], bottleneck: boolean): Architecture<BackboneConfig> =>
  backbone(name, {
    plan: planResnet(depths, bottleneck),
    normalisation: IMAGENET,
    firstConvolution: 'conv1',
    classifier: 'fc',
    dropout: 0,
    batchNormMomentum: 0.9,
  });

const architectures: { [Name in ModelName]: Architecture<ModelConfigs[Name]> } = {
  cnn: {
    resolve: studyCnnConfig,
    plan: null,
    build: (config) => buildCnn(config),
    normalisation: IMAGENET,
    firstConvolution: 'block1_conv1',
    classifier: 'logit',
    publishedClasses: null,
    rename: same,
  },
  densenet121: backbone('densenet121', {
    plan: planDensenet121,
    rename: fromOldDensenet,
    normalisation: IMAGENET,
    firstConvolution: 'features.conv0',
    classifier: 'classifier',
    dropout: 0,
    batchNormMomentum: 0.9,
  }),
  mobilenet_v2: backbone('mobilenet_v2', {
    plan: planMobilenetV2(),
    rename: fromTimmMobilenetV2,
    normalisation: IMAGENET,
    firstConvolution: 'features.0.0',
    classifier: 'classifier',
    dropout: 0.2,
    batchNormMomentum: 0.9,
  }),
  mobilenet_v2_keras: backbone('mobilenet_v2_keras', {
    plan: planMobilenetV2('same', 1e-3, (plan) => plan.input),
    normalisation: HALF,
    firstConvolution: 'features.0.0',
    classifier: 'classifier',
    dropout: 0.2,
    batchNormMomentum: 0.999,
  }),
  resnet18: resnet('resnet18', [2, 2, 2, 2], false),
  resnet34: resnet('resnet34', [3, 4, 6, 3], false),
  resnet50: resnet('resnet50', [3, 4, 6, 3], true),
  resnet50_keras: backbone('resnet50_keras', {
    plan: planResnet([3, 4, 6, 3], true, true),
    normalisation: CAFFE,
    firstConvolution: 'conv1',
    classifier: 'fc',
    dropout: 0,
    batchNormMomentum: 0.99,
  }),
  tf_efficientnet_lite0: backbone('tf_efficientnet_lite0', {
    plan: planEfficientnetLite0,
    normalisation: HALF,
    firstConvolution: 'conv_stem',
    classifier: 'classifier',
    dropout: 0,
    batchNormMomentum: 0.99,
  }),
};

/**
 * The names that {@link createModel} knows.
 *
 * @returns the names, sorted
 *
 * @example
 * ```ts
 * modelNames().includes('resnet50'); // true
 * ```
 */
export function modelNames(): ModelName[] {
  return (Object.keys(architectures) as ModelName[]).sort();
}

/** What the registry knows under a name. */
export function architectureOf(name: string): Architecture {
  if (Object.hasOwn(architectures, name)) return architectures[name as ModelName] as unknown as Architecture;
  throw new PneumoError(
    'UNKNOWN_MODEL',
    `There is no model '${String(name)}'.${didYouMean(String(name), modelNames())} ` +
      `The models are ${modelNames().join(', ')}.`,
    { details: { name, known: modelNames() } },
  );
}
