import type { BestEpoch } from './checkpoint/checkpoint.ts';
import type { HistoryRow } from './history.ts';

/** How a training ended. */
export type FitOutcome = 'completed' | 'early-stopped' | 'aborted';

/** Sent once, before the first step. */
export interface FitStartEvent {
  /** Which event. */
  readonly type: 'fit-start';
  /** Epochs to train. */
  readonly epochs: number;
  /** Batches of one epoch. */
  readonly batchesPerEpoch: number;
  /** Number of trainable values. */
  readonly parameters: number;
  /** Rows of the epochs completed before a resume; write a history file anew from them. */
  readonly history: readonly HistoryRow[];
  /** Where a resumed training goes on; null for a new one. */
  readonly resumed: {
    /** Epochs completed. */
    readonly epoch: number;
    /** Batches completed of the next epoch. */
    readonly batch: number;
    /** Steps completed. */
    readonly step: number;
    /** Why the result cannot have the very bits of an uninterrupted training; empty when it has. */
    readonly inexact: readonly string[];
  } | null;
}

/** Sent before the first step of an epoch from which more weights learn. */
export interface UnfreezeEvent {
  /** Which event. */
  readonly type: 'unfreeze';
  /** The epoch, from 1. */
  readonly epoch: number;
  /** Names of the weights that join. */
  readonly weights: readonly string[];
  /** Number of values that learn from now on. */
  readonly parameters: number;
}

/** Sent after each step. */
export interface StepEvent {
  /** Which event. */
  readonly type: 'step';
  /** The epoch, from 1. */
  readonly epoch: number;
  /** The batch in its epoch, from 1. */
  readonly batch: number;
  /** Steps completed since the start. */
  readonly step: number;
  /** Mean loss of the batch. */
  readonly loss: number;
  /** The gradients' global norm, before clipping. */
  readonly gradientNorm: number;
  /** Rate of the step. */
  readonly learningRate: number;
  /** Images of the batch. */
  readonly images: number;
  /** Seconds from the end of the step before, waiting for the batch included; only with a clock. */
  readonly seconds?: number;
}

/** Sent after each epoch and its validation. */
export interface EpochEndEvent {
  /** Which event. */
  readonly type: 'epoch-end';
  /** The epoch's figures. */
  readonly row: HistoryRow;
  /** Whether it is the best so far. */
  readonly best: boolean;
}

/** Sent after a checkpoint has been saved. */
export interface CheckpointEvent {
  /** Which event. */
  readonly type: 'checkpoint';
  /** `last` or `best`. */
  readonly name: string;
  /** Epochs completed. */
  readonly epoch: number;
  /** Batches completed of the next epoch. */
  readonly batch: number;
  /** Steps completed. */
  readonly step: number;
}

/** Sent when early stopping ends the training. */
export interface EarlyStopEvent {
  /** Which event. */
  readonly type: 'early-stop';
  /** The last epoch, from 1. */
  readonly epoch: number;
  /** The monitored column. */
  readonly monitor: string;
  /** Its best value. */
  readonly best: number;
  /** Epochs without improvement. */
  readonly wait: number;
}

/** Sent once, at the end, unless an error is thrown. */
export interface FitEndEvent {
  /** Which event. */
  readonly type: 'fit-end';
  /** How it ended. */
  readonly stopped: FitOutcome;
  /** The best epoch; null before the first has ended. */
  readonly best: BestEpoch | null;
}

/** Everything that `fit` tells; switch on `type`. */
export type FitEvent =
  FitStartEvent | UnfreezeEvent | StepEvent | EpochEndEvent | CheckpointEvent | EarlyStopEvent | FitEndEvent;
