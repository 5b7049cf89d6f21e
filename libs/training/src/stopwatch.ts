/** Seconds since the last call; undefined without a clock. */
export function stopwatch(now: (() => number) | undefined): () => number | undefined {
  let mark = now?.();
  return () => {
    if (now === undefined || mark === undefined) return undefined;
    const time = now();
    const seconds = (time - mark) / 1000;
    mark = time;
    return seconds;
  };
}
