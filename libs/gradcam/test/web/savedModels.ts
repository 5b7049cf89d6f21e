import { pixelImage, type PixelImage, randomStream } from '@pneumo/core';
import {
  checkEnsemble,
  type LoadedModel,
  predictEnsemble,
  predictLogits,
  probabilityOfLogit,
} from '@pneumo/models';

/** What saved models say of the same films in Node and in the page. */
export interface SavedModelsResult {
  /** Logits of each model. */
  logits: number[][];
  /** Probabilities of each model, calibrated. */
  probabilities: number[][];
  /** Logits of the ensemble of them. */
  ensemble: number[];
}

/** Names of the model folders. */
export const SAVED_MODELS = ['resnet18', 'tf_efficientnet_lite0'] as const;
/** Width and height of the films, pixels. */
export const SAVED_SIZE = 48;

/** Asks models that were loaded, and their ensemble, about films; they need nothing but what was saved. */
export async function judgeSavedModels(members: LoadedModel[]): Promise<SavedModelsResult> {
  const random = randomStream(2, 'films');
  const films = Array.from({ length: 5 }, (): PixelImage => {
    const pixels = Uint8Array.from({ length: SAVED_SIZE ** 2 }, () => random.integer(256));
    return pixelImage(SAVED_SIZE, SAVED_SIZE, 1, pixels);
  });
  const logits: number[][] = [];
  for (const { model, contract } of members) logits.push([...(await predictLogits(model, contract, films))]);
  const contract = checkEnsemble({
    schemaVersion: 1,
    members: members.map(({ contract: { architecture } }) => ({
      name: architecture.name,
      folder: architecture.name,
      weightsSha256: '0'.repeat(64),
    })),
    rule: { method: 'mean-logit', weights: members.map(() => 1 / members.length), intercept: 0 },
    classNames: ['NORMAL', 'PNEUMONIA'],
  });
  return {
    logits,
    probabilities: members.map(({ contract: own }, i) =>
      logits[i]!.map((logit) => probabilityOfLogit(own, logit)),
    ),
    ensemble: [
      ...(await predictEnsemble(
        { contract, members },
        members.map(() => films),
      )),
    ],
  };
}
