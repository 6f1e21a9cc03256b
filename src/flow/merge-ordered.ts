/**
 * Merges ordered streams into one; items with equal keys from different streams come together as one group. Opens each
 * stream only when the merge begins, and keeps one chunk of each in memory.
 */
export async function* mergeOrdered<T>(
  streams: readonly AsyncIterable<readonly T[]>[],
  keyOf: (item: T) => string,
  combine: (items: readonly [T, ...T[]]) => T,
): AsyncGenerator<readonly T[], void, undefined> {
  const [only] = streams;
  if (streams.length === 1 && only !== undefined) {
    yield* only;
    return;
  }
  const heads = streams.map((stream) => ({
    iterator: stream[Symbol.asyncIterator](),
    chunk: [] as readonly T[],
    at: 0,
    done: false,
  }));
  const refill = async (head: (typeof heads)[number]): Promise<void> => {
    while (!head.done && head.at >= head.chunk.length) {
      const step = await head.iterator.next();
      head.done = step.done === true;
      head.chunk = step.done === true ? [] : step.value;
      head.at = 0;
    }
  };
  try {
    await Promise.all(heads.map(refill));
    let merged: T[] = [];
    for (;;) {
      let least: string | undefined;
      for (const head of heads) {
        const item = head.chunk[head.at];
        const key = item === undefined ? undefined : keyOf(item);
        if (key !== undefined && (least === undefined || key < least)) least = key;
      }
      if (least === undefined) break;
      let group: [T, ...T[]] | undefined;
      for (const head of heads) {
        const item = head.chunk[head.at];
        if (item === undefined || keyOf(item) !== least) continue;
        if (group === undefined) group = [item];
        else group.push(item);
        head.at += 1;
        if (head.at >= head.chunk.length) await refill(head);
      }
      if (group !== undefined) merged.push(group.length === 1 ? group[0] : combine(group));
      if (merged.length >= 256) {
        yield merged;
        merged = [];
      }
    }
    if (merged.length > 0) yield merged;
  } finally {
    for (const head of heads) await head.iterator.return?.();
  }
}
