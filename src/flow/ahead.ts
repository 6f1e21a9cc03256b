/** A stream that is read before anybody asks; `close` ends it also where nobody did. */
export type Ahead<T> = { readonly items: AsyncGenerator<T, void, undefined>; close(): Promise<void> };

/**
 * Starts to read a stream at once and keeps up to `most` items for whoever asks for them later. A new item takes the place of the last one
 * that waits where `supersedes` says so. An error of the stream comes behind its items.
 */
export function ahead<T>(
  source: AsyncGenerator<T, void, undefined>,
  most: number,
  supersedes: (next: T, last: T) => boolean = () => false,
): Ahead<T> {
  const waiting: T[] = [];
  let isClosed = false;
  let wake = (): void => {};
  let resume = (): void => {};
  let failure: { readonly error: unknown } | undefined;
  const room = (): Promise<void> =>
    new Promise((resolve) => {
      resume = resolve;
    });
  const take = async (): Promise<void> => {
    try {
      for await (const item of source) {
        const last = waiting.at(-1);
        if (last !== undefined && supersedes(item, last)) waiting.pop();
        waiting.push(item);
        wake();
        if (!isClosed && waiting.length >= most) await room();
        if (isClosed) return;
      }
    } catch (error) {
      failure = { error };
    }
  };
  let isDone = false;
  const taking = take().finally(() => {
    isDone = true;
    wake();
  });
  const close = async (): Promise<void> => {
    isClosed = true;
    resume();
    await taking;
  };
  return { items: give(), close };

  async function* give(): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        while (waiting.length > 0) {
          const items = waiting.splice(0);
          resume();
          yield* items;
        }
        if (isDone) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined) throw failure.error;
    } finally {
      await close();
    }
  }
}
