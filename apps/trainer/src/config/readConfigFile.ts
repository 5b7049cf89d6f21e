import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { PneumoError, systemCode } from '@pneumo/core';
import { parse as parseToml } from 'smol-toml';
import { checkConfigFile } from './checkConfigFile.ts';
import type { PartialConfig } from './trainConfig.ts';

/**
 * Reads a configuration file, JSON or TOML by its ending. The config.json of a run folder is one.
 *
 * @throws PneumoError `INVALID_CONFIG` naming the file and the place where it is not understood
 */
export async function readConfigFile(path: string): Promise<PartialConfig> {
  const extension = extname(path).toLowerCase();
  if (extension !== '.json' && extension !== '.toml') {
    throw new PneumoError(
      'INVALID_CONFIG',
      `--config is '${path}'; expected a file that ends in .json or .toml.`,
    );
  }
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = systemCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new PneumoError('INVALID_CONFIG', `The configuration file ${path} ${reason}.`, { cause: error });
  }
  let value: unknown;
  try {
    value = extension === '.json' ? JSON.parse(text) : parseToml(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new PneumoError(
      'INVALID_CONFIG',
      `${path} is not valid ${extension.slice(1).toUpperCase()}: ${reason}.`,
      {
        cause: error,
      },
    );
  }
  if (extension === '.json' && typeof value === 'object' && value !== null && 'schemaVersion' in value) {
    const { schemaVersion: _, config, ...rest } = value as Record<string, unknown>;
    if (config !== undefined && Object.keys(rest).length === 0) value = config;
  }
  return checkConfigFile(value, path);
}
