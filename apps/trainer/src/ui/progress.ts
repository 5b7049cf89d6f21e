import type { Context } from '../cli/context.ts';
import { formatDuration } from './format.ts';

/** How often a line is written where there is no terminal to redraw. */
const PLAIN_INTERVAL_MS = 10_000;
const TERMINAL_INTERVAL_MS = 100;

/** One line of progress: redrawn in a terminal, a line every ten seconds elsewhere. */
export interface Progress {
  /** Shows the state: how much of `total` is done, and a word about it. */
  update(done: number, total: number, detail?: string): void;
  /** Clears the line and leaves a closing line, if one is given. */
  end(line?: string): void;
}

/** Starts a line of progress with a label such as `reading images`. */
export function startProgress(context: Context, label: string): Progress {
  const stream = context.progressStream;
  const started = context.now();
  let last = started - TERMINAL_INTERVAL_MS;
  let lastPlain = started;
  return {
    update(done, total, detail = '') {
      const now = context.now();
      const share = total > 0 ? done / total : 1;
      const left =
        done > 0 && done < total ? `, ${formatDuration(((now - started) / share) * (1 - share))} left` : '';
      const text = `${label} ${done}/${total} (${Math.floor(share * 100)} %)${detail === '' ? '' : `, ${detail}`}${left}`;
      if (stream.isTTY === true) {
        if (now - last < TERMINAL_INTERVAL_MS && done < total) return;
        last = now;
        stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      } else if (now - lastPlain >= PLAIN_INTERVAL_MS) {
        lastPlain = now;
        stream.write(`${text}\n`);
      }
    },
    end(line) {
      if (stream.isTTY === true) stream.write('\r\x1b[2K');
      if (line !== undefined) stream.write(`${line}\n`);
    },
  };
}
