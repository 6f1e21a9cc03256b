import { createHeap } from './heap.ts';

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
  const heads = streams.map(
    (stream, order): Head<T> => ({
      iterator: stream[Symbol.asyncIterator](),
      chunk: [],
      at: 0,
      order,
      key: '',
    }),
  );
  const waiting = createHeap<Head<T>>(
    (one, other) => one.key < other.key || (one.key === other.key && one.order < other.order),
  );
  const queue = (head: Head<T>, item: T): void => {
    head.key = keyOf(item);
    waiting.push(head);
  };
  /** Gets the next chunk of a stream, and queues the head where there is one. */
  const refill = async (head: Head<T>): Promise<void> => {
    while (head.at >= head.chunk.length) {
      const step = await head.iterator.next();
      if (step.done === true) return;
      head.chunk = step.value;
      head.at = 0;
    }
    const item = head.chunk[head.at];
    if (item !== undefined) queue(head, item);
  };
  try {
    await Promise.all(heads.map(refill));
    let merged: T[] = [];
    for (let first = waiting.least; first !== undefined; first = waiting.least) {
      const { key } = first;
      const group: T[] = [];
      const taken: Head<T>[] = [];
      while (waiting.least?.key === key) {
        const head = waiting.pop();
        const item = head?.chunk[head.at];
        if (head === undefined || item === undefined) break;
        head.at += 1;
        group.push(item);
        taken.push(head);
      }
      for (const head of taken) {
        const item = head.chunk[head.at];
        if (item === undefined) await refill(head);
        else queue(head, item);
      }
      const [one, ...others] = group;
      if (one !== undefined) merged.push(others.length === 0 ? one : combine([one, ...others]));
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

/** A stream, its chunk that is being merged, and the key of the next item. */
type Head<T> = {
  readonly iterator: AsyncIterator<readonly T[]>;
  chunk: readonly T[];
  at: number;
  /** Items with equal keys come in the order of their streams. */
  readonly order: number;
  key: string;
};
