import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PixelImage } from '@pneumo/core';
import {
  type DataContract,
  type LoadedModel,
  predictEnsemble,
  predictLogits,
  type PredictOptions,
} from '@pneumo/models';
import { ENSEMBLE_FILE, loadEnsembleFromFolder } from '@pneumo/models/node';
import { RUN_FILES } from '../run/runFolder.ts';
import { openModel } from './openModel.ts';

/** A model or an ensemble that predicts. */
export interface Predictor {
  /** What predicts. */
  kind: 'model' | 'ensemble';
  /** What its logits mean. */
  contract: Pick<DataContract, 'threshold' | 'calibration' | 'prevalence'>;
  /** The sizes that it wants each image in. */
  sizes: readonly number[];
  /** Logits of images, which come in all sizes. */
  predict(
    images: ReadonlyMap<number, readonly PixelImage[]>,
    options: PredictOptions,
  ): Promise<ArrayLike<number>>;
  /** Gives its memory back. */
  dispose(): void;
}

/** Loads the model or the ensemble of a run folder, or of a folder of its own. */
export async function openPredictor(path: string): Promise<Predictor> {
  const folder = [path, join(path, RUN_FILES.model)].find((each) => existsSync(join(each, ENSEMBLE_FILE)));
  if (folder === undefined) {
    const { model, contract } = await openModel(path);
    return {
      kind: 'model',
      contract,
      sizes: [contract.inputSize],
      predict: (images, options) => predictLogits(model, contract, images.get(contract.inputSize)!, options),
      dispose: () => model.dispose(),
    };
  }
  const ensemble = await loadEnsembleFromFolder(folder);
  const sizeOf = ({ contract }: LoadedModel): number => contract.inputSize;
  return {
    kind: 'ensemble',
    contract: ensemble.contract,
    sizes: [...new Set(ensemble.members.map(sizeOf))],
    predict: (images, options) =>
      predictEnsemble(
        ensemble,
        ensemble.members.map((member) => images.get(sizeOf(member))!),
        options,
      ),
    dispose: () => ensemble.members.forEach(({ model }) => model.dispose()),
  };
}
