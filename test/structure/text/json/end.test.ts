import { describe, expect, it } from 'vitest';
import type { StructureVerdict } from '../../../../src/structure/kit/structure.ts';
import { json } from '../../../../src/structure/text/json/json.ts';
import { endures, patched, standingOf } from '../../standing.ts';

const row = (i: number): unknown => ({ id: i, name: `the "${i}th" \\ {of} [them]`, tags: [i, null, 'x'] });
const rows = Array.from({ length: 6000 }, (_, i) => row(i));
const one = Buffer.from(JSON.stringify(rows));
const pretty = Buffer.from(`${JSON.stringify({ rows }, undefined, 2)}\n\n`);
const lines = Buffer.from(rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
const at = (depth: 'normal' | 'deep', bytes: Buffer): StructureVerdict =>
  standingOf(json, bytes, [262_144], { depth });

describe('JSON of more than 256 KiB, at depth normal', () => {
  it('is whole where its first bracket is closed, and cut wherever it ends before', () => {
    for (const whole of [one, pretty, lines]) {
      expect(whole.length).toBeGreaterThan(400_000);
      expect(at('normal', whole)).toEqual({ is: 'sound' });
      expect(at('deep', whole)).toEqual({ is: 'sound' });
    }
    let missed = 0;
    for (let end = 300_000; end < 330_000; end += 41)
      for (const [whole, bracket] of [
        [one, ']'],
        [pretty, '}'],
      ] as const) {
        const cut = whole.subarray(0, end);
        const last = cut.toString('latin1').trimEnd().at(-1);
        expect(at('deep', cut).is).toBe('cut');
        expect(at('normal', cut).is).toBe(last === bracket ? 'sound' : 'cut');
        missed += Number(last === bracket);
      }
    expect(missed).toBeLessThan(60);
  });

  it('takes lines one by one: the last of them is whole or cut', () => {
    for (let end = 300_000; end < 330_000; end += 41) {
      const cut = lines.subarray(0, end);
      expect(at('normal', cut).is).toBe(at('deep', cut).is);
    }
    const mixed = Buffer.concat([lines, Buffer.from('"a word"\n17\n')]);
    expect(at('normal', mixed)).toEqual({ is: 'sound' });
  });

  it('sees a NUL anywhere, and accuses no dialect by its end', () => {
    expect(at('normal', patched(one, 400_000, Buffer.alloc(3)))).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining('400000'),
    });
    for (const tail of [';', '\n/* end */', '\n# the end'])
      expect(at('normal', Buffer.concat([one, Buffer.from(tail)]))).toEqual({ is: 'unknown' });
  });

  it('matches every bracket where the first value is short and lines are not values', () => {
    const two = Buffer.concat([Buffer.from('{"head":\n 1}\n'), one, Buffer.from('}')]);
    expect(at('normal', two)).toMatchObject({ is: 'broken' });
    expect(at('normal', two.subarray(0, -1))).toEqual({ is: 'sound' });
  });

  it('does not depend on chunks', () => {
    for (const whole of [one, pretty, lines]) endures(json, whole, 40);
  });
});
