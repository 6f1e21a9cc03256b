type Settled<T> = { readonly step: IteratorResult<T, unknown> } | { readonly error: unknown };

/**
 * Passes a stream on and inserts a tick whenever `everyMs` have passed since the last one, even while the stream is
 * silent; without a time there are no ticks. Promises that nothing holds an item once it was passed on: whoever raced each
 * item against the timer would have the timer hold them all.
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
  let settled: Settled<T> | undefined;
  let isDue = false;
  let wake = (): void => {};
  const settle = (how: Settled<T>): void => {
    settled = how;
    wake();
  };
  const ask = (): void => {
    iterator.next().then(
      (step) => settle({ step }),
      (error: unknown) => settle({ error }),
    );
  };
  const wait = (): NodeJS.Timeout =>
    setTimeout(() => {
      isDue = true;
      wake();
    }, everyMs);
  let timer = wait();
  try {
    ask();
    for (;;) {
      if (settled !== undefined) {
        const done = settled;
        settled = undefined;
        if ('error' in done) throw done.error;
        if (done.step.done === true) return;
        yield done.step.value;
        ask();
      }
      if (isDue) {
        isDue = false;
        timer = wait();
        yield 'tick';
      } else if (settled === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(timer);
    await iterator.return?.();
  }
}
