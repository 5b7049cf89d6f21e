import type { OptionSpec } from '../../cli/command.ts';

/** What the help says of a key of the configuration. */
export type OptionWords = Pick<OptionSpec, 'description' | 'value' | 'bare'>;
