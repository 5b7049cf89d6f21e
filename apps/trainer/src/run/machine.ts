import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { VERSION } from '../version.ts';

/** The machine as reports and `pneumo doctor` describe it. */
export interface Machine {
  /** Processor model. */
  processor: string;
  /** Cores that this process may use. */
  cores: number;
  /** Instruction sets that decide about speed, where they can be told. */
  instructionSets: string[];
  /** Bytes of memory. */
  memory: number;
  /** Operating system and architecture. */
  system: string;
}

/** What this machine is. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    instructionSets: instructionSets(),
    memory: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** A machine's processor in a line. */
export function describeProcessor({ processor, cores, instructionSets: sets }: Machine): string {
  return `${processor}, ${cores} cores${sets.length > 0 ? ` (${sets.join(', ')})` : ''}`;
}

function instructionSets(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
    return ['avx2', 'fma', 'avx512f', 'avx512_vnni', 'amx_tile'].filter((name) => flags.includes(name));
  } catch {
    return [];
  }
}

const VERSIONED = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', 'onnxruntime-node', 'sharp'] as const;

/** Versions of pneumo, Node and the packages that the figures depend on. */
export function describeVersions(): Record<string, string> {
  const versions: Record<string, string> = { pneumo: VERSION, node: process.version.slice(1) };
  for (const name of VERSIONED) versions[name] = packageVersion(name) ?? 'not installed';
  return versions;
}

function packageVersion(name: string): string | undefined {
  for (const base of [import.meta.url, resolveUrl('@pneumo/tfjs-backend-onnx/node')]) {
    if (base === undefined) continue;
    for (const folder of createRequire(base).resolve.paths(name) ?? []) {
      try {
        return (JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')) as { version: string })
          .version;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

function resolveUrl(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}

/** The commit of the git checkout that pneumo runs from, with `-dirty` when it was changed. */
export function gitCommit(): string | undefined {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: new URL('.', import.meta.url),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return (
      git('rev-parse', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '-dirty')
    );
  } catch {
    return undefined;
  }
}
