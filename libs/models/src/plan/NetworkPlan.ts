import type { LayerSpec, Padding } from './layerSpec.ts';

/** Settings of {@link NetworkPlan.conv}. */
export interface ConvOptions {
  stride?: number;
  padding?: Padding;
  bias?: boolean;
  depthwise?: boolean;
  trainable?: boolean;
}

/** A resolution of a network: where its feature maps come out. */
export interface Stage {
  /** Its name, PyTorch's where it has one, such as `'layer4'`. */
  name: string;
  /** The layer whose output it is. */
  layer: string;
}

/**
 * A network as plain data, written down layer by layer in the order in which PyTorch registers its
 * modules; so the order of parameters is known without building anything. Each method adds a layer
 * and returns its name, which the next one takes as input.
 */
export class NetworkPlan {
  /** The layers, inputs before users. */
  readonly layers: LayerSpec[] = [];
  /** Places to take feature maps from, in order. */
  readonly stages: Stage[] = [];
  /** Name of the input. */
  readonly input = 'image';
  readonly #epsilon: number;
  readonly #momentum: number;

  /** @param batchNorm - epsilon and momentum (Keras' sense) of every batch normalisation */
  constructor(batchNorm: { epsilon: number; momentum: number }) {
    this.#epsilon = batchNorm.epsilon;
    this.#momentum = batchNorm.momentum;
  }

  conv(from: string, name: string, filters: number, kernel: number, options: ConvOptions = {}): string {
    return this.#add({
      kind: 'conv',
      name,
      inputs: [from],
      filters,
      kernel,
      stride: options.stride ?? 1,
      padding: options.padding ?? 0,
      bias: options.bias ?? false,
      depthwise: options.depthwise ?? false,
      trainable: options.trainable ?? true,
    });
  }

  batchNorm(from: string, name: string, epsilon = this.#epsilon): string {
    return this.#add({ kind: 'batchNorm', name, inputs: [from], epsilon, momentum: this.#momentum });
  }

  activation(from: string, kind: 'relu' | 'relu6', name: string): string {
    return this.#add({ kind, name, inputs: [from] });
  }

  maxPool(from: string, name: string, kernel: number, stride: number, padding: Padding): string {
    return this.#add({ kind: 'maxPool', name, inputs: [from], kernel, stride, padding });
  }

  averagePool(from: string, name: string, size: number): string {
    return this.#add({
      kind: 'averagePool',
      name,
      inputs: [from],
      kernel: size,
      stride: size,
      padding: 0,
    });
  }

  globalAverage(from: string, name: string): string {
    return this.#add({ kind: 'globalAverage', name, inputs: [from] });
  }

  add(name: string, a: string, b: string): string {
    return this.#add({ kind: 'add', name, inputs: [a, b] });
  }

  concatenate(name: string, a: string, b: string): string {
    return this.#add({ kind: 'concatenate', name, inputs: [a, b] });
  }

  dense(from: string, name: string, units: number): string {
    return this.#add({ kind: 'dense', name, inputs: [from], units });
  }

  /** Adds nothing for a rate of 0. */
  dropout(from: string, name: string, rate: number): string {
    return rate === 0 ? from : this.#add({ kind: 'dropout', name, inputs: [from], rate });
  }

  /** Names the output of a layer as a stage. */
  stage(layer: string, name: string): string {
    this.stages.push({ name, layer });
    return layer;
  }

  #add(layer: LayerSpec): string {
    this.layers.push(layer);
    return layer.name;
  }
}
