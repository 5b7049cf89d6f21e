import { PneumoError } from '@pneumo/core';
import type { EmbeddedImage } from '../runReportData.ts';

/**
 * Checks that a picture lies inside the report: base64 data of a raster image. Addresses would make
 * the report load something, and SVG can hold anything.
 *
 * @param image - the picture
 * @returns its data URI
 * @throws PneumoError `INVALID_IMAGE_SRC` naming the picture
 */
export function checkedSrc({ id, src }: EmbeddedImage): string {
  if (!/^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+=*$/.test(src)) {
    throw new PneumoError(
      'INVALID_IMAGE_SRC',
      `The picture of '${id}' begins with '${src.slice(0, 40)}'; expected a data URI of base64 such as data:image/png;base64,….`,
      { details: { id } },
    );
  }
  return src;
}
