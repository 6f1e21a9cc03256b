/**
 * Returns what says how many milliseconds have passed since `from` by a clock that may be set: what it is set back by counts as nothing. As many as it
 * is set forward by count, for nothing tells them from a machine that slept.
 */
export function stopwatch(from: number, now: () => number): () => number {
  let last = from;
  let passed = 0;
  return () => {
    const at = now();
    passed += Math.max(0, at - last);
    last = at;
    return passed;
  };
}
