export { useEngine } from './useEngine.ts';
export { engineNames } from './engineName.ts';
export type { EngineChoice, EngineSettings } from './useEngine.ts';
export type { EngineName } from './engineName.ts';
export type { EngineOptions } from './engineOptions.ts';
