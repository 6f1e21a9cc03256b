import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { examined } from '../detect/read.ts';
import { made, proseOf } from '../help/made.ts';
import { keptFile } from './kept.ts';

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../fixtures/garbage/structure/${path}`, import.meta.url));
const CLUSTER = 4096;
const noise = randomBytes(2 * CLUSTER);
const pdf = fixture('pdf/plain.pdf');
const png = fixture('png/rgb.png');
const zip = made('zip -qr r.zip a.txt b.txt', 'r.zip', { 'a.txt': proseOf(300), 'b.txt': noise });
const whole = { 'a.zip': zip, 'a.docx': zip, 'a.jar': zip, 'a.png': png, 'a.pdf': pdf };

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

/** A file with the rest of its last cluster filled from another file. */
function withSlack(bytes: Buffer, other: Buffer, clusters = 1): Buffer {
  const end = (Math.ceil(bytes.length / CLUSTER) + clusters - 1) * CLUSTER;
  return Buffer.concat([bytes, other.subarray(0, end - bytes.length)]);
}

const others = { noise, text: Buffer.from(proseOf(400)), records: Buffer.from('\0\x01\x02row'.repeat(2000)) };
const text = proseOf(2000);
const stored = {
  'a.gif': fixture('gif/still.gif'),
  'a.woff': fixture('woff/glyphs.woff'),
  'a.woff2': fixture('woff2/glyphs.woff2'),
  'a.class': gunzipSync(fixture('java-class/X.class.gz')),
  'a.webp': keptFile('webp/lossy.webp'),
  'a.txt.bz2': made('bzip2 t', 't.bz2', { t: text }),
  'a.txt.lz': made('lzip t', 't.lz', { t: text }),
  'a.7z': made('7z a -bd r.7z t', 'r.7z', { t: text }),
};
/** On these their own tools fail, whatever follows: `lzop -t` and `brotli -t`. */
const strict = {
  'a.txt.lzo': made('lzop t', 't.lzo', { t: text }),
  'a.txt.br': made('brotli t', 't.br', { t: text }),
};
const slack = Object.entries(whole).flatMap(([name, bytes]) =>
  Object.entries(others).flatMap(([what, other]) => [
    { name, what: `two kilobytes of ${what}`, bytes: Buffer.concat([bytes, other.subarray(0, 2000)]) },
    { name, what: `a cluster of ${what}`, bytes: withSlack(bytes, other, 2) },
  ]),
);

describe('what follows the end of a format', () => {
  it.each(slack)('is told in $name where it is $what', ({ name, bytes }) => {
    expect(said(bytes, name)).toBe('warning broken-structure');
  });

  it.each(Object.entries({ ...stored, ...strict }))('is told in %s', (name, bytes) => {
    expect([name, said(bytes, name)]).toEqual([name, 'nothing']);
    for (const other of Object.values(others))
      expect(said(Buffer.concat([bytes, other.subarray(0, 2000)]), name)).toBe('warning broken-structure');
  });

  it.each(Object.entries(strict))('is told in %s where it is a few bytes', (name, bytes) => {
    expect(said(Buffer.concat([bytes, Buffer.from('signature')]), name)).toBe('warning broken-structure');
  });

  it.each(Object.entries(stored))('is left alone in %s where it is padding or a few bytes', (name, bytes) => {
    for (const rest of [Buffer.alloc(4096), Buffer.alloc(700, 0x20), Buffer.from('made by a program')])
      expect(said(Buffer.concat([bytes, rest]), name)).toBe('nothing');
  });

  it.each(['a.zip', 'a.png'] as const)('is told in %s where it fills a sector with a few bytes', (name) => {
    const bytes = whole[name];
    const rest = 512 - (bytes.length % 512);
    expect(said(Buffer.concat([bytes, noise.subarray(0, rest)]), name)).toBe('warning broken-structure');
  });

  it.each(Object.entries(whole))('is left alone in %s where it is padding', (name, bytes) => {
    for (const fill of [0, 0x20, 0x0a, 0xff, 7])
      for (const length of [1, 100, CLUSTER - (bytes.length % CLUSTER)])
        if (name !== 'a.pdf' || fill <= 0x20)
          expect([fill, length, said(Buffer.concat([bytes, Buffer.alloc(length, fill)]), name)]).toEqual([
            fill,
            length,
            'nothing',
          ]);
  });

  it.each([
    ['a few bytes', 'a.png', Buffer.concat([png, Buffer.from('saved by a program')])],
    ['a few bytes', 'a.zip', Buffer.concat([zip, Buffer.from('signature')])],
    ['less than a reader looks through', 'a.pdf', Buffer.concat([pdf, noise.subarray(0, 900)])],
    [
      'the rest of a larger picture',
      'a.png',
      Buffer.concat([png, fixture('png/interlaced.png').subarray(60)]),
    ],
    ['an update', 'a.pdf', Buffer.concat([pdf, Buffer.from(`% ${'note '.repeat(500)}\n%%EOF\n`)])],
    [
      'a comment',
      'a.zip',
      made('zip -q r.zip a; head -c 3000 /dev/zero | tr "\\0" x | zip -qz r.zip', 'r.zip', { a: 'a' }),
    ],
  ])('is left alone where it is %s: %s', (_, name, bytes) => {
    expect(said(bytes, name)).toBe('nothing');
  });
});
