import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ahead } from '../../src/flow/ahead.ts';

const seen: number[] = [];

async function* numbers(end: number, error?: Error): AsyncGenerator<number, void, undefined> {
  try {
    for (let i = 0; i < end; i++) {
      seen.push(i);
      yield i;
    }
    if (error !== undefined) throw error;
  } finally {
    seen.push(-1);
  }
}

async function all(items: AsyncIterable<number>): Promise<number[]> {
  const got: number[] = [];
  for await (const item of items) got.push(item);
  return got;
}

describe('a stream that is read ahead', () => {
  it('is begun before anybody asks, and not read further than there is room', async () => {
    seen.length = 0;
    const { items } = ahead(numbers(10), 3);
    await pause(5);
    expect(seen).toEqual([0, 1, 2]);
    expect(await all(items)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the last of those that replace each other', async () => {
    const { items } = ahead(numbers(10), 3, (next, last) => next % 5 > last % 5);
    await pause(5);
    expect(await all(items)).toEqual([4, 9]);
  });

  it('throws what the stream throws, behind its items', async () => {
    const { items } = ahead(numbers(2, new Error('lost')), 10);
    await pause(5);
    const got: number[] = [];
    await expect(
      (async () => {
        for await (const item of items) got.push(item);
      })(),
    ).rejects.toThrow('lost');
    expect(got).toEqual([0, 1]);
  });

  it('ends the stream where nobody wants the rest, and where nobody asked at all', async () => {
    seen.length = 0;
    for await (const item of ahead(numbers(10), 3).items) if (item === 1) break;
    expect(seen.at(-1)).toBe(-1);
    seen.length = 0;
    const unread = ahead(numbers(10), 3);
    await pause(5);
    await unread.close();
    expect(seen).toEqual([0, 1, 2, -1]);
  });
});
