import { describe, expect, it } from 'vitest';
import { cab } from '../../src/structure/archive/cab.ts';
import { lzop } from '../../src/structure/archive/lzop.ts';
import { rpm } from '../../src/structure/archive/rpm.ts';
import { xbstream } from '../../src/structure/archive/xbstream.ts';
import { STRUCTURES } from '../../src/structure/structures.ts';
import { seededBytes } from '../help/bytes.ts';
import { keptFile, keptFiles } from './kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const PROVEN = { is: 'proven' };

describe.each([cab, lzop, rpm, xbstream])('$name', (structure) => {
  it.each(keptFiles(structure.name))('%s is whole, and cut where it ends too early', (name, bytes) => {
    const [first] = STRUCTURES.filter((each) => each.recognises(bytes));
    expect(first?.name).toBe(structure.name);
    expect(structure.extensions).toContain(
      name === 'two-files.xbstream' ? 'xbstream' : name.replace(/.*\./, ''),
    );
    // Of a block that is packed lzop keeps only the sum of what is in it.
    expect(standingOf(structure, bytes)).toEqual(name === 'text.lzo' ? { is: 'sound' } : PROVEN);
    expect(cuts(structure, bytes, 40, 120)).toEqual(['cut']);
    endures(structure, bytes, 50);
    refusesOthers(structure);
  });

  it('finds one bit that turned', () => {
    const [, bytes] = keptFiles(structure.name).find(([name]) => name !== 'text.lzo') ?? [];
    if (bytes === undefined) throw new Error('no file is kept');
    for (const share of [0.4, 0.6, 0.8]) {
      const turned = flipped(bytes, Math.floor(bytes.length * share));
      expect(standingOf(structure, turned).is).toBe('broken');
    }
  });
});

describe('archives', () => {
  it('lzop: two members, a header that is off, what follows the end', () => {
    const [text, noise] = [keptFile('lzop/text.lzo'), keptFile('lzop/noise.lzo')];
    expect(standingOf(lzop, Buffer.concat([noise, noise]))).toEqual(PROVEN);
    expect(standingOf(lzop, Buffer.concat([text, noise]))).toEqual({ is: 'sound' });
    expect(standingOf(lzop, Buffer.concat([noise, Buffer.alloc(512)]))).toEqual(PROVEN);
    expect(standingOf(lzop, flipped(text, 20)).is).toBe('broken');
    expect(standingOf(lzop, patched(text, text.length - 4, Buffer.of(0, 0, 9, 9))).is).toBe('cut');
  });

  it('xbstream: the end of every file, in any order', () => {
    const bytes = keptFile('xbstream/two-files.xbstream');
    const end = Buffer.concat([Buffer.from('XBSTCK01\0E'), Buffer.of(5, 0, 0, 0), Buffer.from('n.bin')]);
    expect(bytes.subarray(-end.length)).toEqual(end);
    expect(standingOf(xbstream, bytes.subarray(0, -end.length))).toEqual({
      is: 'cut',
      detail: `ends at ${bytes.length - end.length}, before the end of "n.bin"`,
    });
    const sparse = Buffer.from(bytes);
    sparse.write('S', 9);
    expect(standingOf(xbstream, sparse)).toEqual({ is: 'unknown' });
    expect(standingOf(xbstream, Buffer.concat([bytes, seededBytes(1, 100)])).is).toBe('broken');
  });

  it('cab: a block without a sum is no proof', () => {
    const bytes = keptFile('cab/stored.cab');
    const first = bytes.readUInt32LE(36);
    expect(standingOf(cab, patched(bytes, first, Buffer.alloc(4)))).toEqual({ is: 'sound' });
  });

  it('rpm: header and payload each by their digest', () => {
    const bytes = keptFile('rpm/zstd.rpm');
    const details = [bytes.length - 9, bytes.lastIndexOf('/opt')].map((at) =>
      standingOf(rpm, flipped(bytes, at)),
    );
    expect(details).toEqual([
      { is: 'broken', detail: expect.stringMatching(/^payload at \d+: SHA-256/) },
      { is: 'broken', detail: expect.stringMatching(/^header at \d+: SHA-256/) },
    ]);
  });
});
