import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChecksumList, parseChecksumList } from '../../../src/manifest/checksum/list.ts';
import { claimOfName } from '../../../src/manifest/checksum/names.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/manifests/checksum-lists');

type Wanted = {
  readonly list: string;
  readonly entries: readonly string[];
  readonly problems: readonly string[];
};

const cases = readdirSync(FIXTURES).map((name) => {
  const wanted: Wanted = JSON.parse(readFileSync(join(FIXTURES, name, 'wanted.json'), 'utf8'));
  return { name, wanted, bytes: readFileSync(join(FIXTURES, name, wanted.list)) };
});

function parse(text: string | Buffer, name: string): ChecksumList {
  return parseChecksumList(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, claimOfName(name));
}

/** Lists as tools make them; those that are damaged already prove nothing here. */
const sound = cases.filter(({ wanted }) => wanted.problems.length === 0 && wanted.entries.length > 0);

describe('damage to a list', () => {
  it.each(sound)('$name: a cut is never silent but at the end of a line', ({ wanted, bytes }) => {
    const silent: number[] = [];
    for (let cut = 0; cut < bytes.length - 2; cut++) {
      const list = parse(bytes.subarray(0, cut), wanted.list);
      if (list.problems.length > 0 || endsLine(bytes, cut, wanted.list)) continue;
      const told = list.notes.includes('its last line has no line end: it may be cut short');
      if (!told && list.bare === undefined) silent.push(cut);
    }
    expect(silent).toEqual([]);
  });

  it.each(sound)('$name: a digest with a digit that is none is never silent', ({ wanted, bytes }) => {
    if (wanted.list === 'SHA256SUMS.txt') return;
    const text = bytes.toString('latin1');
    const silent: string[] = [];
    const digests = [...text.matchAll(/[0-9a-f]{32,}/g)];
    for (const { index, 0: digest } of [...digests.slice(0, 2), ...digests.slice(2).slice(-1)]) {
      for (let at = index; at < index + digest.length; at++) {
        for (const byte of [
          ' ',
          '\t',
          '\n',
          '\r',
          '\0',
          '#',
          ';',
          'g',
          '\\',
          '*',
          '(',
          ')',
          '=',
          '/',
          '\xff',
        ]) {
          const list = parse(text.slice(0, at) + byte + text.slice(at + 1), wanted.list);
          if (list.problems.length === 0)
            silent.push(`${JSON.stringify(byte)} at ${at - index} of ${digest}`);
        }
      }
    }
    expect(silent).toEqual([]);
  });
});

/** True where a cut leaves whole lines only, so that nothing but a count could tell. */
function endsLine(bytes: Buffer, cut: number, name: string): boolean {
  const wide = name === 'SHA256SUMS.txt' ? 2 : 1;
  if (cut === 0) return false;
  const before = bytes.subarray(Math.max(0, cut - wide), cut);
  return [0x0a, 0x0d].some((end) => before.includes(end)) || before.equals(Buffer.of(0));
}
