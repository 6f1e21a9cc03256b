import { describe, expect, it } from 'vitest';
import { pfb } from '../../src/structure/document/pfb.ts';
import { dvi, pk, tfm, vf } from '../../src/structure/document/tex-files.ts';
import { icc } from '../../src/structure/image/icc.ts';
import type { Structure, StructureVerdict } from '../../src/structure/kit/structure.ts';
import { gettext } from '../../src/structure/program/gettext.ts';
import { npy } from '../../src/structure/science/npy.ts';
import { shapefile } from '../../src/structure/science/shapefile.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { seededBytes } from '../help/bytes.ts';
import { keptFile, keptFiles } from './kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const KEPT = [icc, gettext, pk, tfm, vf, pfb, shapefile, npy].flatMap((structure) =>
  keptFiles(structure.name).map(([name, bytes]) => [name, structure, bytes] as const),
);

describe('formats by their own lengths', () => {
  it.each(KEPT)('%s is whole, cut where it ends too early, in any chunks', (name, structure, bytes) => {
    expect(firstOf(bytes)).toBe(structure.name);
    expect(at(structure, bytes, name)).toEqual({ is: 'sound' });
    // Readers do not miss the padding of the last word.
    expect(cuts(structure, bytes.subarray(0, -3), 40, 130)).toContain('cut');
    expect(cuts(structure, bytes.subarray(0, -3), 40, 130)).not.toContain('sound');
    endures(structure, bytes, 60);
    refusesOthers(structure);
  });

  it.each(KEPT.filter(([, structure]) => structure.extensions.length > 0))(
    '%s: the name demands the format',
    (name, structure) => expect(structure.extensions).toContain(name.slice(name.lastIndexOf('.') + 1)),
  );

  it('finds strings of a translation that do not end, of either byte order', () => {
    const bytes = keptFile('gettext/continents-et.mo');
    const swapped = Buffer.from(bytes);
    const strings = bytes.readUInt32LE(8);
    const words = Math.max(bytes.readUInt32LE(12), bytes.readUInt32LE(16)) + 8 * strings;
    for (const hole of [Buffer.alloc(40, 1), seededBytes(3, 40)])
      expect(standingOf(gettext, patched(bytes, words + 8, hole)).is).toBe('broken');
    swapped.subarray(0, words).swap32();
    expect(firstOf(swapped)).toBe('gettext');
    expect(standingOf(gettext, swapped)).toEqual({ is: 'sound' });
  });

  it('follows the records of shapes', () => {
    const bytes = keptFile('shapefile/cities.shp');
    expect(at(shapefile, patched(bytes, 1000, Buffer.alloc(64)), 'cities.shp').is).toBe('broken');
    expect(at(shapefile, flipped(bytes, 100 + 7), 'cities.shp').is).toBe('broken');
  });

  it('follows the segments of a font, and finds a tag outside of its profile', () => {
    const font = keptFile('pfb/dummy-space.pfb');
    expect(standingOf(pfb, patched(font, 2, Buffer.of(0xff, 0))).is).toBe('broken');
    const profile = keptFile('icc/tinyrgb.icc');
    expect(standingOf(icc, patched(profile, 128 + 8, Buffer.of(0, 1))).is).toBe('broken');
  });

  it('takes a document of TeX that ends in its postamble and its filling', () => {
    const start = Buffer.from('f702018392c01c3b0000000003e8', 'hex');
    const body = seededBytes(2, 500);
    const whole = Buffer.concat([start, body, Buffer.from('f90000010002dfdfdfdf', 'hex')]);
    expect(firstOf(whole)).toBe('dvi');
    expect(standingOf(dvi, whole)).toEqual({ is: 'sound' });
    expect(standingOf(dvi, whole.subarray(0, -4)).is).toBe('cut');
    endures(dvi, whole, 40);
    refusesOthers(dvi);
  });

  it('reads the shape of an array, and lets go what has none', () => {
    const array = (header: string, bytes: number): Buffer =>
      Buffer.concat([
        Buffer.from('\x93NUMPY\x01\0', 'latin1'),
        Buffer.of(header.length, 0),
        Buffer.from(header),
        Buffer.alloc(bytes),
      ]);
    const text = "{'descr': '<U5', 'fortran_order': False, 'shape': (3, 4), }";
    expect(standingOf(npy, array(text, 240))).toEqual({ is: 'sound' });
    expect(standingOf(npy, array(text, 239)).is).toBe('cut');
    expect(standingOf(npy, array(text.replace('(3, 4)', '()'), 20))).toEqual({ is: 'sound' });
    expect(standingOf(npy, array(text.replace('<U5', '|O'), 1))).toEqual({ is: 'unknown' });
    expect(standingOf(npy, array(text.replace("'<U5'", "[('a', '<f8')]"), 1))).toEqual({ is: 'unknown' });
  });
});

/** The verdict for a file of this name. */
function at(structure: Structure, bytes: Buffer, path: string): StructureVerdict {
  return standingOf(structure, bytes, [262_144], { path });
}

/** The first format that takes a head for its own. */
function firstOf(bytes: Buffer): string | undefined {
  return STRUCTURES.find((each) => each.recognises(bytes.subarray(0, 65_536)))?.name;
}
