import type { BinaryLabel, ChosenThreshold, Evaluation, ReliabilityBin } from '@pneumo/metrics';

/** A name and its value as a row of a two-column table; both are shown as plain text. */
export interface Fact {
  /** What it is, such as `Optimiser`. */
  readonly name: string;
  /** Its value in words, such as `Adam, learning rate 0.001`. */
  readonly value: string;
}

/** How many images of each class one part of the data holds. */
export interface PartCounts {
  /** `train`, `val` or `test`; other names are shown as they are. */
  readonly part: string;
  /** Images with the label NORMAL. */
  readonly normal: number;
  /** Images with the label PNEUMONIA. */
  readonly pneumonia: number;
  /** Different patients. */
  readonly patients: number;
  /** Images by subtype (`bacteria`, `virus`), where it is known. */
  readonly subtypes?: Readonly<Record<string, number>>;
}

/** An image that was not used, and why. */
export interface LeftOutImage {
  /** The sample's id or the file's name. */
  readonly id: string;
  /** Its patient, where known. */
  readonly patient?: string;
  /** Why, in words: `its patient stands in the test set`, `cannot be decoded: …`. */
  readonly reason: string;
}

/** How the data was divided. */
export interface SplitFacts {
  /** Its name, such as `patient` or `study`. */
  readonly name: string;
  /** One sentence on how it was made. */
  readonly description: string;
  /** The seed it was drawn with. */
  readonly seed?: number;
  /**
   * Patients with images in more than one part. Anything over 0, as in the
   * study's image-wise split, is shown as a red warning: validation figures are then too good.
   */
  readonly sharedPatients: number;
  /** Pictures that stand in several parts under different names; shown as a red warning too. 0 where it was not looked at. */
  readonly sharedDuplicates?: number;
}

/** What the model was trained and judged on. */
export interface DataFacts {
  /** The data set's name, such as `Chest X-Ray Pneumonia (Kermany 2018)` or `Generated phantom`. */
  readonly name: string;
  /** true for generated images; the report then says that figures hold for no patient. */
  readonly synthetic: boolean;
  /** Counts of each part, in the order train, val, test. */
  readonly parts: readonly PartCounts[];
  /** How the data was divided. */
  readonly split: SplitFacts;
  /** Images that stand in no part; the first 20 are named, all are counted. */
  readonly leftOut: readonly LeftOutImage[];
  /** Further facts: patient rule, image size, normalisation, class weights, manifest hash. */
  readonly facts?: readonly Fact[];
}

/** What was trained. */
export interface ModelFacts {
  /** The architecture's name, such as `cnn`. */
  readonly name: string;
  /** One sentence on it. */
  readonly description?: string;
  /** Further facts: input size, channels, parameters, blocks. */
  readonly facts: readonly Fact[];
}

/** The figures of one epoch; a row of history.jsonl fits. Figures that are missing leave a gap. */
export interface HistoryPoint {
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Mean training loss. */
  readonly trainLoss: number;
  /** Mean validation loss. */
  readonly valLoss?: number | undefined;
  /** AUROC on the validation part, 0 to 1. */
  readonly valAuroc?: number | undefined;
  /** Learning rate at the end of the epoch. */
  readonly learningRate: number;
  /** Seconds of training. */
  readonly seconds?: number | undefined;
  /** Those of these seconds in which the training waited for batches. */
  readonly dataSeconds?: number | undefined;
  /** Training images a second. */
  readonly imagesPerSecond?: number | undefined;
  /** Bytes of memory that the process held at most until the epoch had ended. */
  readonly peakMemory?: number | undefined;
}

/** How the training went. */
export interface TrainingFacts {
  /** The recipe's name, where one was used. */
  readonly recipe?: string;
  /** Settings: loss, optimiser, schedule, batch size, epochs, augmentation, early stopping, seed. */
  readonly facts: readonly Fact[];
  /** One point for each epoch, in order. */
  readonly history: readonly HistoryPoint[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch?: number;
  /** Why it ended, in words: `all 6 epochs done`, `no better validation AUROC for 5 epochs`. */
  readonly ended?: string;
}

/** The judgement of one part of the data. */
export interface PartResults {
  /** Figures at the locked threshold, from `evaluatePredictions` of @pneumo/metrics. */
  readonly atThreshold: Evaluation;
  /** Figures at 0.5, where wanted; left out where the locked threshold is 0.5. */
  readonly atHalf?: Evaluation;
  /** The predictions, for curve and histogram; unlabelled ones are passed over. A `Prediction` fits. */
  readonly predictions: readonly {
    /** 1 PNEUMONIA, 0 NORMAL. */
    readonly label?: BinaryLabel;
    /** The probability of PNEUMONIA, 0 to 1. */
    readonly probability: number;
  }[];
}

/** How far probabilities can be trusted. */
export interface ProbabilityQuality {
  /** Mean squared distance of probability and label; null where there is nothing. */
  readonly brierScore: number | null;
  /** Cross-entropy. */
  readonly logLoss: number | null;
  /** Expected calibration error. */
  readonly calibrationError: number | null;
  /** What was said and what was, from `reliabilityBins` of @pneumo/metrics. */
  readonly bins: readonly ReliabilityBin[];
}

/** What a calibration changed on one part of the data. */
export interface CalibratedPart {
  /** `val` or `test`. */
  readonly part: string;
  /** Its images. */
  readonly n: number;
  /** The sigmoid's probabilities. */
  readonly before: ProbabilityQuality;
  /** The calibrated ones. */
  readonly after: ProbabilityQuality;
}

/** How logits became probabilities, where that was fitted. */
export interface CalibrationFacts {
  /** Its name, such as `platt`. */
  readonly method: string;
  /** The part that it was fitted on. */
  readonly fittedOn: string;
  /** What it changed. */
  readonly parts: readonly CalibratedPart[];
}

/** A picture that lies inside the report. */
export interface EmbeddedImage {
  /** A data URI of base64: `data:image/png;base64,…`, also jpeg, webp or gif. Nothing else is accepted. */
  readonly src: string;
  /** The sample's id, shown under it. */
  readonly id: string;
}

/** A heat map over an image, and what the model said. */
export interface ExplainedImage extends EmbeddedImage {
  /** The truth, where known. */
  readonly label?: BinaryLabel;
  /** The probability of PNEUMONIA that the model gave, 0 to 1. */
  readonly probability: number;
  /** A further line, such as `virus` or `empty map: no evidence for pneumonia in this layer`. */
  readonly caption?: string;
  /** Share of the map's weight that lies within the lungs, 0 to 1, where a lung mask is known. */
  readonly lungFraction?: number;
}

/** Heat maps of single cases. */
export interface ExplanationFacts {
  /** The method, such as `Grad-CAM`. */
  readonly method: string;
  /** The layer it looked at. */
  readonly layer: string;
  /** The part of the data the cases come from. */
  readonly part: string;
  /** How the cases were chosen, in words. */
  readonly selection?: string;
  /** The cases; the report sorts them into right and wrong ones by the locked threshold. */
  readonly images: readonly ExplainedImage[];
}

/** How to repeat the run. */
export interface RepeatFacts {
  /** The command line. */
  readonly command: string;
  /** Further lines that belong in front of it, such as the install line. */
  readonly before?: readonly string[];
  /** A sentence on what else is needed: the run folder, the data, the commit. */
  readonly note?: string;
}

/**
 * Everything that a run report shows: plain JSON that a program fills from a run folder. All text is
 * escaped; ids and file names may hold anything.
 */
export interface RunReportData {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** The report's title, such as `Study CNN on the generated phantom`. */
  readonly title: string;
  /** When the run ended, as it shall be shown, such as `2026-03-01 14:05 UTC`. */
  readonly date?: string;
  /** The program and version that made the run, such as `pneumo 0.1.0`. */
  readonly generator?: string;
  /** What it was trained and judged on. */
  readonly data: DataFacts;
  /** What was trained. */
  readonly model: ModelFacts;
  /** How the training went; absent where a model from elsewhere is judged. */
  readonly training?: TrainingFacts;
  /** The locked threshold and where it came from. */
  readonly threshold: ChosenThreshold;
  /** The judgement on validation data, on which the threshold and the weights were chosen. */
  readonly validation?: PartResults;
  /** The judgement on test data, which nothing was chosen on. */
  readonly test?: PartResults;
  /** How logits became probabilities; absent where that was the sigmoid. */
  readonly calibration?: CalibrationFacts;
  /** true where the study's data set was used: its published figures then stand beside ours. */
  readonly publishedComparison: boolean;
  /** Heat maps of single cases. */
  readonly explanations?: ExplanationFacts;
  /** How to repeat the run. */
  readonly repeat?: RepeatFacts;
  /** Versions, engine, machine, seeds, commit. */
  readonly environment: readonly Fact[];
  /** What the reader must know, one sentence each; shown at the top. */
  readonly warnings: readonly string[];
}
