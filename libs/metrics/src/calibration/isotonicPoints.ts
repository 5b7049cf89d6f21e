/**
 * The points of an isotonic regression: the never falling function of the least squares, by pooling adjacent
 * violators; equal scores are one point, and of a level stretch both ends are kept.
 *
 * @param labels - 0 or 1 for every example
 * @param scores - one finite score for every example, at least one
 * @returns rising scores and the value at each
 */
export function isotonicPoints(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { logits: number[]; probabilities: number[] } {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: { from: number; to: number; sum: number; count: number }[] = [];
  for (const i of order) {
    const score = scores[i]!;
    const last = blocks.at(-1);
    if (last !== undefined && last.from === score && last.to === score) {
      last.sum += labels[i]!;
      last.count++;
    } else blocks.push({ from: score, to: score, sum: labels[i]!, count: 1 });
  }
  const pooled: typeof blocks = [];
  for (let block of blocks) {
    for (let before = pooled.at(-1); before !== undefined; before = pooled.at(-1)) {
      // Counts are compared, not quotients, so that equal shares are equal.
      if (before.sum * block.count < block.sum * before.count) break;
      pooled.pop();
      block = {
        from: before.from,
        to: block.to,
        sum: before.sum + block.sum,
        count: before.count + block.count,
      };
    }
    pooled.push(block);
  }
  const points = pooled.flatMap(({ from, to, sum, count }) =>
    (from === to ? [from] : [from, to]).map((logit) => ({ logit, probability: sum / count })),
  );
  return {
    logits: points.map(({ logit }) => logit),
    probabilities: points.map(({ probability }) => probability),
  };
}
