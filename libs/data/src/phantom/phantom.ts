import type { PixelImage } from '@pneumo/core';
import type { PixelSource } from '../pixelSource.ts';
import type { Sample } from '../sample.ts';

/** What {@link generatePhantom} takes. */
export interface PhantomOptions {
  /** Everything is drawn from it: a whole number of at least 0. */
  seed: number;
  /** Number of children, at least 10. Default: 300, which gives about 640 films. */
  patients?: number;
  /** Width and height of the films, from 32 to 1,024. Default: 64. */
  size?: number;
  /** Share of children with pneumonia, from 0.1 to 0.9. Default: 0.6. */
  pneumoniaFraction?: number;
  /** Share of children whose films are given as the test set, from 0 to 0.5. Default: 0.2. */
  testFraction?: number;
}

/** What is true of one film, for checking what a program finds on it. */
export interface PhantomFacts {
  /** Turn of the chest on the film, in degrees, counter-clockwise as seen. */
  rotation: number;
  /** Magnification of the chest. */
  scale: number;
  /** Middle of the chest as fractions of width and height. */
  centre: readonly [x: number, y: number];
  /** 0 in full inspiration, 1 in expiration. */
  expiration: number;
  /** Side marker and its box as fractions of width and height, if there is one. */
  marker: PhantomMarker | undefined;
  /** Widths of the borders as fractions of width or height: left, top, right, bottom. */
  border: readonly [left: number, top: number, right: number, bottom: number];
  /** Strengths of the opacities, from 0 (none) to 1 (all air gone). */
  lesions: readonly number[];
}

/** The letter of lead on a film and where it lies. */
export interface PhantomMarker {
  /** The letter. */
  letter: 'L' | 'R';
  /** Left edge as a fraction of the width. */
  x: number;
  /** Upper edge as a fraction of the height. */
  y: number;
  /** Width as a fraction of the film's width. */
  width: number;
  /** Height as a fraction of the film's height. */
  height: number;
}

/** Synthetic frontal chest films of children, with true masks. Made by {@link generatePhantom}. */
export interface Phantom extends PixelSource {
  /** Every film, in the order of patients and films. */
  readonly samples: readonly Sample[];
  /**
   * A film, grey of 8 bits. Callers do not write into it.
   *
   * @param id - the sample's id
   * @returns the film
   * @throws PneumoError `UNKNOWN_SAMPLE`
   */
  get(id: string): PixelImage<Uint8Array>;
  /**
   * The lungs that are seen free of heart, mediastinum and diaphragm.
   *
   * @param id - the sample's id
   * @returns 255 in the lungs, 0 elsewhere
   * @throws PneumoError `UNKNOWN_SAMPLE`
   */
  lungMask(id: string): PixelImage<Uint8Array>;
  /**
   * The opacities; empty if and only if the film is NORMAL. Always within {@link Phantom.lungMask}.
   *
   * @param id - the sample's id
   * @returns 255 in opacities, 0 elsewhere
   * @throws PneumoError `UNKNOWN_SAMPLE`
   */
  lesionMask(id: string): PixelImage<Uint8Array>;
  /**
   * The same film of the same child as if it were well, grain for grain: what a saliency map should
   * not look at, and the counterfactual of the label.
   *
   * @param id - the sample's id
   * @returns the film; for a NORMAL one equal to the film itself
   * @throws PneumoError `UNKNOWN_SAMPLE`
   */
  healthyTwin(id: string): PixelImage<Uint8Array>;
  /**
   * What is true of the film.
   *
   * @param id - the sample's id
   * @returns position, marker, border, opacities
   * @throws PneumoError `UNKNOWN_SAMPLE`
   */
  facts(id: string): PhantomFacts;
}
