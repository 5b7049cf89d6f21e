import { normaliseInto, type PixelImage } from '@pneumo/core';
import { encodePng } from '@pneumo/data/node';
import { gradCam, overlayHeatmap } from '@pneumo/gradcam';
import type { Prediction } from '@pneumo/metrics';
import type { DataContract } from '@pneumo/models';
import { tensor4d } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Films that are explained at once. */
const BATCH_SIZE = 8;

/** One film with its heat map over it. */
export interface Explanation {
  /** The PNG of the overlay. */
  png: Uint8Array;
  /** The heat map, 0 to 1, of the film's size. */
  map: PixelImage<Float32Array>;
  /** No evidence for pneumonia in the layer: the map is zero everywhere. */
  empty: boolean;
  /** The layer that was looked at. */
  layer: string;
}

/** One film twice: as the model sees it, and as people look at it. */
export interface FilmToExplain {
  /** Of the model's input size. */
  input: PixelImage;
  /** Of any size. */
  film: PixelImage<Uint8Array>;
}

/** Draws where a model looked. */
export async function explainImages(
  model: LayersModel,
  contract: DataContract,
  images: readonly FilmToExplain[],
  layer?: string,
): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  for (let start = 0; start < images.length; start += BATCH_SIZE) {
    const films = images.slice(start, start + BATCH_SIZE);
    const batch = inputTensor(
      contract,
      films.map(({ input }) => input),
    );
    try {
      const result = await gradCam(model, batch, layer === undefined ? {} : { layer });
      for (const [i, { film }] of films.entries()) {
        const map = result.maps[i]!;
        const overlay = overlayHeatmap(film, map, { legend: true });
        explanations.push({
          png: await encodePng(overlay),
          map,
          empty: result.empty[i]!,
          layer: result.layer,
        });
      }
    } finally {
      batch.dispose();
    }
  }
  return explanations;
}

function inputTensor(
  { inputSize, channels, normalisation }: DataContract,
  images: readonly PixelImage[],
): ReturnType<typeof tensor4d> {
  const perImage = inputSize * inputSize * channels;
  const values = new Float32Array(images.length * perImage);
  images.forEach((image, i) => normaliseInto(values, i * perImage, image, normalisation, channels));
  return tensor4d(values, [images.length, inputSize, inputSize, channels]);
}

/**
 * Picks the films that a report explains: of each outcome (true and false positives, true and false
 * negatives) those that the model was surest of, as evenly as there are any.
 */
export function pickCases(
  predictions: readonly Prediction[],
  threshold: number,
  count: number,
): Prediction[] {
  const outcome = ({ label, probability }: Prediction): string =>
    `${label}${probability >= threshold ? '+' : '-'}`;
  const queues = ['1+', '0-', '0+', '1-'].map((name) =>
    predictions
      .filter((prediction) => prediction.label !== undefined && outcome(prediction) === name)
      .sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit) || (a.id < b.id ? -1 : 1)),
  );
  const picked = queues.map((): Prediction[] => []);
  for (let taken = 0; taken < count && queues.some((queue) => queue.length > 0);) {
    for (const [i, queue] of queues.entries()) {
      const next = taken < count ? queue.shift() : undefined;
      if (next === undefined) continue;
      picked[i]!.push(next);
      taken++;
    }
  }
  return picked.flat();
}
