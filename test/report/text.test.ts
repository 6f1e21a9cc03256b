import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCount, formatNumber, formatSeconds } from '../../src/model/counts.ts';
import { finding } from '../../src/model/finding.ts';
import { fromText } from '../../src/model/path.ts';
import { findingEvent } from '../../src/report/finding-event.ts';
import { formatBytes, visible, visiblePath, wrap } from '../../src/report/text.ts';
import { someName, somePath } from '../help/arbitrary.ts';

/** What could act on a terminal or turn the order of what stands beside it. */
const ACTING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff\u200b]/u;

/** A path as it leaves the program and is shown. */
function shown(path: string): string {
  return visiblePath(findingEvent(finding('missing', path)));
}

describe('visible', () => {
  it.each([
    ['plain \u00fcml\u00e4ut \u6f22\u5b57 \u{1f4be}', 'plain \u00fcml\u00e4ut \u6f22\u5b57 \u{1f4be}'],
    ['two\nlines\r\tand', 'two\\nlines\\r\\tand'],
    ['\x1b[2Jclear', '\\x1b[2Jclear'],
    ['\x00\x07\x7f', '\\x00\\x07\\x7f'],
    ['\u0085\u009b', '\\u0085\\u009b'],
    ['exe\u202egpj', 'exe\\u202egpj'],
    ['\u2066a\u2069', '\\u2066a\\u2069'],
    ['\u061c\u200e\u200f\u2028\u2029\ufeff\u200b', '\\u061c\\u200e\\u200f\\u2028\\u2029\\ufeff\\u200b'],
  ])('shows %j as %j', (text, wanted) => {
    expect(visible(text)).toBe(wanted);
  });

  it('leaves nothing in any text that could act', () => {
    const char = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.array(char), (chars) => {
        expect(visible(chars.join(''))).not.toMatch(ACTING);
      }),
      { numRuns: 500 },
    );
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    expect(all.filter((one) => ACTING.test(one) && visible(one) === one)).toEqual([]);
  });
});

describe('visiblePath', () => {
  it.each([
    ['caf\xe9', 'caf\\xe9'],
    ['caf\xc3\xa9', 'caf\u00e9'],
    ['caf\xc3\xa9/caf\xe9\n', 'caf\u00e9/caf\\xe9\\n'],
    ['\xff\xfe', '\\xff\\xfe'],
    ['\xe9\x1b', '\\xe9\\x1b'],
    ['\xe2\x80', '\\xe2\\x80'],
    ['\xe2\x80\xae\xe9', '\\u202e\\xe9'],
    ['\xed\xa0\x80', '\\xed\\xa0\\x80'],
    ['\xc0\xaf', '\\xc0\\xaf'],
    ['\xf0\x9f\x92\xbe\xff', '\u{1f4be}\\xff'],
    ['\xf4\x90\x80\x80', '\\xf4\\x90\\x80\\x80'],
    ['\xef\xbb\xbfa\xe9', '\\ufeffa\\xe9'],
    ['a\xef\xbb\xbf', 'a\\ufeff'],
    ['\xc2\x80', '\\u0080'],
    ['\x80', '\\x80'],
    ['\xef\xbf\xbd\xff', '\ufffd\\xff'],
  ])('shows %j as %j', (path, wanted) => {
    expect(shown(path)).toBe(wanted);
  });

  it('leaves nothing in any name that could act, nor any byte unsaid', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        expect(shown(path)).not.toMatch(ACTING);
      }),
    );
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(someName, fc.string({ unit: 'grapheme', minLength: 1 }).map(fromText)))
          .map((all) => all.join('/')),
        (path) => {
          const bytes = shown(path).replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => `\0${hex}\0`);
          const back = bytes
            .split('\0')
            .map((part, i) =>
              i % 2 === 1 ? String.fromCharCode(Number.parseInt(part, 16)) : fromText(unescape(part)),
            )
            .join('');
          if (!path.includes('\\')) expect(back).toBe(path);
        },
      ),
      { numRuns: 500 },
    );

    function unescape(text: string): string {
      return text
        .replaceAll(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replaceAll(/\\[nrt]/g, (pair) => ({ '\\n': '\n', '\\r': '\r', '\\t': '\t' })[pair] ?? pair);
    }
  });
});

it.each([
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [99_449, '99.4 kB'],
  [99_500, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [3_400_000_000, '3.4 GB'],
  [5e12, '5.0 TB'],
  [2 ** 53, '9.0 PB'],
  [1e19, '10000 PB'],
])('%d bytes are %s', (bytes, wanted) => {
  expect(formatBytes(bytes)).toBe(wanted);
});

it.each([
  [0, '0.0 s'],
  [0.44, '0.4 s'],
  [9.94, '9.9 s'],
  [10, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3599.6, '1 h 0 min'],
  [18_120, '5 h 2 min'],
  [360_000, '100 h 0 min'],
])('%d seconds are %s', (seconds, wanted) => {
  expect(formatSeconds(seconds)).toBe(wanted);
});

it.each([
  [0, '0', '0 files'],
  [1, '1', '1 file'],
  [1204, '1,204', '1,204 files'],
  [12_345_678, '12,345,678', '12,345,678 files'],
  [999, '999', '999 files'],
  [-1000, '-1,000', '-1,000 files'],
  [1234.5678, '1,234.568', '1,234.568 files'],
  [2 ** 70, '1,180,591,620,717,411,300,000', '1,180,591,620,717,411,300,000 files'],
])('%d is %s, %s', (n, count, number) => {
  expect(formatCount(n)).toBe(count);
  expect(formatNumber(n, 'file')).toBe(number);
});

describe('wrap', () => {
  const someText = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 }),
    { minLength: 1 },
  );

  it('keeps to the width, loses no word and indents all lines but the first', () => {
    fc.assert(
      fc.property(
        someText,
        fc.integer({ min: 1, max: 60 }),
        fc.nat(6),
        fc.nat(6),
        (words, width, lead, indent) => {
          const lines = wrap(' '.repeat(lead) + words.join(' '), width, ' '.repeat(indent));
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
          for (const [i, line] of lines.entries()) {
            expect(line.length - line.trimStart().length).toBe(i === 0 ? lead : indent);
            if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  it('is one line where there is no width', () => {
    expect(wrap('a '.repeat(500), undefined, '  ')).toHaveLength(1);
  });

  it('fills the lines', () => {
    expect(wrap('  aa bb cc dd', 8, '    ')).toEqual(['  aa bb', '    cc', '    dd']);
  });
});
