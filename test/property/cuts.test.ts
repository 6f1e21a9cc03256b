/** No verdict of a structure check and no finding of a detector depends on where the bytes of a file are cut in chunks. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { examined } from '../detect/read.ts';
import { seededBytes } from '../help/bytes.ts';
import { made, proseOf } from '../help/made.ts';
import { mutate } from '../help/mutate.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const FIXTURES = join(import.meta.dirname, '../../fixtures/garbage');

/** Sizes of chunks that are tried on every file; few bytes at a time only where a file is small. */
const SIZES = [[511], [4096], [65_536], [1, 4095]];
const SMALL = 16_384;
const MIDDLE = 100_000;
/** Of a large fixture the start is enough: a file cut short, which has a verdict as any other. */
const MOST = 600_000;

/** Files that were kept, by format or by detector; those of real tools lie there in gzip. */
const KEPT = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .map((name) => join(FIXTURES, name))
  .filter((path) => statSync(path).isFile())
  .map((path) => ({ name: relative(FIXTURES, path), bytes: readFileSync(path) }))
  .map(({ name, bytes }) =>
    name.startsWith('structure/') && name.endsWith('.gz')
      ? { name: name.slice(0, -3), bytes: gunzipSync(bytes) }
      : { name, bytes },
  );

const rows = (count: number): string =>
  `id,name,city,amount\n${Array.from({ length: count }, (_, i) => `${i},anna ${i * 7919},bern,${i % 97}.50\n`).join('')}`;
const objects = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, i) => ({ id: i, name: `anna ${i * 7919}` })));
const elements = (count: number): string =>
  `<?xml version="1.0"?>\n<all>${Array.from({ length: count }, (_, i) => `<one id="${i}">n\u00e4me ${i * 7919}</one>\n`).join('')}</all>\n`;
const statements = (count: number): string =>
  `-- MySQL dump 10.13\n${Array.from({ length: count }, (_, i) => `INSERT INTO \`t\` VALUES (${i},'it''s \\'${i * 7919}');\n`).join('')}-- Dump completed\n`;
const mail = (count: number): string =>
  `From: a@b.invalid\nTo: c@d.invalid\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\n${proseOf(count)}\n--x--\n`;

const TEXTS: readonly (readonly [string, string])[] = [
  ['prose.txt', proseOf(600)],
  ['rows.csv', rows(900)],
  ['objects.json', objects(500)],
  ['elements.xml', elements(500)],
  ['statements.sql', statements(500)],
  ['mail.eml', mail(400)],
  ['script.sh', `#!/bin/sh\n${proseOf(400)}`],
  ['carriage.txt', proseOf(400).replaceAll('\n', '\r\n')],
];

/** Stretches from borders of sectors and beside them, to borders of sectors and beside them. */
const STRETCHES = [
  [0, 4096],
  [4096, 5632],
  [4095, 5633],
  [8192, 12_288],
  [10_001, 14_000],
] as const;

/** Each text as it is, with zeros, a letter, noise and lines of another text in each stretch, and cut at each. */
function textCases(): readonly { name: string; bytes: Buffer }[] {
  return TEXTS.flatMap(([name, text]) => {
    const bytes = Buffer.from(text);
    const over = (from: number, to: number, piece: Buffer) => {
      const copy = Buffer.from(bytes);
      piece.copy(copy, from, 0, to - from);
      return copy;
    };
    const damaged = STRETCHES.flatMap(([from, to]) => [
      over(from, to, Buffer.alloc(to - from)),
      over(from, to, Buffer.alloc(to - from, 'x')),
      over(from, to, seededBytes(from + 3, to - from)),
      over(from, to, Buffer.from(proseOf(900).slice(20_000))),
      bytes.subarray(0, to),
    ]);
    const packed = [
      { name: `${name}.gz`, bytes: gzipSync(bytes) },
      { name, bytes: gzipSync(bytes) },
      { name: `${name}.gz`, bytes: Buffer.concat([gzipSync(bytes), seededBytes(9, 300)]) },
    ];
    return [bytes, ...damaged].map((each) => ({ name, bytes: each })).concat(packed);
  });
}

/** Packed files and archives by the tools that make them: whole, and each damaged in ways a seed chooses. */
const PACKERS = {
  xz: 'xz -c tree/prose.txt > out',
  zst: 'zstd -q -c tree/prose.txt > out',
  bz2: 'bzip2 -c tree/prose.txt > out',
  lz4: 'lz4 -q -c tree/prose.txt > out',
  lz: 'lzip -c tree/prose.txt > out',
  br: 'brotli -c tree/prose.txt > out',
  tar: 'tar -cf out tree',
  zip: 'zip -qr out.zip tree; mv out.zip out',
  '7z': '7z a out.7z tree; mv out.7z out',
  sqlite: 'sqlite3 out "create table t (a, b); insert into t values (1, \'b\'); "',
  bundle:
    'git init -q r; cd r; git -c user.name=a -c user.email=a@b.invalid commit -q --allow-empty -m a; git bundle create -q ../out --all',
};

/** What is said of a file in chunks of some sizes: all of the content, and the finding. */
function said(bytes: Uint8Array, name: string, sizes: readonly number[]): unknown {
  const content = examined(bytes, name, sizes);
  return { content, finding: detect(content, name) };
}

/** The sizes of chunks with which something else is said than of the file in one piece. */
function differing(bytes: Uint8Array, name: string, more: readonly (readonly number[])[] = []): unknown[] {
  const whole = JSON.stringify(said(bytes, name, [Math.max(1, bytes.length)]));
  const few = [...(bytes.length <= SMALL ? [[1]] : []), ...(bytes.length <= MIDDLE ? [[7]] : [])];
  const sizes = [...SIZES, ...few, ...more];
  return sizes.filter((each) => JSON.stringify(said(bytes, name, each)) !== whole);
}

/** The name and sizes of every case that depends on its chunks. */
function dependent(cases: readonly { name: string; bytes: Uint8Array }[]): unknown[] {
  return cases.flatMap(({ name, bytes }, i) => {
    const random = [[1 + ((i * 7919) % 5000), 1 + ((i * 104_729) % 700), 13]];
    const sizes = differing(bytes, name, random);
    return sizes.length === 0 ? [] : [{ name, length: bytes.length, case: i, sizes }];
  });
}

describe('what is said of a file is the same wherever its chunks are cut', () => {
  it('of files of every format and detector, as they are and damaged', () => {
    expect(KEPT.length).toBeGreaterThan(250);
    const cases = KEPT.flatMap(({ name, bytes }, i) => {
      const short = bytes.subarray(0, MOST);
      return [short, mutate(short, i)].map((each) => ({ name, bytes: each }));
    });
    expect(dependent(cases)).toEqual([]);
  });

  it('of text with fills, noise and other lines in it, and packed', () => {
    expect(dependent(textCases())).toEqual([]);
  });

  const tools = Object.entries(PACKERS).filter(([, script]) => needs(script.split(' ')[0] ?? ''));
  it.each(tools)('of a file that a tool packed as %s', (ending, script) => {
    const files = { 'tree/prose.txt': proseOf(3000), 'tree/rows.csv': rows(500) };
    const bytes = made(script, 'out', files);
    const damaged = Array.from({ length: 8 }, (_, seed) => mutate(bytes, seed));
    const behind = [Buffer.alloc(512), seededBytes(3, 700), bytes].map((more) =>
      Buffer.concat([bytes, more]),
    );
    const cases = [bytes, ...damaged, ...behind].map((each) => ({ name: `a.${ending}`, bytes: each }));
    expect(dependent(cases)).toEqual([]);
  });

  it('of any of them, damaged anywhere and cut anywhere', () => {
    const all = [
      ...KEPT.map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, 200_000) })),
      ...textCases(),
    ];
    const one = fc.record({
      which: fc.nat({ max: all.length - 1 }),
      seed: fc.nat({ max: 1e6 }),
      sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 100, max: 70_000 })), {
        minLength: 1,
        maxLength: 6,
      }),
    });
    fc.assert(
      fc.property(one, ({ which, seed, sizes }) => {
        const { name, bytes } = all[which] ?? { name: 'a', bytes: Buffer.alloc(0) };
        const damaged = mutate(bytes, seed);
        const chunks = sizes.some((size) => size > 100) ? sizes : [...sizes, 1000];
        expect(said(damaged, name, chunks)).toEqual(said(damaged, name, [Math.max(1, damaged.length)]));
      }),
      { numRuns: 300, seed: 7, interruptAfterTimeLimit: 60_000 },
    );
  });
});
