import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import type { DataContract } from '@pneumo/models';
import { ENSEMBLE_FILE, loadModelFromFolder } from '@pneumo/models/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { RUN_FILES } from '../run/runFolder.ts';

/** A trained model that predicts. */
export interface OpenedModel {
  model: LayersModel;
  contract: DataContract;
}

/** Loads the model of a run folder, or of a model's own folder. */
export async function openModel(path: string): Promise<OpenedModel> {
  const inRun = join(path, RUN_FILES.model);
  if (existsSync(join(path, ENSEMBLE_FILE)) || existsSync(join(inRun, ENSEMBLE_FILE))) {
    throw new PneumoError(
      'ENSEMBLE',
      `${path} holds an ensemble; this needs one model: name a member, such as ${join(existsSync(inRun) ? inRun : path, 'members/1')}.`,
    );
  }
  if (existsSync(join(path, 'model.json'))) return loadModelFromFolder(path);
  if (existsSync(inRun)) return loadModelFromFolder(inRun);
  const unfinished = existsSync(join(path, RUN_FILES.config));
  throw new PneumoError(
    'NO_MODEL',
    unfinished
      ? `The run in ${path} has no model yet; let it end first: pneumo train --resume=${path}`
      : `${path} holds no model; name a folder that 'pneumo train' wrote, or a model folder with model.json.`,
  );
}
