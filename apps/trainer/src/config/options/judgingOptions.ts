import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: how it is judged and explained. */
export const JUDGING_OPTIONS = {
  threshold: {
    value: 'RULE',
    description:
      "How the decision threshold is chosen on validation images: 'youden', 'sensitivity:0.95' (the highest that reaches it) or a number.",
  },
  calibration: {
    value: 'NAME',
    description:
      "How logits become probabilities that frequencies bear out, fitted on validation images and saved with the model: 'none' (the sigmoid), 'temperature', 'platt', 'beta', or 'isotonic' (a thousand images and more). The threshold is chosen on these probabilities.",
  },
  testTimeAugmentation: {
    value: 'none|flip',
    description:
      "'flip' asks the trained model about each film and its mirror image and takes the mean of the two logits, wherever it predicts from then on; the threshold is chosen so. Validation during training stays plain.",
  },
  resamples: {
    value: 'N',
    description: 'Bootstrap resamples (of patients) behind the 95 % intervals.',
  },
  overlays: {
    value: 'N',
    description: 'Films of the test set to explain with Grad-CAM in the report.',
  },
  evaluateTest: {
    description:
      'Judge the test images when training is done. --no-evaluate-test while you are still choosing settings.',
  },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;
