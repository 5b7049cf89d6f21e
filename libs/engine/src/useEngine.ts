import { checkInteger, didYouMean, isPneumoError, PneumoError } from '@pneumo/core';
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import { cpu } from './drivers/cpu.ts';
import { onnxDriver } from './drivers/onnx.ts';
import { tensorflow } from './drivers/tensorflow.ts';
import { wasm } from './drivers/wasm.ts';
import { webgpu } from './drivers/webgpu.ts';
import type { EngineDriver } from './engineDriver.ts';
import { type EngineName, engineNames } from './engineName.ts';
import type { EngineOptions } from './engineOptions.ts';
import { isMissing } from './isMissing.ts';

const drivers: Record<EngineName, EngineDriver> = {
  onnx: onnxDriver('cpu'),
  tensorflow,
  webgpu,
  wasm,
  cpu,
  'onnx:cuda': onnxDriver('cuda'),
  'onnx:webgpu': onnxDriver('webgpu'),
  'onnx:coreml': onnxDriver('coreml'),
  'onnx:directml': onnxDriver('directml'),
};

/** What a later run needs to repeat the last bits of this one; plain JSON. Hand it back as options. */
export interface EngineSettings {
  /** Threads within an operation, where the engine says so. */
  readonly threads?: number;
  /** Lowering plan, where the engine has one. */
  readonly plan?: unknown;
}

/** The engine that computes from now on. */
export interface EngineChoice {
  /** Its name. */
  readonly name: EngineName;
  /** The TensorFlow.js backend that is active. */
  readonly backend: string;
  /** One line for people: what was chosen and why. */
  readonly reason: string;
  /** What a later run needs to repeat the last bits: threads and lowering plan, where the engine has them. */
  record(): EngineSettings;
}

/**
 * Chooses the TensorFlow.js backend that computes, loads it and makes it the active one.
 *
 * `auto` takes the first that starts of: `onnx` (fastest on a processor, comes with npm), `tensorflow`
 * (tfjs-node-gpu or tfjs-node, where you have installed one), `webgpu` (in browsers), `wasm` (only when
 * `training` is false) and `cpu`. `onnx:cuda`, `onnx:webgpu`, `onnx:coreml` and `onnx:directml` are ONNX Runtime
 * with another provider, taken only by name: one that cannot start is an error, never the processor instead.
 *
 * @param choice - `auto`, or an engine by name, which then starts or fails
 * @param options - threads, a plan to repeat, how packages are loaded
 * @returns what was chosen, and why in one line
 * @throws PneumoError `UNKNOWN_ENGINE` with the nearest name; `ENGINE_NOT_INSTALLED` with the install line;
 *   `ENGINE_CANNOT_START` with the reason; errors of the engine itself, such as `ONNX_RUNTIME_MISSING` and
 *   `PROVIDER_UNAVAILABLE`;
 *   `INVALID_PLAN` for a plan that the engine does not understand, also with `auto`
 *
 * @example
 * ```ts
 * const engine = await useEngine('cpu');
 * engine.backend; // 'cpu'
 * tf.getBackend(); // 'cpu'
 * ```
 */
export async function useEngine(
  choice: 'auto' | EngineName,
  options: EngineOptions = {},
): Promise<EngineChoice> {
  if (!engineNames.includes(choice)) {
    throw new PneumoError(
      'UNKNOWN_ENGINE',
      `The engine is '${String(choice)}'; expected one of ${engineNames.map((name) => `'${name}'`).join(', ')}.${didYouMean(String(choice), engineNames)}`,
    );
  }
  if (options.threads !== undefined) checkInteger('threads', options.threads, { min: 1 });
  if (choice !== 'auto') return start(choice, options, 'as asked');
  const passedOver: string[] = [];
  for (const name of engineNames) {
    if (name === 'auto' || name.includes(':') || (name === 'wasm' && options.training !== false)) continue;
    try {
      return await start(name, options, why(passedOver));
    } catch (error) {
      // A wrong option or a plan of another version is no reason to compute a hundred times slower.
      if (!isPneumoError(error) || error.code.startsWith('INVALID_')) throw error;
      passedOver.push(
        `${name} ${error.code === 'ENGINE_NOT_INSTALLED' ? 'is not installed' : `cannot start: ${error.message}`}`,
      );
    }
  }
  throw new PneumoError(
    'ENGINE_NOT_INSTALLED',
    `No engine can be started: ${passedOver.join('; ')}. Install one with: ${drivers.onnx.install}`,
  );
}

function why(passedOver: readonly string[]): string {
  return passedOver.length === 0 ? 'the first choice, and it starts' : `since ${passedOver.join('; ')}`;
}

async function start(name: EngineName, options: EngineOptions, because: string): Promise<EngineChoice> {
  const driver = drivers[name];
  const load =
    options.load ?? ((specifier: string): Promise<unknown> => import(/* @vite-ignore */ specifier));
  const engine = await driver.start({ ...options, load }).catch((error: unknown) => {
    const absent = driver.packages.find((specifier) => isMissing(error, specifier));
    if (absent === undefined) throw asPneumoError(name, error);
    throw new PneumoError(
      'ENGINE_NOT_INSTALLED',
      `The engine '${name}' is not installed. Install it with: ${driver.install}`,
      {
        cause: error,
      },
    );
  });
  const started = await setBackend(engine.backend).catch((error: unknown) => {
    throw asPneumoError(name, error);
  });
  if (!started)
    throw new PneumoError(
      'ENGINE_CANNOT_START',
      `The engine '${name}' is installed, but its backend cannot start here.`,
    );
  await ready();
  await (backend() as { ready?: () => Promise<void> }).ready?.().catch((error: unknown) => {
    throw asPneumoError(name, error);
  });
  quiet();
  const { threads, ...rest } = recordOf();
  const details = [
    engine.description,
    ...(threads === undefined ? [] : [`${threads} thread${threads === 1 ? '' : 's'}`]),
  ];
  return {
    name,
    backend: engine.backend,
    reason: `${name} (${details.join(', ')}), ${because}${driver.limit === undefined ? '' : `; ${driver.limit}`}.`,
    record: () => ({ ...(threads !== undefined && { threads }), ...rest }),
  };
}

/** What the active backend says of how it computes; only `onnx` says anything. */
function recordOf(): EngineSettings {
  const plan = (backend() as { loweringPlan?: () => { threads: number } }).loweringPlan?.();
  return plan === undefined ? {} : { threads: plan.threads, plan };
}

/** The cpu backend prints an advertisement at its first operation in Node; whoever chose it has read this library's line. */
function quiet(): void {
  const active = backend() as { firstUse?: boolean };
  if (active.firstUse === true) active.firstUse = false;
}

function asPneumoError(name: string, error: unknown): PneumoError {
  if (isPneumoError(error)) return error;
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return new PneumoError('ENGINE_CANNOT_START', `The engine '${name}' cannot start: ${reason}`, {
    cause: error,
  });
}
