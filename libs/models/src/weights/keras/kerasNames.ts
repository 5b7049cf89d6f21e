/** What is known of an architecture's files in keras.applications. */
export interface KerasNames {
  /** PyTorch's name of a layer by Keras' name; undefined for one that the architecture does not have. */
  layer(name: string): string | undefined;
  /** Epsilon of its batch normalisations, for files that do not say. */
  epsilon: number;
  /** Whether images are given with blue first, as Caffe's weights take them. */
  blueFirst: boolean;
}

/** Architectures whose weights Keras publishes in the same structure. */
export const KERAS_NAMES: Readonly<Record<string, KerasNames>> = {
  densenet121: { layer: densenet, epsilon: 1.001e-5, blueFirst: false },
  mobilenet_v2_keras: { layer: mobilenet, epsilon: 1e-3, blueFirst: false },
  resnet50_keras: { layer: resnet, epsilon: 1.001e-5, blueFirst: true },
};

/** Why Keras' weights are not those of an architecture that is like one of Keras'. */
export const KERAS_DIFFERS: Readonly<Record<string, string>> = {
  mobilenet_v2:
    "Keras' MobileNetV2 pads its strided convolutions behind alone and has epsilon 1e-3: take the model mobilenet_v2_keras",
  resnet50:
    "Keras' ResNet50 strides in its 1×1 convolutions and takes images with blue first: take the model resnet50_keras",
};

function densenet(name: string): string | undefined {
  const outer: Record<string, string> = {
    conv1_conv: 'features.conv0',
    conv1_bn: 'features.norm0',
    bn: 'features.norm5',
    predictions: 'classifier',
    fc1000: 'classifier',
  };
  const inBlock = /^conv([2-5])_block(\d+)_([012])_(conv|bn)$/.exec(name);
  if (inBlock !== null) {
    const [, block, layer, place, kind] = inBlock as unknown as [string, string, string, string, string];
    const module = kind === 'bn' ? `norm${Number(place) + 1}` : `conv${place}`;
    return `features.denseblock${Number(block) - 1}.denselayer${layer}.${module}`;
  }
  const transition = /^pool([234])_(conv|bn)$/.exec(name);
  if (transition === null) return own(outer, name);
  return `features.transition${Number(transition[1]) - 1}.${transition[2] === 'bn' ? 'norm' : 'conv'}`;
}

function resnet(name: string): string | undefined {
  const outer: Record<string, string> = {
    conv1_conv: 'conv1',
    conv1_bn: 'bn1',
    predictions: 'fc',
    fc1000: 'fc',
  };
  const inBlock = /^conv([2-5])_block(\d)_([0-3])_(conv|bn)$/.exec(name);
  if (inBlock === null) return own(outer, name);
  const [, stage, block, place, kind] = inBlock as unknown as [string, string, string, string, string];
  const module = place === '0' ? `downsample.${kind === 'conv' ? 0 : 1}` : `${kind}${place}`;
  return `layer${Number(stage) - 1}.${Number(block) - 1}.${module}`;
}

function mobilenet(name: string): string | undefined {
  const outer: Record<string, string> = {
    Conv1: 'features.0.0',
    bn_Conv1: 'features.0.1',
    expanded_conv_depthwise: 'features.1.conv.0.0',
    expanded_conv_depthwise_BN: 'features.1.conv.0.1',
    expanded_conv_project: 'features.1.conv.1',
    expanded_conv_project_BN: 'features.1.conv.2',
    Conv_1: 'features.18.0',
    Conv_1_bn: 'features.18.1',
    predictions: 'classifier.1',
    Logits: 'classifier.1',
  };
  const places: Record<string, string> = {
    expand: '0.0',
    expand_BN: '0.1',
    depthwise: '1.0',
    depthwise_BN: '1.1',
    project: '2',
    project_BN: '3',
  };
  const inBlock = /^block_(\d+)_(\w+)$/.exec(name);
  if (inBlock === null) return own(outer, name);
  const place = own(places, inBlock[2]!);
  return place && `features.${Number(inBlock[1]) + 1}.conv.${place}`;
}

function own(names: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
