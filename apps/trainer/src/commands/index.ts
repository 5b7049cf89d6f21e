import type { Command } from '../cli/command.ts';
import { audit } from './audit.ts';
import { cache } from './cache.ts';
import { compare } from './compare.ts';
import { doctor } from './doctor.ts';
import { ensemble } from './ensemble.ts';
import { evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { exportModel } from './export.ts';
import { findLr } from './findLr.ts';
import { leakage } from './leakage.ts';
import { predict } from './predict.ts';
import { preview } from './preview.ts';
import { shifts } from './shifts.ts';
import { repeat } from './repeat.ts';
import { split } from './split.ts';
import { train } from './train.ts';

/** Every command of `pneumo`, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  train,
  findLr,
  evaluate,
  compare,
  repeat,
  ensemble,
  predict,
  explain,
  shifts,
  audit,
  preview,
  split,
  leakage,
  exportModel,
  cache,
  doctor,
];
