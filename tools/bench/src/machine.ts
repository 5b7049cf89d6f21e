import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What figures were measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Vector instructions that matter here, of those that the processor has. */
  readonly instructions: readonly string[];
  /** Whether goals of the wider row count. */
  readonly avx512: boolean;
  readonly memoryBytes: number;
  /** Processes that wanted a core in the last minute, before the measurement. */
  readonly load: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Describes this machine; packages of Python are added by the caller. */
export function describeMachine(python: Readonly<Record<string, string>> = {}): Machine {
  let flags: string[] = [];
  try {
    flags =
      /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  } catch {
    // Not Linux: the model says enough.
  }
  const instructions = ['avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'asimd'].filter((name) =>
    flags.includes(name),
  );
  const require = createRequire(import.meta.url);
  const version = (name: string): string => (require(`${name}/package.json`) as { version: string }).version;
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    instructions,
    avx512: flags.includes('avx512f'),
    memoryBytes: totalmem(),
    load: loadavg()[0]!,
    versions: {
      node: process.version.slice(1),
      tfjs: version('@tensorflow/tfjs-core'),
      ...Object.fromEntries(Object.entries(python).map(([name, value]) => [`python ${name}`, value])),
    },
  };
}

/** The machine in two lines. */
export function machineLines({
  processor,
  cores,
  instructions,
  avx512,
  memoryBytes,
  load,
  versions,
}: Machine): string {
  const width = avx512 ? 'AVX-512' : instructions.includes('avx2') ? 'AVX2 only' : 'neither AVX2 nor AVX-512';
  return [
    `${processor}, ${cores} cores, ${width} (${instructions.join(' ')}), ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, load ${load.toFixed(1)} before the start`,
    Object.entries(versions)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ].join('\n');
}
