import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/detect/detectors.ts';
import { crc32 } from '../../../src/hash/crc.ts';
import { gzip } from '../../../src/structure/archive/gzip.ts';
import type { StructureVerdict } from '../../../src/structure/kit/structure.ts';
import { examined } from '../../detect/read.ts';
import { seededBytes } from '../../help/bytes.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

const TEXT = proseOf(3000);
const real = gzipSync(TEXT);

describe('gzip', () => {
  it('proves what Node makes, also of nothing and of noise', () => {
    for (const content of ['', 'a', TEXT, seededBytes(1, 100_000)]) {
      const bytes = gzipSync(content);
      expect(gzip.recognises(bytes)).toBe(true);
      expect(standingOf(gzip, bytes)).toEqual({ is: 'proven' });
    }
  });

  it.skipIf(!needs('gzip'))(
    'proves what gzip makes, with a name in the header, of a pipe, and one after another',
    () => {
      const files = { 'a.txt': TEXT };
      for (const script of [
        'gzip -9 a.txt',
        'gzip < a.txt > a.txt.gz',
        'gzip a.txt; cat a.txt.gz a.txt.gz > b; mv b a.txt.gz',
      ])
        expect(standingOf(gzip, made(script, 'a.txt.gz', files))).toEqual({ is: 'proven' });
    },
  );

  it.skipIf(!needs('pigz'))('proves what pigz makes of many blocks', () => {
    expect(standingOf(gzip, made('pigz -b 128 a.txt', 'a.txt.gz', { 'a.txt': proseOf(40_000) }))).toEqual({
      is: 'proven',
    });
  });

  it('reads every field of a header, and holds its CRC-16', () => {
    const start = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 4, 0, 1, 2, 3, 4]),
      Buffer.from('name.txt\0'),
      Buffer.from('comment\0'),
    ]);
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(crc32(start) & 0xffff);
    const bytes = Buffer.concat([start, sum, real.subarray(10)]);
    expect(standingOf(gzip, bytes)).toEqual({ is: 'proven' });
    expect(standingOf(gzip, flipped(bytes, 18)).is).toBe('broken');
    endures(gzip, bytes);
  });

  it('takes zero padding, and warns of other trailing bytes', () => {
    expect(standingOf(gzip, Buffer.concat([real, Buffer.alloc(10_000)]))).toEqual({ is: 'proven' });
    expect(standingOf(gzip, Buffer.concat([real, Buffer.from('signature')]))).toEqual({
      is: 'broken',
      severity: 'warning',
      of: 'gzip',
      detail: `ends at ${real.length}, but other bytes follow`,
    });
  });

  it('is cut wherever it ends too early, also inside a second member', () => {
    expect(cuts(gzip, real, 60, 3)).toEqual(['cut']);
    const two = Buffer.concat([real, real]);
    for (const more of [1, 2, 3, 9, 10, 500, real.length - 1])
      expect(standingOf(gzip, two.subarray(0, real.length + more)).is).toBe('cut');
  });

  it('is broken by a turned bit, a hole of zeros and a hole of noise, and says near where', () => {
    const big = gzipSync(seededBytes(3, 200_000));
    for (const at of [40, 1000, 150_000, big.length - 1, big.length - 6])
      expect(standingOf(gzip, flipped(big, at)).is).toBe('broken');
    for (const hole of [Buffer.alloc(4096), seededBytes(9, 4096)]) {
      expect(standingOf(gzip, patched(real, 8192, hole)).is).toBe('broken');
      expect(standingOf(gzip, patched(big, 65_536, hole)).is).toBe('broken');
    }
    expect(standingOf(gzip, flipped(real, real.length - 1))).toEqual({
      is: 'broken',
      of: 'gzip',
      detail: expect.stringMatching(/^member at 0: size wanted \d+, found \d+$/),
    });
  });

  it('is broken where bgzip has no member', () => {
    const block = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0, 0, 0]),
      real.subarray(10),
    ]);
    expect(standingOf(gzip, Buffer.concat([block, block]))).toEqual({ is: 'proven' });
    const damaged = Buffer.concat([block, Buffer.alloc(64), block]);
    expect(standingOf(gzip, damaged).is).toBe('broken');
  });

  it('looks inside under the name of what is inside, unless it is itself at fault', () => {
    const inside: StructureVerdict = { is: 'cut', detail: 'no end at 7', severity: 'warning' };
    const asked: string[] = [];
    const seen: Buffer[] = [];
    const nest = (path: string) => {
      asked.push(path);
      return { update: (chunk: Uint8Array) => void seen.push(Buffer.from(chunk)), end: () => inside };
    };
    const expected = { is: 'cut', detail: 'inside: no end at 7', severity: 'warning' };
    for (const path of ['a/b.tar.gz', 'a/b.TGZ', 'x.svgz', 'data.rds', 'plain'])
      expect(standingOf(gzip, real, [999], { path, nest })).toEqual(expected);
    expect(asked).toEqual(['a/b.tar', 'a/b.tar', 'x.svg', 'data', 'plain']);
    expect(Buffer.concat(seen).toString()).toBe(TEXT.repeat(5));
    expect(standingOf(gzip, real.subarray(0, 900), [999], { path: 'a.gz', nest })).toMatchObject({
      is: 'cut',
      detail: expect.not.stringContaining('inside: '),
    });
  });

  it('endures any chunks and any damage, and takes nothing else for its own', () => {
    endures(gzip, real);
    endures(gzip, Buffer.concat([real, real, Buffer.alloc(600)]));
    refusesOthers(gzip);
  });

  it('goes by the name without its own extension, and by no other', () => {
    const index = gzipSync(
      Buffer.concat([Buffer.from('TBI\x01\x03\0\0\0', 'latin1'), Buffer.alloc(3000, '\x01\x02\0')]),
    );
    const said = (path: string) => detect(examined(index, path), path)?.code;
    expect(said('x.vcf.gz.tbi')).toBeUndefined();
    expect(said('x.vcf.gz.old')).toBeUndefined();
    expect(said('x.vcf.gz')).toBe('broken-structure');
  });
});
