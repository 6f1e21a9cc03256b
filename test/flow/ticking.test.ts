import { setImmediate } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ticking } from '../../src/flow/ticking.ts';
import { gather } from '../help/arbitrary.ts';

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Everything of a stream whose timers are those of vitest, so that no time passes. */
async function gatherLater<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all = gather(stream);
  await vi.advanceTimersByTimeAsync(1000);
  return all;
}

describe('ticking', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('passes everything on, in order, and ticks while the stream is silent', async () => {
    async function* stream(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      await after(70);
      yield 3;
    }
    expect(await gatherLater(ticking(stream(), 20))).toEqual([1, 2, 'tick', 'tick', 'tick', 3]);
  });

  it('ticks between the items of a stream that is never silent', async () => {
    async function* stream(): AsyncGenerator<number> {
      for (let i = 0; i < 9; i++) {
        await after(3);
        yield i;
      }
    }
    expect(await gatherLater(ticking(stream(), 10))).toEqual([0, 1, 2, 'tick', 3, 4, 5, 'tick', 6, 7, 8]);
  });

  it('does not tick where the stream is done before', async () => {
    async function* stream(): AsyncGenerator<number> {
      yield 1;
    }
    expect(await gather(ticking(stream(), 60_000))).toEqual([1]);
  });

  it('ends with the error of the stream', async () => {
    async function* stream(): AsyncGenerator<number> {
      yield 1;
      await after(35);
      throw new Error('gone');
    }
    const seen: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const item of ticking(stream(), 10)) seen.push(item);
    };
    const [[ended]] = await Promise.all([Promise.allSettled([read()]), vi.advanceTimersByTimeAsync(1000)]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { message: 'gone' } });
    expect(seen).toEqual([1, 'tick', 'tick', 'tick']);
  });

  it('holds nothing that was passed on until the next tick', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect: () => void = vm.runInNewContext('gc');
    const passed: WeakRef<object>[] = [];
    async function* stream(): AsyncGenerator<object> {
      for (let i = 0; i < 100; i++) {
        const item = { i };
        passed.push(new WeakRef(item));
        yield item;
      }
    }
    const held: number[] = [];
    for await (const item of ticking(stream(), 60_000)) {
      if (passed.at(-1)?.deref() !== item || passed.length < 100) continue;
      // What a WeakRef gave is held until the next turn.
      await setImmediate();
      collect();
      held.push(passed.filter((each) => each.deref() !== undefined).length);
    }
    expect(held).toHaveLength(1);
    expect(held[0]).toBeLessThan(5);
  });

  it('closes the stream and leaves no timer when the consumer leaves', async () => {
    let closed = false;
    async function* stream(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    }
    for await (const item of ticking(stream(), 60_000)) if (item === 3) break;
    expect(closed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
