import { describe, expect, it } from 'vitest';
import { wim } from '../../src/structure/archive/wim.ts';
import { partclone } from '../../src/structure/disk/partclone.ts';
import { dds } from '../../src/structure/image/dds.ts';
import { jxl } from '../../src/structure/image/jxl.ts';
import { beam } from '../../src/structure/program/beam.ts';
import { qtResource } from '../../src/structure/program/qt-resource.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { examined } from '../detect/read.ts';
import { keptFile, keptFiles } from './kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const KEPT = [beam, dds, partclone, qtResource, wim].flatMap((structure) =>
  keptFiles(structure.name).map(([name, bytes]) => [name, structure, bytes] as const),
);

describe('images, textures and what is packed like them', () => {
  it.each(KEPT)('%s is whole, cut where it ends too early, in any chunks', (_, structure, bytes) => {
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(structure);
    expect(standingOf(structure, bytes)).toEqual({ is: structure === partclone ? 'proven' : 'sound' });
    const found = cuts(structure, bytes, 40, 210);
    expect(found).toContain('cut');
    // Where the last part of resources starts is known, and not where it ends; pictures have smaller copies behind them.
    const isOpen = structure === qtResource || structure === dds;
    expect(found.filter((word) => word !== 'cut')).toEqual(
      isOpen && found.includes('sound') ? ['sound'] : [],
    );
    endures(structure, bytes, 50);
    refusesOthers(structure);
  });

  it('partclone: the header, the map and every group of blocks by its sum', () => {
    const bytes = keptFile('partclone/ext2.pcl');
    for (const [at, what] of [
      [70, 'the header at 0'],
      [112, 'the map of blocks at 110'],
      [bytes.length - 100, 'the blocks at'],
    ] as const)
      expect(standingOf(partclone, flipped(bytes, at))).toEqual({
        is: 'broken',
        detail: expect.stringContaining(what),
      });
  });

  it('beam: a chunk that is none', () => {
    const bytes = keptFile('beam/pg2.beam');
    expect(standingOf(beam, patched(bytes, 12, Buffer.alloc(8))).is).toBe('broken');
  });

  it('a bare JPEG XL is known by its name and its first bytes', () => {
    const bytes = keptFile('jxl/bars.jxl');
    expect(examined(bytes, 'bars.jxl')).toMatchObject({
      format: { name: 'jxl' },
      verdict: { is: 'unknown' },
    });
    expect(jxl.traits).toContain('dense');
    expect(standingOf(jxl, patched(bytes, 0, Buffer.alloc(512))).is).toBe('broken');
    expect(examined(bytes, 'bars').format).toBeUndefined();
    const boxed = Buffer.from('0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20', 'hex');
    const { demanded = [], format } = examined(boxed, 'boxed.jxl');
    expect(demanded.map((each) => each.name)).toContain(format?.name);
    endures(jxl, bytes, 20);
  });
});
