import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { seededBytes } from '../help/bytes.ts';
import { inWords } from '../help/in-words.ts';
import { examined } from './read.ts';

const rows = (size: number): Buffer => {
  let text = '';
  for (let i = 0; text.length < size; i++) text += `Row ${i} of a text that goes on: ${(i * 37) % 911}\n`;
  return Buffer.from(text);
};
const counter = (size: number, width: 1 | 2 | 4 | 8, step: number): Buffer => {
  const bytes = Buffer.alloc(size);
  for (let at = 0, word = step < 0 ? -1n : 0n; at < size; at += width, word += BigInt(step)) {
    const wide = Buffer.alloc(8);
    wide.writeBigUInt64LE(BigInt.asUintN(64, word));
    wide.copy(bytes, at, 0, width);
  }
  return bytes;
};
const FILLS: Readonly<Record<string, (size: number) => Buffer>> = {
  zeros: (size) => Buffer.alloc(size),
  'a byte': (size) => Buffer.alloc(size, 0xcc),
  ones: (size) => Buffer.alloc(size, 0xff),
  'a pattern': (size) => Buffer.alloc(size, Buffer.from('deadbeef', 'hex')),
  'bytes that count': (size) => counter(size, 1, 1),
  'numbers of 16 bits': (size) => counter(size, 2, -1),
  'numbers of 32 bits': (size) => counter(size, 4, -1),
  'numbers of 64 bits': (size) => counter(size, 8, 8),
};
const SIZES = [
  [512, 3000],
  [4096, 6000],
  [4608, 12_000],
  [65_536, 100_000],
  [262_144, 300_000],
] as const;

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code} ${inWords(finding).detail}`;
}

describe('the head of a text', () => {
  it.each(Object.keys(FILLS))('was overwritten with %s, whatever the name', (fill) => {
    for (const [end, size] of SIZES) {
      const bytes = rows(size);
      FILLS[fill]?.(end).copy(bytes);
      for (const name of ['a.txt', 'a.csv', 'a.sql', 'a.svg', 'a.eml', 'a.sh'])
        expect(said(bytes, name)).toMatch(/^error zero-holes .* from 0 to [\d,]+, of [\d,]+ bytes/);
      for (const name of ['a.mbox', 'notes.inc', 'a.log', 'README'])
        expect(said(bytes, name)).toMatch(/^warning zero-holes .* from 0 to [\d,]+, of [\d,]+ bytes/);
    }
  });

  it('is said to end where text begins', () => {
    const bytes = rows(20_000);
    bytes.fill(0xcc, 0, 8704);
    expect(said(bytes, 'a.txt')).toContain('a pattern from 0 to 8,704, of 20');
    expect(said(Buffer.concat([counter(4096, 4, -1), rows(9000)]), 'a.txt')).toContain(
      'words that count from 0 to 4,096, of 13',
    );
  });

  it('may be a banner, lines that repeat, or no head of a text', () => {
    const nothing = /^nothing/;
    const after = rows(9000);
    for (const head of ['='.repeat(700), '#'.repeat(512), '0,0,0,0\n'.repeat(512), '\n'.repeat(4096), ' \n'])
      expect(said(Buffer.concat([Buffer.from(`${head}\n`), after]), 'a.txt')).toMatch(nothing);
    for (const fill of Object.values(FILLS))
      expect(said(Buffer.concat([fill(4096), seededBytes(1, 9000)]), 'a.dat')).not.toContain('zero-holes');
    expect(said(Buffer.concat([Buffer.alloc(4096, '0,0,0,0\n'), after]), 'a.csv')).toMatch(nothing);
  });
});

describe('a name for text', () => {
  const names = ['svg', 'sql', 'eml', 'mbox', 'ldif', 'sh', 'php', 'pl'];

  it('is wrong over bytes of which a part is random', () => {
    for (const extension of names) {
      const bytes = rows(12_000);
      for (let at = 0; at < bytes.length; at += 256) seededBytes(at, 64).copy(bytes, at);
      expect(said(bytes, `a.${extension}`)).toMatch(/^warning (?:wrong-type|broken-structure)/);
    }
  });

  it('is right over text, and not demanded of logs', () => {
    const start = (extension: string): Buffer => Buffer.from(extension === 'svg' ? '<!-- rows -->\n' : '');
    for (const extension of names)
      expect(said(Buffer.concat([start(extension), rows(9000)]), `a.${extension}`)).toMatch(/^nothing/);
    expect(said(Buffer.concat([Buffer.from([0x9c, 1, 2, 3, 0, 7, 1]), rows(900)]), 'a.log')).toMatch(
      /^nothing/,
    );
  });
});

describe('a counter from the first byte on', () => {
  const program = seededBytes(3, 90_000);

  it('is told of the first 64 KiB of any file, and of a whole file', () => {
    for (const [width, step] of [
      [4, 1],
      [4, -1],
      [8, 8],
    ] as const) {
      for (const path of ['prog', 'a.mo', 'lib.so.1', 'a.dat']) {
        const head = counter(65_536, width, step);
        expect(said(Buffer.concat([head, program]), path)).toMatch(/^warning zero-holes/);
        expect(said(counter(9000, width, step), path)).toMatch(/^warning zero-holes/);
      }
    }
  });

  it('is a short table before something else', () => {
    for (const size of [512, 4096, 32_768])
      expect(
        said(
          Buffer.concat([counter(size, 4, 1), Buffer.alloc(90_000, program.subarray(0, 70_000))]),
          'a.dat',
        ),
      ).not.toMatch(/counter/);
    expect(said(counter(1024, 4, 1), 'a.dat')).toBe('nothing');
  });
});
