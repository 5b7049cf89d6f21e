import { PneumoError, checkInteger, checkNumber } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { dropThreshold, dropoutMask } from './dropoutMask.ts';
import { oneTensor } from './oneTensor.ts';

/** Arguments of {@link Dropout}. */
export interface DropoutArgs {
  /** The layer's name, which is part of what its masks are drawn from. */
  name?: string;
  /** Probability of dropping an element, 0 or more and below 1; rounded to a multiple of 1/65,536. */
  rate: number;
}

/** What a model's dropout masks are drawn from, beside the layers' names. */
export interface DropoutState {
  /** The run's seed, a whole number from 0 to 2^53 - 1. */
  seed: number;
  /** Number of the optimiser step, from 0 on. */
  step: number;
  /**
   * Number of the first example of this batch within the step, 0 by default. Micro-batches that say
   * where they begin get the masks that the undivided batch would have got.
   */
  firstExample?: number;
}

/**
 * Dropout whose masks are a pure function of seed, step, layer and element, so that training can be
 * repeated and resumed exactly. (The layer of tfjs-layers 4.22 repeats one mask for ever when it is
 * seeded and uses `Math.random` when not.) It is saved as Keras' `Dropout`. What is kept is divided
 * by the probability of keeping, so inference needs no scaling.
 *
 * Say where the run is by {@link setDropoutState} before each training step.
 *
 * @example
 * ```ts
 * const layer = new Dropout({ rate: 0.5, name: 'dropout' });
 * layer.setState({ seed: 1, step: 0 });
 * const x = tf.ones([1, 4]);
 * (layer.apply(x, { training: true }) as tf.Tensor).dataSync(); // [0, 2, 2, 2]
 * (layer.apply(x) as tf.Tensor).dataSync(); // [1, 1, 1, 1]
 * ```
 */
export class Dropout extends tfl.layers.Layer {
  /** Key of this class in TensorFlow.js' registry; never written to a saved model. */
  static readonly className: string = 'PneumoDropout';

  readonly #rate: number;
  readonly #threshold: number;
  #state: DropoutState | undefined;

  /**
   * @param args - rate and name
   * @throws PneumoError `INVALID_ARGUMENT` for a rate outside 0 to just below 1; `UNSUPPORTED_LAYER`
   * for a noise shape
   */
  constructor(args: DropoutArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.supportsMasking = true;
    if (((args as { noiseShape?: unknown }).noiseShape ?? null) !== null) {
      throw new PneumoError(
        'UNSUPPORTED_LAYER',
        `The dropout ${args.name ?? ''} has a noise shape; expected none. Load this model with tf.loadLayersModel instead.`,
      );
    }
    this.#rate = checkNumber('rate', args.rate, { min: 0, max: 65535 / 65536 });
    this.#threshold = dropThreshold(this.#rate);
  }

  /** @returns the standard class name, under which the layer is saved */
  override getClassName(): string {
    return 'Dropout';
  }

  /**
   * Says what the next masks are drawn from. Most callers want {@link setDropoutState}, which does
   * this for all layers of a model.
   *
   * @param state - seed, step and first example
   * @throws PneumoError `INVALID_ARGUMENT` when one of them is no whole number of at least 0
   */
  setState(state: DropoutState): void {
    checkInteger('seed', state.seed, { min: 0 });
    checkInteger('step', state.step, { min: 0 });
    checkInteger('firstExample', state.firstExample ?? 0, { min: 0 });
    this.#state = { ...state };
  }

  /**
   * Drops elements in training, hands the input on otherwise.
   *
   * @param inputs - one tensor, examples first
   * @param kwargs - `training: true` drops
   * @returns a tensor of the same shape, which the caller owns
   * @throws PneumoError `DROPOUT_STATE_MISSING` in training before a state was set
   */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean } = {}): tf.Tensor {
    const x = oneTensor(inputs);
    if (kwargs?.training !== true || this.#threshold === 0) return x;
    const state = this.#state;
    if (state === undefined) {
      throw new PneumoError(
        'DROPOUT_STATE_MISSING',
        `The dropout ${this.name} was called in training without a state; expected a seed and a step. ` +
          'Call setDropoutState(model, { seed, step }) before each training step.',
      );
    }
    const perExample = x.size / Math.max(1, x.shape[0]!);
    const first = (state.firstExample ?? 0) * perExample;
    const bytes = dropoutMask(x.size, first, this.#threshold, this.name, state);
    // One byte an element travels to the engine; it becomes floats there.
    return tf.tidy(() => {
      const mask = tf.cast(tf.tensor(bytes, x.shape, 'bool'), 'float32');
      return tf.mul(x, tf.mul(mask, 65536 / (65536 - this.#threshold)));
    });
  }

  /** @returns the arguments as Keras saves them */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate };
  }
}
