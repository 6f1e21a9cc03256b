import { describe, expect, it } from 'vitest';
import { ticking } from '../../src/flow/ticking.ts';
import { gather } from '../help/arbitrary.ts';

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('ticking', () => {
  it('passes everything on, in order, and ticks while the stream is silent', async () => {
    async function* stream(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      await after(120);
      yield 3;
    }
    const all = await gather(ticking(stream(), 20));
    expect(all.filter((item) => item !== 'tick')).toEqual([1, 2, 3]);
    expect(all.indexOf('tick')).toBe(2);
    expect(all.lastIndexOf('tick')).toBe(all.length - 2);
    expect(all.length).toBeGreaterThanOrEqual(3 + 2);
    expect(all.length).toBeLessThanOrEqual(3 + 6);
  });

  it('ticks between the items of a stream that is never silent', async () => {
    async function* stream(): AsyncGenerator<number> {
      for (let i = 0; i < 40; i++) {
        await after(3);
        yield i;
      }
    }
    const all = await gather(ticking(stream(), 25));
    expect(all.filter((item) => item !== 'tick')).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(all).toContain('tick');
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
      await after(30);
      throw new Error('gone');
    }
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const item of ticking(stream(), 10)) seen.push(item);
      })(),
    ).rejects.toThrow('gone');
    expect(seen).toContain('tick');
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
    const before = timers();
    for await (const item of ticking(stream(), 60_000)) if (item === 3) break;
    expect(closed).toBe(true);
    expect(timers()).toBe(before);
  });
});
