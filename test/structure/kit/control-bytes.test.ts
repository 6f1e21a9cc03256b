import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Depth } from '../../../src/model/content.ts';
import { createControlBytes } from '../../../src/structure/kit/control-bytes.ts';
import { chunks } from '../../hash/stream.ts';
import { seededBytes } from '../../help/bytes.ts';
import { proseOf } from '../../help/made.ts';

const TEXT = Buffer.from(proseOf(2000));
const WINDOW = 4096;

function found(bytes: Uint8Array, depth: Depth, sizes: readonly number[] = [262_144]): string | undefined {
  const controls = createControlBytes(depth);
  for (const chunk of chunks(bytes, sizes)) controls.update(chunk);
  return controls.end().wrong;
}

/** The rule again, byte by byte. */
function wanted(bytes: Uint8Array): string | undefined {
  let dirty = -1;
  let controls = 0;
  let escaped = 0;
  const isExport = (): boolean => escaped > 0 && escaped * 100 >= controls;
  for (let start = 0; start < bytes.length; start += WINDOW) {
    const window = [...bytes.subarray(start, start + WINDOW)];
    const bad = window.filter(
      (byte) => byte === 127 || (byte < 32 && ![7, 8, 9, 10, 11, 12, 13, 14, 15, 26, 27].includes(byte)),
    );
    const nul = window.indexOf(0);
    const isDirty = bad.length >= 8 && bad.length * 100 >= window.length && new Set(bad).size >= 4;
    if (isDirty && (dirty < 0 || (nul >= 0 && isExport()))) dirty = start;
    if (nul >= 0)
      return dirty < 0 || (dirty < start && isExport()) ? `a NUL at ${start + nul} in text` : said(dirty);
    if (!isDirty) continue;
    controls += bad.length;
    escaped += Buffer.from(window).toString('latin1').split('\\0').length - 1;
  }
  return dirty < 0 || isExport() ? undefined : said(dirty);
}

function said(at: number): string {
  return `control bytes from ${at} on, which do not occur in text`;
}

const stretch = fc.record({
  at: fc.nat(TEXT.length - 1),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 900, max: 40, size: 'max' }),
  least: fc.constantFrom(0, 1, 7, 16, 26),
});

function damaged(stretches: readonly { at: number; bytes: Uint8Array; least: number }[]): Buffer {
  const copy = Buffer.from(TEXT);
  for (const { at, bytes, least } of stretches)
    copy.set(bytes.map((byte) => Math.max(byte, least)).subarray(0, copy.length - at), at);
  return copy;
}

describe('control bytes', () => {
  it('are counted window by window at depth deep, in any chunks', () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 4 }),
        fc.nat(TEXT.length),
        fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 4 }),
        (stretches, end, sizes) => {
          const bytes = damaged(stretches).subarray(0, end);
          const rule = wanted(bytes);
          verdicts.add(rule?.slice(0, 5) ?? 'clean');
          expect(found(bytes, 'deep', sizes)).toBe(rule);
          expect(found(bytes, 'normal', sizes)).toBe(found(bytes, 'normal'));
        },
      ),
      { seed: 7, numRuns: 300 },
    );
    expect([...verdicts].toSorted()).toEqual(['a NUL', 'clean', 'contr']);
  });

  it('are seen at depth normal in every window of noise, and every NUL is', () => {
    for (let seed = 1; seed < 40; seed++) {
      const bytes = Buffer.from(TEXT);
      bytes.set(seededBytes(seed, 6000), (seed % 9) * WINDOW);
      expect(found(bytes, 'normal')).toBe(wanted(bytes));
      expect(found(bytes, 'normal')).toMatch(/^control bytes/);
    }
    for (let at = 0; at < TEXT.length; at += 997) {
      const bytes = Buffer.from(TEXT);
      bytes[at] = 0;
      expect(found(bytes, 'normal')).toBe(`a NUL at ${at} in text`);
    }
  });

  it('may stand in data that was exported as text, which escapes its NULs', () => {
    const row = 'abc\t\\0\\0\x01\x02\\0\x03@\\0\\0\x10@\t\x14\x18\x1c\t1904-01-01\n';
    expect(found(Buffer.from(row.repeat(400)), 'normal')).toBeUndefined();
    expect(found(Buffer.from(`${row.repeat(400)}\0`), 'normal')).toMatch(/^control bytes|^a NUL/);
    expect(found(Buffer.from(row.replaceAll('\\0', 'x').repeat(400)), 'normal')).toMatch(/^control bytes/);
    expect(found(Buffer.from('1\t\0\ta\n2\t\0\tb\n'.repeat(400)), 'normal')).toBeUndefined();
    expect(found(Buffer.from('1\t\0\0\ta\n'.repeat(400)), 'normal')).toMatch(/^a NUL at 2/);
  });

  it('are no escapes, tabs or page breaks', () => {
    const log = Buffer.from('\x1b[31mred\x1b[0m\t\x07\f\r\n'.repeat(1000));
    expect(found(log, 'deep')).toBeUndefined();
    expect(found(log, 'normal')).toBeUndefined();
  });
});
