/** How much of a stream may be in progress: items being worked on, and results that wait for an earlier one. */
export type Window = { readonly busy: number; readonly waiting: number };

type Slot<U> = { settled?: { readonly value: U } | { readonly error: unknown } };

const COMPACT_EVERY = 1024;
/** In the place of a result that was handed on, so that nothing holds it any longer. */
const TAKEN: Slot<never> = {};

/**
 * Maps a stream through an async function and yields the results in the order of the items, whatever order they finish
 * in. At most `busy` calls run at a time; a slow item does not stop the others until `waiting` results have accumulated
 * after it. Where a call rejects, the stream ends with its error.
 */
export async function* mapOrdered<T, U>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<U>,
  window: Window,
): AsyncGenerator<U, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  const slots: Slot<U>[] = [];
  let first = 0;
  let busy = 0;
  let exhausted = false;
  let wake = (): void => {};

  const start = async (item: T): Promise<void> => {
    const slot: Slot<U> = {};
    slots.push(slot);
    busy += 1;
    try {
      slot.settled = { value: await work(item) };
    } catch (error) {
      slot.settled = { error };
    }
    busy -= 1;
    wake();
  };
  const mayStart = (): boolean => !exhausted && busy < window.busy && slots.length - first < window.waiting;

  try {
    while (!exhausted || first < slots.length) {
      while (mayStart()) {
        const step = await iterator.next();
        if (step.done === true) exhausted = true;
        else void start(step.value);
      }
      for (let settled = slots[first]?.settled; settled !== undefined; settled = slots[first]?.settled) {
        slots[first] = TAKEN;
        first += 1;
        if ('error' in settled) throw settled.error;
        yield settled.value;
      }
      if (first >= COMPACT_EVERY) {
        slots.splice(0, first);
        first = 0;
      }
      if (!mayStart() && first < slots.length) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    await iterator.return?.();
  }
}
