import type { FitEvent, HistoryRow } from '@pneumo/training';
import type { Context } from '../cli/context.ts';
import { RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { type Progress, startProgress } from './progress.ts';

/** Share of the last step in the running rate that the progress line shows. */
const RATE_SMOOTHING = 0.2;

/** Draws the events of a training and keeps the run's history.jsonl up to date. */
export function showTraining(context: Context, run: RunFolder): (event: FitEvent) => Promise<void> {
  let progress: Progress | undefined;
  let batchesPerEpoch = 0;
  let epochs = 0;
  let rate = 0;
  const rows: HistoryRow[] = [];
  const writeHistory = (): Promise<void> =>
    run.write(RUN_FILES.history, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return async (event) => {
    switch (event.type) {
      case 'fit-start':
        ({ batchesPerEpoch, epochs } = event);
        rows.push(...event.history);
        if (event.resumed !== null) {
          const { epoch, batch, inexact } = event.resumed;
          context.note(`Going on after epoch ${epoch}${batch > 0 ? ` and ${batch} batches` : ''}.`);
          for (const reason of inexact) context.note(`The result may differ in the last bits: ${reason}`);
        }
        await writeHistory();
        return;
      case 'unfreeze':
        context.note(
          `From epoch ${event.epoch} on ${event.weights.length} weights more learn: ${(event.parameters / 1e6).toFixed(2)} million parameters.`,
        );
        return;
      case 'step': {
        progress ??= startProgress(context, `epoch ${event.epoch}/${epochs}, batch`);
        if (event.seconds !== undefined && event.seconds > 0) {
          const now = event.images / event.seconds;
          rate = rate === 0 ? now : rate + RATE_SMOOTHING * (now - rate);
        }
        progress.update(
          event.batch,
          batchesPerEpoch,
          `loss ${event.loss.toFixed(3)}, ${rate.toFixed(1)} images/s`,
        );
        return;
      }
      case 'epoch-end':
        progress?.end();
        progress = undefined;
        rows.push(event.row);
        await writeHistory();
        context.note(describeRow(event.row, epochs, event.best));
        return;
      case 'early-stop':
        context.note(
          `No better ${event.monitor} for ${event.wait} epochs; the best was ${event.best.toFixed(4)}. Training ends.`,
        );
        return;
      default:
        if (event.type === 'fit-end') progress?.end();
    }
  };
}

function describeRow(row: HistoryRow, epochs: number, best: boolean): string {
  const figures = [
    `epoch ${row.epoch}/${epochs}`,
    `loss ${row.trainLoss.toFixed(4)}`,
    `val loss ${row.valLoss?.toFixed(4) ?? '-'}`,
    `val AUROC ${row.valAuroc?.toFixed(4) ?? '-'}`,
    ...(row.valShiftAuroc === undefined
      ? []
      : [`under shifts ${row.valShiftAuroc.toFixed(4)}, lowest ${row.valShiftFloor?.toFixed(4)}`]),
    ...(row.imagesPerSecond === undefined ? [] : [`${row.imagesPerSecond.toFixed(1)} images/s`]),
    ...(row.seconds === undefined ? [] : [`${row.seconds.toFixed(1)} s`]),
    ...waiting(row),
    ...(best ? ['best so far'] : []),
  ];
  return figures.join(', ');
}

/** How much of the time the engine stood still for want of images, where it is worth a word. */
function waiting({ seconds, dataSeconds }: HistoryRow): string[] {
  if (!seconds || dataSeconds === undefined || dataSeconds < 0.02 * seconds) return [];
  return [`${((100 * dataSeconds) / seconds).toFixed(0)} % of it waiting for images (--workers)`];
}
