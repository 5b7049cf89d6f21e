import type { TrainConfig } from '../trainConfig.ts';
import type { OptionWords } from './optionWords.ts';

/** Options of `pneumo train`: where the films come from and how they are divided and varied. */
export const DATA_OPTIONS = {
  data: {
    value: 'PATH',
    description:
      "Folder with {train,val,test}/{NORMAL,PNEUMONIA} or {NORMAL,PNEUMONIA}, a .zip of one, a table (.csv, .jsonl), a MedMNIST .npz, or 'phantom' for generated films. Images may be DICOM files.",
  },
  patientRule: {
    value: 'RULE',
    description:
      "How a file name tells the patient: 'person-type' (person100_bacteria), 'number' (the number alone, the cautious reading), 'regexp:PATTERN' (its first group) or 'csv:FILE:COLUMN'.",
  },
  table: {
    value: 'LAYOUT',
    description:
      "Columns of a table: 'auto' (file, label, patient, split), a public set (nih, rsna, chexpert, vindr), or 'file=NAME,label=NAME,patient=NAME,split=NAME' and, for columns that a hold-out or subgroups need, ',keep=NAME'.",
  },
  badFiles: {
    value: 'stop|skip',
    description: 'What to do about files that are no readable image.',
  },
  split: {
    value: 'patient|study|given|FILE',
    description:
      "'patient': no patient on both sides. 'study': 80:20 by image, as the published study did; films of one child then stand on both sides. 'given': the parts of the data set as they are, checked. A file of 'pneumo split' is taken as it is, and checked.",
  },
  allowLeaks: {
    description:
      'Train although a split file has a patient or the same picture in several parts; the report then says so in red.',
  },
  validationFraction: {
    value: 'SHARE',
    description: 'Share of the training images that validate.',
  },
  phantomPatients: {
    value: 'N',
    description: 'Number of generated patients, when the data are the phantom.',
  },
  imageSize: {
    value: 'PIXELS',
    description: 'Width and height that every image is resized to.',
  },
  imageDepth: {
    value: '8|16',
    description:
      "Bits of the grey values until they become a network's input; 16 keeps what DICOM files and 16-bit pictures hold, at twice the bytes and slower augmentation. 'pneumo predict' and 'pneumo explain' read single files at 8.",
  },
  augment: {
    value: 'NAME|FILE',
    description:
      "Variation of the training images: 'study' (flip, rotation, shift, brightness, contrast), 'strong' (crops, more of each), 'robust' (that, with gamma and more noise and blur, for films from elsewhere), 'chest' (no flip, no crop), 'rand-augment', 'trivial-augment', 'aug-mix', 'none', or a JSON file with a policy of your own, which config.json then holds. 'pneumo preview' shows them.",
  },
  mixup: {
    value: 'ALPHA',
    description:
      'Blends each training image with another one of its batch, labels too; a share from Beta(ALPHA, ALPHA), often 0.2; 0 for not at all.',
  },
  cutmix: {
    value: 'ALPHA',
    description: 'Pastes a rectangle of another image of the batch instead; often 1; 0 for not at all.',
  },
  masks: {
    value: 'none|FOLDER',
    description:
      'Folder with lung masks under the same paths as the images: moved with them in training, and the report says how much of the heat lies inside.',
  },
  sampling: {
    value: 'RULE',
    description:
      "Training images of an epoch: 'shuffled' (each once), or drawn with replacement: 'balanced' (both classes equally often; class weights then have nothing left to balance), 'patients' (each equally often), 'column:NAME' (its values equally often) or 'weights:NAME' (a column of numbers).",
  },
  lastBatch: {
    value: 'keep|drop|pad',
    description:
      'A last batch of an epoch that is not full: kept, dropped, or filled with the first images. The only one is kept.',
  },
  dataSeed: {
    value: 'seed|N',
    description:
      "What draws the split and the generated films: the run's own seed, or a number, which several runs can share. With --seeds all runs share the first seed's data unless this says otherwise.",
  },
} satisfies Partial<Record<keyof TrainConfig, OptionWords>>;
