/**
 * Passes a stream on and inserts a tick whenever `everyMs` have passed since the last one, even while the stream is
 * silent; without a time there are no ticks.
 */
export async function* ticking<T>(
  items: AsyncIterable<T>,
  everyMs: number | undefined,
): AsyncGenerator<T | 'tick', void, undefined> {
  if (everyMs === undefined) {
    yield* items;
    return;
  }
  const iterator = items[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): Promise<'tick'> =>
    new Promise((resolve) => {
      timer = setTimeout(() => resolve('tick'), everyMs);
    });
  try {
    let tick = wait();
    let next = iterator.next();
    for (;;) {
      const first = await Promise.race([next, tick]);
      if (first === 'tick') {
        tick = wait();
        yield 'tick';
      } else {
        if (first.done === true) return;
        yield first.value;
        next = iterator.next();
      }
    }
  } finally {
    clearTimeout(timer);
    await iterator.return?.();
  }
}
