import type { EngineOptions } from './engineOptions.ts';

/** What a driver needs to start its engine. */
export interface StartOptions extends EngineOptions {
  /** Loads a package by its name. */
  readonly load: (specifier: string) => Promise<unknown>;
}

/** What a driver has made ready; the backend is registered, not yet chosen. */
export interface ReadyEngine {
  /** Name of the TensorFlow.js backend. */
  readonly backend: string;
  /** What computes, in a few words: package, version, threads. */
  readonly description: string;
}

/** One engine: what to install for it, and how to make it ready. */
export interface EngineDriver {
  /** Packages of which one must be installed, the preferred one first. */
  readonly packages: readonly string[];
  /** The line that installs it. */
  readonly install: string;
  /** What it cannot do, for the line that says what was chosen. */
  readonly limit?: string;
  /** Loads the package and registers its backend. */
  start(options: StartOptions): Promise<ReadyEngine>;
}
