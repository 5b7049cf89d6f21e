import type { RocPoint } from '@pneumo/metrics';

/**
 * Leaves out the points of a curve that lie on the straight line between their neighbours: the
 * drawing stays the same and becomes much smaller.
 *
 * @param points - a curve in order
 * @returns its corners, first and last point included
 */
export function withoutStraightPoints(points: readonly RocPoint[]): RocPoint[] {
  const kept: RocPoint[] = [];
  for (const point of points) {
    const before = kept.at(-2);
    const middle = kept.at(-1);
    if (before !== undefined && middle !== undefined && onLine(before, middle, point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

function onLine(a: RocPoint, b: RocPoint, c: RocPoint): boolean {
  const abx = b.falsePositiveRate - a.falsePositiveRate;
  const aby = b.truePositiveRate - a.truePositiveRate;
  const acx = c.falsePositiveRate - a.falsePositiveRate;
  const acy = c.truePositiveRate - a.truePositiveRate;
  return Math.abs(abx * acy - aby * acx) < 1e-12;
}
