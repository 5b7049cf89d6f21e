import type { OperationChance } from '../augmentPolicy.ts';
import { equaliseTiles } from '../pixels/equaliseTiles.ts';
import type { IntensityDefinition } from './operationDefinition.ts';

/** Contrast-limited adaptive histogram equalisation with a limit drawn uniformly from 1 to `clipLimit`. */
export interface ClaheOperation extends OperationChance {
  /** Names the operation. */
  type: 'clahe';
  /** Largest limit, from 1 to 40: how many times its even share a grey value may count within a tile. */
  clipLimit: number;
  /** Tiles along each side, from 1 to 16. */
  tiles: number;
}

/** A limit was drawn. */
export interface DrawnClahe {
  /** Names the operation. */
  type: 'clahe';
  /** From 1, nearly no change, to 40. */
  clipLimit: number;
  /** Tiles along each side. */
  tiles: number;
}

/** CLAHE (Zuiderveld 1994) on 256 levels, of each channel by itself: OpenCV's createCLAHE. */
export const clahe: IntensityDefinition<'clahe'> = {
  kind: 'intensity',
  policyFields: { clipLimit: [1, 40], tiles: { integer: [1, 16] } },
  recordFields: { clipLimit: [1, 40], tiles: { integer: [1, 16] } },
  draw: ({ clipLimit, tiles }, stream) => ({ type: 'clahe', clipLimit: stream.uniform(1, clipLimit), tiles }),
  change: ({ clipLimit, tiles }, values, frame) => {
    for (let channel = 0; channel < frame.channels; channel++) {
      equaliseTiles(values, channel, frame, clipLimit, tiles);
    }
  },
};
