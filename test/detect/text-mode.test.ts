import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect/detectors.ts';
import { seededBytes } from '../help/bytes.ts';
import { inWords } from '../help/in-words.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { keptFile } from '../structure/kept.ts';
import { examined } from './read.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/garbage');
const png = readFileSync(join(FIXTURES, 'wrong-type/good/logo.png'));
const noise = seededBytes(5, 60_000);
const jpeg = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0008010100003f00', 'hex'),
  Buffer.from(noise.map((byte) => (byte === 0xff ? 0xfe : byte))),
  Buffer.from('ffd9', 'hex'),
]);

const crlf = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
const replaced = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('utf8'));
const twice = (bytes: Buffer): Buffer =>
  Buffer.from(Buffer.from(bytes.toString('latin1'), 'utf8').toString('latin1'), 'utf8');
const once = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1'), 'utf8');
const stripped = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte & 0x7f));

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined
    ? 'nothing'
    : `${finding.severity} ${finding.code}: ${inWords(finding).detail}`;
}

describe('a file that was transferred as text', () => {
  const gz = gzipSync(Buffer.from(noise));
  const WAYS = [
    ['every line end is CR LF', crlf],
    ['bytes that are not UTF-8 are replaced by U+FFFD', replaced],
    ['each byte is a character of UTF-8', once],
    ['each byte is a character of UTF-8', twice],
    ['no byte has its high bit', stripped],
  ] as const;

  it.each(WAYS)('is told as such: %s', (words, mangle) => {
    const files = [
      [jpeg, 'a.jpg'],
      [gz, 'a.gz'],
      [Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\n', 'latin1'), noise]), 'a.docx'],
    ] as const;
    for (const [bytes, path] of files) {
      expect(said(mangle(bytes), path)).toMatch(/^(?:warning|error) /);
      expect(said(mangle(bytes), path)).toContain(`transferred or saved as text: ${words}`);
    }
  });

  it.each([
    ['a.tif', keptFile('tiff/strips.tif')],
    ['a.webp', keptFile('webp/lossy.webp')],
    ['prog', readFileSync('/bin/true')],
  ] as const)('is told in %s where only the bytes from 128 on changed', (path, bytes) => {
    for (const [words, mangle] of [WAYS[1], WAYS[2], WAYS[3]])
      expect(said(Buffer.concat([bytes.subarray(0, 8), mangle(bytes.subarray(8))]), path)).toMatch(words);
  });

  it('is told in a sound and a program by their line ends', () => {
    const samples = Buffer.concat([
      Buffer.from(
        `524946460000000057415645666d7420100000000100010044ac000088580100020010006461746100000000`,
        'hex',
      ),
      noise,
    ]);
    samples.writeUInt32LE(samples.length - 8, 4);
    samples.writeUInt32LE(noise.length, 40);
    for (const [bytes, path] of [
      [samples, 'a.wav'],
      [readFileSync('/bin/sh'), 'sh'],
    ] as const)
      expect(said(Buffer.concat([bytes.subarray(0, 44), crlf(bytes.subarray(44))]), path)).toMatch(
        /line end is CR LF/,
      );
  });

  it('is told by the signature of PNG', () => {
    expect(said(crlf(png), 'a.png')).toContain('every line end is CR LF');
    const lf = Buffer.from(png.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    expect(said(lf, 'a.png')).toContain('line ends are LF alone');
  });

  it.skipIf(!needs('bzip2'))('is told in bzip2, whose blocks are not unpacked', () => {
    const packed = execFileSync('bzip2', ['-c'], { input: noise, maxBuffer: 1e8 });
    expect(said(packed, 'a.bz2')).toBe('nothing');
    expect(said(crlf(packed), 'a.bz2')).toMatch(/^(?:error|warning) .*every line end is CR LF/);
  });

  it('is no healthy file, and no text', () => {
    for (const [bytes, path] of [
      [png, 'a.png'],
      [jpeg, 'a.jpg'],
      [gz, 'a.gz'],
      [keptFile('ole/streams.doc'), 'a.doc'],
      [crlf(Buffer.from(proseOf(900))), 'a.txt'],
      [once(Buffer.from(proseOf(900))), 'a.txt'],
    ] as const)
      expect(said(bytes, path)).toBe('nothing');
    expect(said(Buffer.from(noise), 'a.jpg')).not.toContain('transferred');
  });
});
