import { pixelImage } from '@pneumo/core';
import { encodePng } from '@pneumo/data/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pattern } from '../support/folders.ts';

const decode = async (png: Uint8Array): Promise<{ values: number[]; channels: number }> => {
  const { format, channels } = await sharp(png).metadata();
  expect(format).toBe('png');
  const pixels = channels === 1 ? sharp(png).toColourspace('b-w') : sharp(png);
  return { values: [...(await pixels.raw().toBuffer())], channels };
};

describe('encodePng', () => {
  it('keeps grey and colour bytes', async () => {
    const grey = pattern(9, 7);
    expect(await decode(await encodePng(pixelImage(9, 7, 1, grey)))).toEqual({
      values: [...grey],
      channels: 1,
    });
    const rgb = pattern(27, 7);
    expect(await decode(await encodePng(pixelImage(9, 7, 3, rgb)))).toEqual({
      values: [...rgb],
      channels: 3,
    });
  });

  it('scales other ranges to 0 to 255 and clips', async () => {
    const map = pixelImage(5, 1, 1, Float32Array.of(-1, 0, 0.5, 1, 2));
    expect((await decode(await encodePng(map))).values).toEqual([0, 0, 128, 255, 255]);
    const deep = pixelImage(3, 1, 1, Uint16Array.of(0, 257, 65535));
    expect((await decode(await encodePng(deep))).values).toEqual([0, 1, 255]);
  });
});
