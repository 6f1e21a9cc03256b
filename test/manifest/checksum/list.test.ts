import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChecksumEntry } from '../../../src/manifest/checksum/entries.ts';
import { type ChecksumList, parseChecksumList } from '../../../src/manifest/checksum/list.ts';
import { claimOfName } from '../../../src/manifest/checksum/names.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/manifests/checksum-lists');
const MD5 = 'b1946ac92492d2347c6235b4d2611184';
const OTHER = '120d7f3e68408bb9c5002b3a528af783';
const SHA256 = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';

type Wanted = {
  readonly list: string;
  readonly entries: readonly string[];
  readonly bare?: string;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly messages?: readonly string[];
};

/** A size that the list gives in a line of its own. */
function sizeIn({ algorithms, size }: ChecksumEntry): string {
  return size === undefined || algorithms.length > 1 ? '' : ` ${size} bytes`;
}

function inWords({ line, tool, name, reason }: ChecksumList['messages'][number]): string {
  return `${line} ${tool}: ${name === undefined ? '' : `${name}: `}${reason}`;
}

const cases = readdirSync(FIXTURES).map((name) => {
  const wanted: Wanted = JSON.parse(readFileSync(join(FIXTURES, name, 'wanted.json'), 'utf8'));
  return { name, wanted, bytes: readFileSync(join(FIXTURES, name, wanted.list)) };
});

function parse(text: string | Buffer, name?: string): ChecksumList {
  const claim = name === undefined ? undefined : claimOfName(name);
  return parseChecksumList(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, claim);
}

function names(list: ChecksumList): string[] {
  return [...list.entries].map((entry) => entry.path);
}

function kinds(list: ChecksumList): string[] {
  return list.problems.map(({ line, kind }) => `${line} ${kind}`);
}

describe('parseChecksumList', () => {
  it.each(cases)('reads the fixture $name', ({ wanted, bytes }) => {
    const { entries, bare, problems, notes, messages } = parse(bytes, wanted.list);
    expect({
      list: wanted.list,
      entries: [...entries].map(
        (each) => `${each.line} ${each.algorithms[0]} ${each.hex} ${each.path}${sizeIn(each)}`,
      ),
      ...(bare === undefined ? {} : { bare: `${bare.algorithms[0]} ${bare.hex}` }),
      problems: problems.map(({ line, kind, reason }) => `${line} ${kind}: ${reason}`),
      notes,
      ...(messages.length === 0 ? {} : { messages: messages.map(inWords) }),
    }).toEqual(wanted);
  });

  it.each([
    ['./a', 'a'],
    ['././a', 'a'],
    ['.//a', 'a'],
    ['a//b', 'a/b'],
    ['a/./b', 'a/b'],
    ['a/././/b', 'a/b'],
    ['.a', '.a'],
    ['a/.../b', 'a/.../b'],
    ['/srv//x', '/srv/x'],
    ['//server/share', '/server/share'],
    [' a ', ' a '],
    ['...', '...'],
    ['a..', 'a..'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['../../a/../b', '../../b'],
    ['a/../b', 'b'],
    ['/srv/../x', '/x'],
  ])('makes of the name %j the path %j', (name, path) => {
    expect(names(parse(`${MD5}  ${name}\n`))).toEqual([path]);
  });

  it.each(['a/', './', '/', '.', 'a/.', '..', '/..', 'a/..'])(
    'refuses %j, which names a directory',
    (name) => {
      expect(kinds(parse(`${MD5}  ok\n${MD5}  ${name}\n`))).toEqual(['2 damaged']);
    },
  );

  it.each(['/../x', '/srv/../../x', 'a\0b'])('refuses the unsafe %j', (name) => {
    const list = parse(`${MD5}  ok\n${MD5}  ${name}\n`);
    expect(kinds(list)).toEqual(['2 unsafe']);
    expect(names(list)).toEqual(['ok']);
  });

  it('lets absolute paths pass, which may lie elsewhere now', () => {
    const { entries, problems } = parse(`${MD5}  /srv/backup/x\n`);
    expect([...entries]).toMatchObject([{ path: '/srv/backup/x' }]);
    expect(problems).toEqual([]);
  });

  it('says of nothing that it is nothing', () => {
    expect(kinds(parse(''))).toEqual(['0 damaged']);
    expect(kinds(parse('\n\n# only this\n'))).toEqual(['0 damaged']);
    expect(kinds(parse('\xef\xbb\xbf'))).toEqual(['0 damaged']);
    expect(kinds(parse('\xff\xfe'))).toEqual(['0 damaged']);
  });

  it('names the first twenty bad lines and counts the rest', () => {
    const list = parse(`${'rubbish\n'.repeat(1000)}${MD5}  a\n`);
    expect(list.problems).toHaveLength(21);
    expect(list.problems.at(-1)).toEqual({
      line: 21,
      kind: 'damaged',
      reason: 'more of this kind from here on: 980',
    });
    expect(names(list)).toEqual(['a']);
  });

  it('keeps what earlier lines promised where a list grows', () => {
    const list = parse(`${OTHER}  a\n${MD5}  b\n${MD5}  a\n${MD5}  a\n${'0'.repeat(32)}  ./a\n`);
    expect([...list.entries]).toMatchObject([
      { line: 5, path: 'a', hex: '0'.repeat(32), older: [OTHER, MD5] },
      { line: 2, path: 'b', hex: MD5 },
    ]);
    expect(list.notes).toHaveLength(2);
    expect(list.problems).toEqual([]);
  });

  it('keeps the digests of different algorithms apart', () => {
    const list = parse(`MD5 (a) = ${MD5}\nSHA256 (a) = ${SHA256}\n${MD5}  a\n`);
    expect(list.entries).toHaveLength(3);
    expect(list.notes).toEqual([]);
  });

  it('reads all lines as names at once where most of them are so', () => {
    const list = parse(`${SHA256} Users\n${SHA256} a\n${SHA256}  b\n${SHA256} c\n`);
    expect(names(list)).toEqual(['Users', 'a', ' b', 'c']);
    expect(list.problems).toEqual([]);
  });

  it('refuses the few lines with one blank among many with two', () => {
    const list = parse(`${SHA256} a\n${SHA256}  b\n${SHA256}  c\n`);
    expect(names(list)).toEqual(['b', 'c']);
    expect(kinds(list)).toEqual(['1 damaged']);
  });

  it('takes a bare digest only where nothing else is in the list', () => {
    expect(parse(SHA256)).toMatchObject({
      entries: { length: 0 },
      problems: [],
      bare: { hex: SHA256, line: 1 },
    });
    expect(parse(`# of what?\n${MD5}\n`)).toMatchObject({ bare: { hex: MD5, line: 2 }, problems: [] });
    expect(kinds(parse(`${MD5}\n${MD5}  a\n`))).toEqual(['1 damaged']);
    expect(parse(`${MD5}\n${MD5}  a\n`)).not.toHaveProperty('bare');
    expect(kinds(parse(`${MD5}  a\n${MD5}\n`))).toEqual(['2 damaged']);
    expect(kinds(parse(`${MD5}\n${OTHER}\n`))).toEqual(['2 damaged']);
  });

  it('does not take what is left of a digest for the digest of another algorithm', () => {
    const list = parse(SHA256.slice(0, 40), 'x.tar.sha256');
    expect(kinds(list)).toEqual(['1 truncated']);
    expect(list).not.toHaveProperty('bare');
    expect(parse(SHA256, 'x.tar.sha256')).toMatchObject({ bare: { hex: SHA256 }, problems: [] });
    expect(parse(SHA256, 'x.tar.hash')).toMatchObject({ bare: { hex: SHA256 }, problems: [] });
  });

  it('refuses a bare digest where the name of the list does not say of what', () => {
    expect(kinds(parse(SHA256, 'SHA256SUMS'))).toEqual(['1 truncated']);
    expect(kinds(parse(`${SHA256}\n`, 'checksums.txt'))).toEqual(['1 damaged']);
  });

  it('does not let a name that was cut stand for another', () => {
    const list = parse(`${MD5}  a\n${OTHER}  a`);
    expect(kinds(list)).toEqual(['2 truncated']);
    expect([...list.entries]).toMatchObject([{ hex: MD5 }]);
  });

  it('does not let the last line have a shorter digest than the others', () => {
    expect(kinds(parse(`${SHA256}  a\n${MD5}  b`))).toEqual(['2 truncated']);
    expect(kinds(parse(`${SHA256}  a\n${MD5}  b\n`))).toEqual([]);
    expect(kinds(parse(`${SHA256}  a\nMD5 (b) = ${MD5}`))).toEqual([]);
  });

  it('tells a NUL that ends lines from one that is damage', () => {
    expect(names(parse(`${MD5}  a\0${MD5}  b\nc\0`))).toEqual(['a', 'b\nc']);
    expect(names(parse(`${MD5}  a\nb\0${MD5}  c\0`))).toEqual(['a\nb', 'c']);
    expect(kinds(parse(`${MD5}  a\n${MD5}  b\0c\n`))).toEqual(['2 unsafe']);
    expect(kinds(parse(`${MD5}  a\n${'\0'.repeat(99)}`))).toEqual(['2 truncated']);
    for (const damaged of [`${MD5}  a${'\0'.repeat(99)}`, `${MD5}  a\0\0${MD5}  b\0`]) {
      expect(names(parse(damaged))).toEqual([]);
      expect(kinds(parse(damaged))).toEqual(['1 unsafe']);
    }
    expect(kinds(parse(`${MD5}  a\0${MD5.slice(0, 20)}`))).toEqual(['2 truncated']);
  });

  it('reads UTF-16 whose last byte is lost, and says so', () => {
    const whole = Buffer.from(`\ufeff${SHA256}  a\r\n${SHA256}  bö\r\n`, 'utf16le');
    expect(names(parse(whole))).toEqual(['a', 'b\xc3\xb6']);
    expect(kinds(parse(whole.subarray(0, -1)))).toEqual([]);
    expect(parse(whole.subarray(0, -1)).notes).toContain(
      'its last line has no line end: it may be cut short',
    );
    expect(kinds(parse(whole.subarray(0, -15)))).toEqual(['2 truncated']);
  });

  it('says that a clear-signed list ends before its signature does', () => {
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${MD5}  a\n- -----BEGIN\n`;
    const signature = '-----BEGIN PGP SIGNATURE-----\n\niHUEARYIAB0WIQRj\n';
    expect(kinds(parse(signed))).toEqual(['5 damaged', '5 truncated']);
    expect(kinds(parse(signed + signature))).toEqual(['5 damaged', '8 truncated']);
    expect(kinds(parse(`${signed + signature}-----END PGP SIGNATURE-----\n`))).toEqual(['5 damaged']);
  });

  it('is not upset by lines of megabytes', () => {
    const long = 'a'.repeat(20 << 20);
    const list = parse(`${MD5}  a\n${MD5}  ${long}\n${MD5}  b\n${MD5}  ${long}`);
    expect(names(list)).toEqual(['a', 'b']);
    expect(kinds(list)).toEqual(['2 damaged', '4 truncated']);
  });

  it('cuts a list into lines that is longer than a chunk', () => {
    const count = 200_000;
    const list = parse(
      Array.from({ length: count }, (_, i) => `${MD5}  ${i}-${'x'.repeat(i % 90)}\n`).join(''),
    );
    expect(list.entries).toHaveLength(count);
    expect([...list.entries].every(({ line, path }, i) => line === i + 1 && path.startsWith(`${i}-`))).toBe(
      true,
    );
  });

  it('never throws, whatever the bytes', () => {
    const rows = fc.constantFrom(
      `${MD5}  a\n`,
      `${MD5} b\n`,
      `${SHA256}\n`,
      '3015617425 6 c\n',
      '-----BEGIN PGP SIGNED MESSAGE-----\n',
    );
    const noise = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1'));
    const marks = fc.constantFrom('', '\xef\xbb\xbf', '\xff\xfe', '\xfe\xff');
    fc.assert(
      fc.property(marks, fc.array(fc.oneof(rows, noise)), (mark, parts) => {
        const list = parse(mark + parts.join(''));
        expect(
          list.entries.length + list.problems.length + list.notes.length + (list.bare ? 1 : 0),
        ).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
