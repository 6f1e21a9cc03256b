import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapOrdered } from '../../src/flow/map-ordered.ts';
import { gather } from '../help/arbitrary.ts';

type Watch = { started: number; closed: boolean };

async function* counting(n: number, watch: Watch): AsyncGenerator<number, void, undefined> {
  try {
    for (let i = 0; i < n; i++) {
      watch.started = i + 1;
      yield i;
    }
  } finally {
    watch.closed = true;
  }
}

function newWatch(): Watch {
  return { started: 0, closed: false };
}

/** Waits so many turns of the event loop. */
async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('mapOrdered', () => {
  it('gives results in the order of the items and keeps its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 12 }),
        async (waits, busyBound, waitingBound) => {
          let busy = 0;
          let most = 0;
          let given = 0;
          let ahead = 0;
          const watch = newWatch();
          const work = async (i: number): Promise<number> => {
            busy += 1;
            most = Math.max(most, busy);
            ahead = Math.max(ahead, watch.started - given);
            await turns(waits[i] ?? 0);
            busy -= 1;
            return i;
          };
          const results: number[] = [];
          const window = { busy: busyBound, waiting: waitingBound };
          for await (const result of mapOrdered(counting(waits.length, watch), work, window)) {
            results.push(result);
            given += 1;
          }
          expect(results).toEqual(waits.map((_, i) => i));
          expect(most).toBeLessThanOrEqual(busyBound);
          expect(ahead).toBeLessThanOrEqual(waitingBound + 1);
          expect(watch.closed).toBe(true);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('works on other items behind a slow one, up to the window', async () => {
    const watch = newWatch();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done: number[] = [];
    const results = mapOrdered(
      counting(100, watch),
      async (i) => {
        if (i === 0) await slow;
        done.push(i);
        return i;
      },
      { busy: 2, waiting: 10 },
    );
    const first = results.next();
    await turns(50);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    release();
    expect(await first).toEqual({ done: false, value: 0 });
    expect(await gather(results)).toEqual(Array.from({ length: 99 }, (_, i) => i + 1));
  });

  it('forgets what is done, however long the stream', async () => {
    const results = await gather(
      mapOrdered(counting(5000, newWatch()), async (i) => i, { busy: 3, waiting: 7 }),
    );
    expect(results).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });

  it('ends with the error of a call, after the results before it', async () => {
    const watch = newWatch();
    const results: number[] = [];
    const stream = mapOrdered(
      counting(10, watch),
      async (i) => {
        if (i === 3) throw new Error('call 3');
        await turns(5 - i);
        return i;
      },
      { busy: 4, waiting: 8 },
    );
    await expect(
      (async () => {
        for await (const result of stream) results.push(result);
      })(),
    ).rejects.toThrow('call 3');
    expect(results).toEqual([0, 1, 2]);
    expect(watch.closed).toBe(true);
  });

  it('ends with the error of the stream', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error('stream');
    }
    await expect(gather(mapOrdered(failing(), async (i) => i, { busy: 1, waiting: 1 }))).rejects.toThrow(
      'stream',
    );
  });

  it('closes the stream when the consumer leaves', async () => {
    const watch = newWatch();
    for await (const result of mapOrdered(counting(100, watch), async (i) => i, { busy: 4, waiting: 8 })) {
      if (result === 5) break;
    }
    expect(watch.closed).toBe(true);
    expect(watch.started).toBeLessThan(30);
  });

  it('gives nothing for nothing', async () => {
    expect(
      await gather(mapOrdered(counting(0, newWatch()), async (i) => i, { busy: 1, waiting: 1 })),
    ).toEqual([]);
  });
});
