import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zlibAfterHeader } from '../../src/structure/archive/zlib-after-header.ts';
import { pnm } from '../../src/structure/image/pnm.ts';
import { rLazyLoad } from '../../src/structure/program/r-lazy-load.ts';
import { cram } from '../../src/structure/science/cram.ts';
import { dicom } from '../../src/structure/science/dicom.ts';
import { fits } from '../../src/structure/science/fits.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { seededBytes } from '../help/bytes.ts';
import { made, proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { keptFiles } from './kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const firstOf = (bytes: Buffer): string | undefined =>
  STRUCTURES.find((each) => each.recognises(bytes.subarray(0, 65_536)))?.name;

/** An element with its type: tag, type, value. */
function element(group: number, number: number, type: string, value: Buffer, length = value.length): Buffer {
  const isLong = /^(?:O[BDFLVW]|S[QV]|U[CNRTV])$/.test(type);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(type, 4, 'latin1');
  if (isLong) head.writeUInt32LE(length, 8);
  else head.writeUInt16LE(length, 6);
  return Buffer.concat([head, value]);
}

/** An element without its type, as items and delimiters are. */
function bare(group: number, number: number, value: Buffer, length = value.length): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, value]);
}

const NONE = Buffer.alloc(0);
const OPEN = 0xffffffff;
const PIXELS = Buffer.concat([Buffer.alloc(9000), seededBytes(3, 3000)]);

/** A picture whose preamble is a TIFF, as tools write it for viewers that know no DICOM. */
function picture(syntax: string, data: readonly Buffer[]): Buffer {
  const preamble = Buffer.alloc(128);
  Buffer.from('49492a00a4060800', 'hex').copy(preamble);
  const meta = [element(2, 1, 'OB', Buffer.of(0, 1)), element(2, 0x10, 'UI', Buffer.from(syntax))];
  return Buffer.concat([preamble, Buffer.from('DICM'), ...meta, ...data]);
}

const EXPLICIT = picture('1.2.840.10008.1.2.1\0', [
  element(8, 0x16, 'UI', Buffer.from('1.2.840.10008.5.1')),
  element(8, 0x1140, 'SQ', NONE, OPEN),
  bare(0xfffe, 0xe000, NONE, OPEN),
  element(8, 0x1150, 'UI', Buffer.from('1.2.3.4\0')),
  bare(0xfffe, 0xe00d, NONE),
  bare(0xfffe, 0xe0dd, NONE),
  element(0x7fe0, 0x10, 'OW', PIXELS),
]);
const IMPLICIT = picture('1.2.840.10008.1.2\0', [
  bare(8, 0x16, Buffer.from('1.2.840.10008.5.1')),
  bare(0x7fe0, 0x10, PIXELS),
]);
const PACKED = picture('1.2.840.10008.1.2.4.50', [
  element(8, 0x16, 'UI', Buffer.from('1.2.840.10008.5.1')),
  element(0x7fe0, 0x10, 'OB', NONE, OPEN),
  bare(0xfffe, 0xe000, NONE),
  bare(0xfffe, 0xe000, PIXELS),
  bare(0xfffe, 0xe0dd, NONE),
]);

describe('dicom', () => {
  it.each([
    ['with types', EXPLICIT],
    ['without types', IMPLICIT],
    ['packed', PACKED],
  ])('%s: is no TIFF, and whole to its last element', (_, bytes) => {
    expect(firstOf(bytes)).toBe('dicom');
    expect(standingOf(dicom, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(dicom, bytes.subarray(0, -20)).is).toBe('cut');
    expect(standingOf(dicom, Buffer.concat([bytes, Buffer.alloc(64)]))).toEqual({ is: 'unknown' });
    endures(dicom, bytes, 60);
  });

  it('finds what is no element, and lets go what lacks the types that it promises', () => {
    expect(
      standingOf(dicom, patched(EXPLICIT, EXPLICIT.length - PIXELS.length - 8, Buffer.of(1, 2))),
    ).toMatchObject({
      is: 'broken',
    });
    const wrong = picture('1.2.840.10008.1.2.1\0', [bare(8, 0x16, Buffer.from('1.2.840.10008.5.1'))]);
    expect(standingOf(dicom, wrong)).toEqual({ is: 'unknown' });
    refusesOthers(dicom);
  });
});

/** One part of a FITS file. */
function part(cards: readonly string[], data: Buffer): Buffer {
  const header = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  const fill = Buffer.alloc((2880 - (data.length % 2880)) % 2880);
  return Buffer.concat([Buffer.from(header.padEnd(Math.ceil(header.length / 2880) * 2880)), data, fill]);
}

const FITS = Buffer.concat([
  part(
    [
      'SIMPLE  =                    T',
      'BITPIX  =                   16 / bits',
      'NAXIS   =                    2',
      'NAXIS1  =                   60',
      'NAXIS2  =                   50',
    ],
    seededBytes(4, 6000),
  ),
  part(
    [
      "XTENSION= 'BINTABLE'",
      'BITPIX  = 8',
      'NAXIS   = 2',
      'NAXIS1  = 20',
      'NAXIS2  = 10',
      'PCOUNT  = 30',
      'GCOUNT  = 1',
      'TFIELDS = 1',
    ],
    seededBytes(5, 230),
  ),
]);

describe('fits', () => {
  it('follows its parts by what their headers promise', () => {
    expect(firstOf(FITS)).toBe('fits');
    expect(fits.traits).toContain('paged');
    expect(standingOf(fits, FITS)).toEqual({ is: 'sound' });
    expect(standingOf(fits, FITS.subarray(0, -2600))).toEqual({ is: 'sound' });
    expect(standingOf(fits, Buffer.concat([FITS, Buffer.alloc(2880)]))).toEqual({ is: 'sound' });
    for (const end of [5000, 8879, 12_000, FITS.length - 2651])
      expect(standingOf(fits, FITS.subarray(0, end)).is).toBe('cut');
    const lost = patched(FITS, 80, Buffer.alloc(200));
    expect(standingOf(fits, lost, [262_144], { path: 'm31.fits' }).is).toBe('broken');
    // People keep headers alone, filled up or not, under names of their own.
    for (const end of [800, 2000, 2880])
      for (const path of ['a.hdr', 'dir.fits/header'])
        expect(standingOf(fits, FITS.subarray(0, end), [262_144], { path })).toEqual({ is: 'unknown' });
    expect(standingOf(fits, FITS.subarray(0, 2880), [262_144], { path: 'm31.fits' }).is).toBe('cut');
    expect(standingOf(fits, FITS.subarray(0, 2881), [262_144], { path: 'a.hdr' }).is).toBe('cut');
    endures(fits, FITS, 80);
    refusesOthers(fits);
  });
});

describe('cram', () => {
  it.each(keptFiles('cram'))(
    '%s: every block by its CRC-32, to the container that marks the end',
    (_, bytes) => {
      expect(firstOf(bytes)).toBe('cram');
      expect(standingOf(cram, bytes)).toEqual({ is: 'proven' });
      expect(standingOf(cram, Buffer.concat([bytes, seededBytes(1, 50)]))).toEqual({ is: 'proven' });
      expect(cuts(cram, bytes)).toEqual(['cut']);
      for (const at of [60, 1500, bytes.length >> 1, bytes.length - 60])
        expect(standingOf(cram, flipped(bytes, at)).is).not.toBe('proven');
      expect(standingOf(cram, patched(bytes, 2000, Buffer.alloc(512))).is).toBe('broken');
      endures(cram, bytes, 80);
      refusesOthers(cram);
    },
  );
});

/** An object as R packs it. */
function object(size: number, packed: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(size);
  return Buffer.concat([length, packed]);
}

const PROSE = Buffer.from(proseOf(900));
const NOISE = seededBytes(9, 20_000);

describe('r-lazy-load', () => {
  it('proves objects of zlib by their sums and lengths', () => {
    const bytes = Buffer.concat(
      [PROSE, NOISE, PROSE.subarray(0, 40)].map((each) => object(each.length, deflateSync(each))),
    );
    expect(firstOf(bytes)).toBe('r-lazy-load');
    expect(standingOf(rLazyLoad, bytes)).toEqual({ is: 'proven' });
    expect(cuts(rLazyLoad, bytes)).toEqual(['cut']);
    expect(standingOf(rLazyLoad, flipped(bytes, 15_000)).is).toBe('broken');
    expect(standingOf(rLazyLoad, flipped(bytes, 3)).is).toBe('broken');
    endures(rLazyLoad, bytes, 80);
    refusesOthers(rLazyLoad);
  });

  it.skipIf(!needs('xz'))('walks objects of LZMA2', () => {
    const lzma = made('xz --format=raw --lzma2=preset=6 -c in > out', 'out', { in: PROSE });
    const one = object(PROSE.length, Buffer.concat([Buffer.from('Z'), lzma]));
    const bytes = Buffer.concat([one, object(PROSE.length, deflateSync(PROSE)), one]);
    expect(firstOf(bytes)).toBe('r-lazy-load');
    expect(standingOf(rLazyLoad, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(rLazyLoad, bytes.subarray(0, -9)).is).toBe('cut');
    expect(standingOf(rLazyLoad, patched(bytes, 5, Buffer.alloc(64))).is).toBe('broken');
    endures(rLazyLoad, bytes, 40);
  });
});

describe('zlib-behind', () => {
  const term = Buffer.concat([Buffer.from('8350', 'hex'), object(PROSE.length, deflateSync(PROSE))]);

  it('is proven where the stream is all that follows a short head, and accuses nobody', () => {
    expect(firstOf(term)).toBe('zlib-behind');
    expect(zlibAfterHeader.traits).toContain('dense');
    expect(standingOf(zlibAfterHeader, term)).toEqual({ is: 'proven' });
    for (const bytes of [term.subarray(0, -100), flipped(term, 3000), Buffer.concat([term, PROSE])])
      expect(standingOf(zlibAfterHeader, bytes)).toEqual({ is: 'unknown' });
    expect(firstOf(Buffer.concat([Buffer.from('8350', 'hex'), seededBytes(6, 9000)]))).toBeUndefined();
    endures(zlibAfterHeader, term, 40);
    refusesOthers(zlibAfterHeader);
  });
});

describe('pnm', () => {
  const gradient = Buffer.alloc(200 * 100 * 3, Buffer.from(Array.from({ length: 200 }, (_, i) => i)));
  it.each([
    ['grey', Buffer.concat([Buffer.from('P5\n# made by hand\n200 300\n255\n'), gradient])],
    ['colours', Buffer.concat([Buffer.from('P6 200 100 255\n'), gradient])],
    ['bits', Buffer.concat([Buffer.from('P4\n1595 300\n'), gradient])],
    [
      'any',
      Buffer.concat([
        Buffer.from('P7\nWIDTH 200\nHEIGHT 100\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n'),
        gradient,
      ]),
    ],
  ])('%s: has the rows that its header promises', (_, bytes) => {
    expect(firstOf(bytes)).toBe('pnm');
    expect(pnm.traits).toEqual(expect.arrayContaining(['paged', 'dense']));
    expect(standingOf(pnm, bytes)).toEqual({ is: 'sound' });
    expect(cuts(pnm, bytes, 20, 90)).toEqual(['cut']);
    endures(pnm, bytes, 40);
    refusesOthers(pnm);
  });
});
