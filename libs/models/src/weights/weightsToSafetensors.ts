import type * as tfl from '@tensorflow/tfjs-layers';
import { architectureOf } from '../architectures.ts';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { type FormatSafetensorsOptions, type HostWeights, formatSafetensors } from './formatSafetensors.ts';
import { unfoldGrey } from './greyFold.ts';
import { modelParameters } from './modelParameters.ts';
import { permute } from './torchLayout.ts';

/**
 * Writes a model's weights as a safetensors file under PyTorch's names and in its layout, so that
 * torchvision's or timm's network of the same name takes them by `load_state_dict`. The first
 * convolution of a network for grey images is unfolded to three channels that give the same result; the
 * CNN's keeps its one.
 *
 * Two things are TensorFlow's: the running variance is the biased one, and a dense layer behind the
 * CNN's `pooling: 'flatten'` counts places before channels.
 *
 * @param model - a model of the registry; stays as it is
 * @param architecture - its name in the registry
 * @param options - type of the numbers and metadata
 * @returns the file's bytes
 * @throws PneumoError `UNKNOWN_MODEL`; an error of {@link formatSafetensors}
 *
 * @example
 * ```ts
 * const model = createModel('cnn', { inputSize: 32, filters: [4], dense: [] });
 * const { tensors } = parseSafetensors(await weightsToSafetensors(model, { name: 'cnn' }));
 * tensors.get('block1_conv1.weight')!.shape; // [4, 3, 3, 3]
 * ```
 */
export async function weightsToSafetensors(
  model: tfl.LayersModel,
  architecture: Pick<ContractArchitecture, 'name'>,
  options: FormatSafetensorsOptions = {},
): Promise<Uint8Array> {
  const { firstConvolution, normalisation, plan } = architectureOf(architecture.name);
  const tensors = new Map<string, HostWeights>();
  for (const { name, variable, layout } of modelParameters(model)) {
    const shape = layout.axes.map((axis) => variable.shape[axis]!);
    const read = (await variable.read().data()) as Float32Array;
    let values: Float32Array = permute(read, variable.shape as number[], layout.axes);
    const folded = plan !== null && name === `${firstConvolution}.weight` && shape[1]! < 3;
    if (folded) {
      values = unfoldGrey(values, shape, normalisation[3], normalisation[1]);
      shape[1] = 3;
    }
    tensors.set(name, { shape, values });
  }
  return formatSafetensors(tensors, { metadata: { format: 'pt' }, ...options });
}
