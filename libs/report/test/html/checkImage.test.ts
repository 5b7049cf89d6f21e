import { isPneumoError } from '@pneumo/core';
import { describe, expect, it } from 'vitest';
import { checkedSrc } from '../../src/html/checkImage.ts';
import { pngSrc } from '../sampleRun.ts';

describe('checkedSrc(image)', () => {
  it('passes base64 data of raster images', () => {
    for (const type of ['png', 'jpeg', 'webp', 'gif']) {
      const src = pngSrc.replace('png', type);
      expect(checkedSrc({ id: 'x', src })).toBe(src);
    }
  });

  it.each([
    'x.png',
    'https://example.org/x.png',
    'javascript:alert(1)',
    'data:image/svg+xml;base64,AAAA',
    'data:text/html;base64,AAAA',
    'data:image/png,AAAA',
    'data:image/png;base64,',
    `${pngSrc}" onerror="alert(1)`,
    `${pngSrc}\n`,
  ])('refuses %j and names the image', (src) => {
    try {
      checkedSrc({ id: 'IM-1.jpeg', src });
      expect.unreachable();
    } catch (error) {
      expect(isPneumoError(error, 'INVALID_IMAGE_SRC')).toBe(true);
      expect((error as Error).message).toContain("'IM-1.jpeg'");
    }
  });
});
