import { PneumoError, checkNumber } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { oneTensor } from './oneTensor.ts';

/** Arguments of {@link BatchNormalization}, named as Keras names them. */
export interface BatchNormalizationArgs {
  /** The layer's name; weights are saved as `name/gamma`, `name/beta`, `name/moving_mean`, `name/moving_variance`. */
  name?: string;
  /** false freezes the layer: stored statistics are used and kept, bit for bit, also in training. */
  trainable?: boolean;
  /** The channel axis; only the last one, -1 by default, is supported. */
  axis?: number;
  /** Share of the old moving statistics that a training step keeps, 0.99 by default (PyTorch's 0.1 is 0.9 here). */
  momentum?: number;
  /** Added to the variance before its square root, 0.001 by default. */
  epsilon?: number;
  /** Whether the layer learns a shift `beta`, true by default. */
  center?: boolean;
  /** Whether the layer learns a factor `gamma`, true by default. */
  scale?: boolean;
}

/**
 * Batch normalisation that respects `trainable` and learns with any of `scale` and `center` off,
 * both of which the layer of tfjs-layers 4.22 does not. It is saved as Keras' `BatchNormalization`,
 * so that plain TensorFlow.js loads it.
 *
 * In training, inputs are normalised by the mean and the biased variance of the batch, and the moving
 * statistics become `momentum * old + (1 - momentum) * batch`, with the biased variance too, as in
 * Keras. (PyTorch puts the unbiased variance, larger by n / (n - 1), into its running variance.)
 * A frozen layer - its own `trainable` false, or all its learned weights set so by a parent model -
 * does in training what it does in inference, as in TensorFlow 2.
 *
 * @example
 * ```ts
 * const layer = new BatchNormalization({ momentum: 0.9, epsilon: 1e-5 });
 * const batch = tf.tensor2d([[1], [3]]);
 * layer.apply(batch, { training: true });
 * layer.getWeights()[2].dataSync(); // ≈ [0.2]
 * ```
 */
export class BatchNormalization extends tfl.layers.Layer {
  /** Key of this class in TensorFlow.js' registry; never written to a saved model. */
  static readonly className: string = 'PneumoBatchNormalization';

  readonly #momentum: number;
  readonly #epsilon: number;
  readonly #center: boolean;
  readonly #scale: boolean;
  #gamma: tfl.LayerVariable | undefined;
  #beta: tfl.LayerVariable | undefined;
  #movingMean!: tfl.LayerVariable;
  #movingVariance!: tfl.LayerVariable;
  #frozenStatistics: 'kept' | 'updated' = 'kept';

  /**
   * @param args - name, momentum, epsilon and which of gamma and beta to learn
   * @throws PneumoError `INVALID_ARGUMENT` for a momentum outside 0..1 or an epsilon below 0;
   * `UNSUPPORTED_LAYER` for another axis, a regulariser or a constraint
   */
  constructor(args: BatchNormalizationArgs = {}) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.supportsMasking = true;
    refuseUnsupported(args);
    this.#momentum = checkNumber('momentum', args.momentum ?? 0.99, { min: 0, max: 1 });
    this.#epsilon = checkNumber('epsilon', args.epsilon ?? 1e-3, { min: 0 });
    this.#center = args.center ?? true;
    this.#scale = args.scale ?? true;
  }

  /** @returns the standard class name, under which the layer is saved */
  override getClassName(): string {
    return 'BatchNormalization';
  }

  /**
   * Makes the weights.
   *
   * @param inputShape - shape of the input, channels last
   */
  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const channels = shape.at(-1);
    if (channels === null || channels === undefined) {
      throw new PneumoError(
        'INVALID_SHAPE',
        `The layer ${this.name} got an input of shape [${shape.join(', ')}]; expected a known number of channels in the last place.`,
      );
    }
    const ones = tfl.initializers.ones();
    const zeros = tfl.initializers.zeros();
    if (this.#scale) this.#gamma = this.addWeight('gamma', [channels], 'float32', ones);
    if (this.#center) this.#beta = this.addWeight('beta', [channels], 'float32', zeros);
    this.#movingMean = this.addWeight('moving_mean', [channels], 'float32', zeros, undefined, false);
    this.#movingVariance = this.addWeight('moving_variance', [channels], 'float32', ones, undefined, false);
    super.build(inputShape);
  }

  /**
   * Normalises a batch.
   *
   * @param inputs - one tensor of rank 2 to 4, channels last
   * @param kwargs - `training: true` uses the batch's statistics and updates the moving ones
   * @returns a tensor of the same shape, which the caller owns
   */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      // Zeros and ones instead of nothing: the gradient of tfjs' batch normalisation fails without them.
      const beta = (this.#beta?.read() as tf.Tensor1D | undefined) ?? tf.zeros([x.shape.at(-1)!]);
      const gamma = (this.#gamma?.read() as tf.Tensor1D | undefined) ?? tf.ones([x.shape.at(-1)!]);
      if (kwargs?.training !== true || this.frozen) {
        return tf.batchNorm(
          x,
          this.#movingMean.read() as tf.Tensor1D,
          this.#movingVariance.read() as tf.Tensor1D,
          beta,
          gamma,
          this.#epsilon,
        );
      }
      // moments and batchNorm of the same x: the pair that the onnx backend fuses.
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const { mean, variance } = tf.moments(x, axes);
      const y = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, this.#epsilon);
      this.#moveTowards(this.#movingMean, mean);
      this.#moveTowards(this.#movingVariance, variance);
      return y;
    });
  }

  /**
   * Says what the layer does in training while it is frozen. Not saved with the model. Most callers want
   * {@link setTrainable}, which does this for all layers.
   *
   * @param statistics - `'kept'` uses the stored statistics and keeps them, as in TensorFlow 2;
   * `'updated'` uses the batch's and updates the stored ones, as in PyTorch's `train()` mode
   */
  setFrozenStatistics(statistics: 'kept' | 'updated'): void {
    this.#frozenStatistics = statistics;
  }

  /** Whether training uses the stored statistics and keeps them, so that the layer does what it does in inference. */
  get frozen(): boolean {
    if (this.#frozenStatistics === 'updated') return false;
    if (!this.trainable) return true;
    const learned = [this.#gamma, this.#beta].filter((weight) => weight !== undefined);
    return learned.length > 0 && learned.every((weight) => !weight.trainable);
  }

  /** @returns the arguments as Keras saves them */
  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      axis: -1,
      momentum: this.#momentum,
      epsilon: this.#epsilon,
      center: this.#center,
      scale: this.#scale,
    };
  }

  #moveTowards(moving: tfl.LayerVariable, batch: tf.Tensor): void {
    // old - (1 - momentum) * (old - batch), Keras' own order of operations.
    const old = moving.read();
    moving.write(tf.sub(old, tf.mul(tf.sub(old, batch), 1 - this.#momentum)));
  }
}

const unsupported = ['betaRegularizer', 'gammaRegularizer', 'betaConstraint', 'gammaConstraint'];

function refuseUnsupported(args: BatchNormalizationArgs): void {
  // A loaded channels-last model may name its last axis by number; build() cannot know the rank here.
  const axis = Array.isArray(args.axis) ? args.axis[0] : args.axis;
  const other = unsupported.find((key) => ((args as Record<string, unknown>)[key] ?? null) !== null);
  if (other === undefined && (axis === undefined || axis === null || axis === -1 || axis === 3)) return;
  throw new PneumoError(
    'UNSUPPORTED_LAYER',
    `The batch normalisation ${args.name ?? ''} has ${other ?? `axis ${String(axis)}`}; expected the last axis, ` +
      'no regulariser and no constraint. Load this model with tf.loadLayersModel instead.',
  );
}
