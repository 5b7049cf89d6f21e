import { bytes, double, message, text, varint } from './protobuf.ts';
import type { HyperParameter, HyperParametersValue, RunEndValue } from './tensorBoardEvent.ts';

/** DataType of tensorboard/plugins/hparams/api.proto. */
const TYPES = { string: 1, boolean: 2, number: 3 } as const;
/** Status of the same. */
const STATUS = { success: 1, failure: 2 } as const;

/**
 * The values of a summary that tell the plugin `hparams` with what a run began (HParamsPluginData in
 * tensorboard/plugins/hparams/plugin_data.proto): which parameters and metrics there are, and this run's values.
 */
export function hyperParameterFields({ values, metrics }: HyperParametersValue): Uint8Array[] {
  const entries = Object.entries(values);
  const experiment = message(
    entries.map(([name, value]) => bytes(4, message(text(1, name), varint(4, typeOf(value))))),
    metrics.map((tag) => bytes(5, message(bytes(1, message(text(2, tag)))))),
  );
  const start = message(
    entries.map(([name, value]) => bytes(1, message(text(1, name), bytes(2, valueOf(value))))),
  );
  return [
    summaryValue('_hparams_/experiment', bytes(2, experiment)),
    summaryValue('_hparams_/session_start_info', bytes(3, start)),
  ];
}

/** The value of a summary that tells the plugin how a run ended. */
export function runEndFields({ status }: RunEndValue): Uint8Array {
  return summaryValue('_hparams_/session_end_info', bytes(4, message(varint(1, STATUS[status]))));
}

function summaryValue(tag: string, content: Uint8Array): Uint8Array {
  return message(text(1, tag), bytes(9, message(bytes(1, message(text(1, 'hparams'), bytes(2, content))))));
}

function typeOf(value: HyperParameter): number {
  return TYPES[typeof value as keyof typeof TYPES];
}

/** google.protobuf.Value */
function valueOf(value: HyperParameter): Uint8Array {
  if (typeof value === 'number') return double(2, value);
  return typeof value === 'boolean' ? varint(4, value ? 1 : 0) : text(3, value);
}
