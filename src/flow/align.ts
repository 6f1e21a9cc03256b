/** The items at one key: on the left, on the right, or on both sides. */
export type Pair<L, R> = { readonly left?: L; readonly right?: R };

/** A stream that should be ordered is not: both keys, in the order in which they came. */
export class Disorder extends Error {
  readonly before: string;
  readonly after: string;

  constructor(side: string, before: string, after: string) {
    super(`the ${side} stream is out of order: ${JSON.stringify(before)} before ${JSON.stringify(after)}`);
    this.name = 'Disorder';
    this.before = before;
    this.after = after;
  }
}

/**
 * Joins two streams ordered by key, in lock step: memory is one chunk per side. Streams come in chunks, because an
 * await per item would cost more than the item. Throws `Disorder` on a key that is not greater than the last.
 */
export async function* align<L, R>(
  left: AsyncIterable<readonly L[]>,
  right: AsyncIterable<readonly R[]>,
  keys: { readonly left: (item: L) => string; readonly right: (item: R) => string },
): AsyncGenerator<Pair<L, R>[], void, undefined> {
  const a = cursor('left', left, keys.left);
  const b = cursor('right', right, keys.right);
  try {
    await Promise.all([a.fill(), b.fill()]);
    while (!a.isDone() || !b.isDone()) {
      const pairs: Pair<L, R>[] = [];
      while ((a.has() || a.isDone()) && (b.has() || b.isDone()) && (a.has() || b.has())) {
        const order = !a.has() ? 1 : !b.has() ? -1 : compare(a.key(), b.key());
        if (order < 0) pairs.push({ left: a.take() });
        else if (order > 0) pairs.push({ right: b.take() });
        else pairs.push({ left: a.take(), right: b.take() });
      }
      if (pairs.length > 0) yield pairs;
      if (!a.has() && !a.isDone()) await a.fill();
      if (!b.has() && !b.isDone()) await b.fill();
    }
  } finally {
    await a.close();
    await b.close();
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

type Cursor<T> = {
  fill(): Promise<void>;
  has(): boolean;
  isDone(): boolean;
  key(): string;
  take(): T;
  close(): Promise<void>;
};

function cursor<T>(side: string, stream: AsyncIterable<readonly T[]>, keyOf: (item: T) => string): Cursor<T> {
  const iterator = stream[Symbol.asyncIterator]();
  let chunk: readonly T[] = [];
  let at = 0;
  let done = false;
  let key = '';
  let last: string | undefined;

  const look = (): void => {
    const item = chunk[at];
    if (item === undefined) return;
    key = keyOf(item);
    if (last !== undefined && key <= last) throw new Disorder(side, last, key);
    last = key;
  };

  return {
    async fill() {
      at = 0;
      do {
        const step = await iterator.next();
        done = step.done === true;
        chunk = step.done === true ? [] : step.value;
      } while (!done && chunk.length === 0);
      look();
    },
    has: () => at < chunk.length,
    isDone: () => done,
    key: () => key,
    take() {
      const item = chunk[at];
      if (item === undefined) throw new Error('take() past the end of a chunk');
      at += 1;
      look();
      return item;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
