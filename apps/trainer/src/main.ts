import { didYouMean, isAbort, isPneumoError } from '@pneumo/core';
import { type Context, processContext } from './cli/context.ts';
import { EXIT_CODES, exitCodeOf } from './cli/exitCodes.ts';
import { commandHelp, overview } from './cli/help.ts';
import { parseArguments } from './cli/parseArguments.ts';
import { COMMANDS } from './commands/index.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command of `pneumo` in this process.
 *
 * @param args - what was typed behind `pneumo`
 * @returns the exit code, as README and help list them
 */
export async function main(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT_CODES.interrupted);
    process.stderr.write('\nStopping after this step; press Ctrl-C again to stop at once.\n');
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A closed pipe (`pneumo ... | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_CODES.success);
    throw error;
  });
  try {
    return await dispatch(args, processContext(interrupt.signal));
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/** Finds the command, runs it, and turns every error into a line and an exit code. */
export async function dispatch(args: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
      context.print(overview(COMMANDS, VERSION));
      return EXIT_CODES.success;
    }
    if (name === '--version' || name === '-v') {
      context.print(VERSION);
      return EXIT_CODES.success;
    }
    const wanted = name === 'help' ? rest[0]! : name;
    const command = COMMANDS.find((entry) => entry.name === wanted);
    if (command === undefined) {
      const names = COMMANDS.map((entry) => entry.name);
      context.note(
        `pneumo: '${wanted}' is not a command.${didYouMean(wanted, names)} Commands: ${names.join(', ')}.`,
      );
      return EXIT_CODES.usage;
    }
    if (name === 'help' || rest.includes('--help') || rest.includes('-h')) {
      context.print(commandHelp(command));
      return EXIT_CODES.success;
    }
    return await command.run(context, parseArguments(command, rest));
  } catch (error) {
    if (isAbort(error, context.signal)) {
      context.note(`pneumo ${name}: stopped by Ctrl-C before it was done.`);
      return EXIT_CODES.interrupted;
    }
    context.note(describeError(error, name ?? '', context.env.PNEUMO_DEBUG !== undefined));
    return exitCodeOf(error);
  }
}

function describeError(error: unknown, command: string, debug: boolean): string {
  if (isPneumoError(error)) {
    return `pneumo ${command}: ${error.message}${debug && error.stack !== undefined ? `\n${error.stack}` : ''}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return debug && error instanceof Error
    ? `pneumo ${command}: ${error.stack}`
    : `pneumo ${command}: unexpected failure: ${message} Set PNEUMO_DEBUG=1 to see where it comes from.`;
}
