/** Figures of one model as the study published them, on the official test set of 624 images. */
export interface PublishedModel {
  /** The study's name of the model. */
  readonly name: string;
  /** Accuracy, 0 to 1. */
  readonly accuracy: number;
  /** AUROC, 0 to 1. */
  readonly auroc: number;
  /** Recall of NORMAL, that is specificity, 0 to 1. */
  readonly specificity: number;
}

/**
 * What the study reports for its two models: without intervals, models chosen under an image-wise
 * split of the training data.
 */
export const publishedFigures: readonly PublishedModel[] = [
  { name: 'CNN', accuracy: 0.78, auroc: 0.948, specificity: 0.419 },
  { name: 'ResNet50', accuracy: 0.829, auroc: 0.96, specificity: 0.556 },
];
