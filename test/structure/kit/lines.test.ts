import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLines } from '../../../src/structure/kit/lines.ts';
import { chunks } from '../../hash/stream.ts';

type Seen = { line: string; offset: number; isWhole: boolean };

function seen(bytes: Uint8Array, most: number, starts: string | undefined, sizes: readonly number[]): Seen[] {
  const all: Seen[] = [];
  const lines = createLines((line, offset, isWhole) => all.push({ line, offset, isWhole }), most, starts);
  for (const chunk of chunks(bytes, sizes)) lines.update(Buffer.from(chunk));
  lines.end();
  return all;
}

/** The lines again, split at once. */
function wanted(text: string, most: number, starts: string | undefined): Seen[] {
  let offset = 0;
  const all = text.split('\n').map((line) => {
    const cut = line.slice(0, most);
    const one = { line: cut.endsWith('\r') ? cut.slice(0, -1) : cut, offset, isWhole: line.length <= most };
    offset += line.length + 1;
    return { ...one, length: line.length };
  });
  if (all.at(-1)?.length === 0) all.pop();
  return all
    .filter(({ length, line }) => starts === undefined || (length > 0 && starts.includes(line[0] ?? '\n')))
    .map(({ line, offset: at, isWhole }) => ({ line, offset: at, isWhole }));
}

describe('lines', () => {
  it.each([undefined, '-\\', 'a'])('that begin with %j are those of the text, in any chunks', (starts) => {
    const text = fc.string({ unit: fc.constantFrom('\n', '\n', '\r', '-', '\\', 'a', 'bc'), maxLength: 80 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, sizes, fc.integer({ min: 2, max: 9 }), (some, cutAt, most) => {
        const told = wanted(some, most, starts);
        expect(seen(Buffer.from(some), most, starts, [1000])).toEqual(told);
        expect(seen(Buffer.from(some), most, starts, cutAt)).toEqual(told);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
