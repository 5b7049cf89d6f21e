import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { checkFiniteWeights } from './checkFiniteWeights.ts';
import { checkContract } from './contract/checkContract.ts';
import { checkModelFits } from './contract/checkModelFits.ts';
import type { DataContract } from './contract/dataContract.ts';

/**
 * Turns a model into TensorFlow.js' artifacts (topology and weights), with its data contract as
 * `userDefinedMetadata.pneumo`. Plain TensorFlow.js loads them too and gives the same logits.
 *
 * @param model - a model from images to logits [n, 1]; stays as it is
 * @param contract - what the model takes and means
 * @returns the artifacts; hand them to any `tf.io` handler, or to {@link loadModel}
 * @throws PneumoError an error of {@link checkContract}; `CONTRACT_MISMATCH` when the model's shapes
 * differ from the contract; `NON_FINITE_WEIGHTS` naming the weight that holds NaN or infinity
 *
 * @example
 * ```ts
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const model = createModel('cnn', config);
 * const artifacts = await saveModel(model, {
 *   schemaVersion: 2,
 *   architecture: { name: 'cnn', config },
 *   inputSize: 32,
 *   channels: 1,
 *   normalisation: IMAGENET_GREY_NORMALISATION,
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * artifacts.weightSpecs[0].name; // 'block1_conv1/kernel'
 * ```
 */
export async function saveModel(
  model: tfl.LayersModel,
  contract: DataContract,
): Promise<tf.io.ModelArtifacts> {
  checkModelFits(model, checkContract(contract));
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: undefined as never, modelTopologyType: 'JSON' } };
    }),
  );
  const artifacts = saved!;
  checkFiniteWeights(artifacts);
  // Of weights that were loaded: training has moved them since.
  const { weightsSha256: _, ...metadata }: Record<string, unknown> = artifacts.userDefinedMetadata ?? {};
  return { ...artifacts, userDefinedMetadata: { ...metadata, pneumo: structuredClone(contract) } };
}
