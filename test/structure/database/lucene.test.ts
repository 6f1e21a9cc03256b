import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/hash/crc.ts';
import { lucene } from '../../../src/structure/database/lucene.ts';
import { STRUCTURES } from '../../../src/structure/structures.ts';
import { seededBytes } from '../../help/bytes.ts';
import { keptFiles } from '../kept.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

/** A file of a young Lucene, of which only the ends matter here. */
function young(codec: string): Buffer {
  const start = Buffer.concat([Buffer.from('3fd76c17', 'hex'), Buffer.of(codec.length), Buffer.from(codec)]);
  const all = Buffer.concat([start, seededBytes(2, 3000), Buffer.from('c02893e800000000', 'hex')]);
  const sum = Buffer.alloc(8);
  sum.writeUInt32BE(crc32(all), 4);
  return Buffer.concat([all, sum]);
}

describe('lucene', () => {
  it.each(keptFiles('lucene'))('%s is proven by its footer', (_, bytes) => {
    expect(STRUCTURES.find((each) => each.recognises(bytes))).toBe(lucene);
    expect(standingOf(lucene, bytes)).toEqual({ is: 'proven' });
    for (const at of [40, bytes.length >> 1, bytes.length - 1])
      expect(standingOf(lucene, flipped(bytes, at)).is).toBe('broken');
    expect(standingOf(lucene, patched(bytes, 100, Buffer.alloc(200))).is).toBe('broken');
    // Before Lucene 4.8 no file had a footer.
    expect(cuts(lucene, bytes)).toEqual(['unknown']);
    endures(lucene, bytes, 60);
    refusesOthers(lucene);
  });

  it('warns of a file that lost its footer where its codec always writes one', () => {
    const bytes = young('Lucene90FieldsIndexMeta');
    expect(standingOf(lucene, bytes)).toEqual({ is: 'proven' });
    expect(standingOf(lucene, bytes.subarray(0, -100))).toEqual({
      is: 'cut',
      severity: 'warning',
      detail: `ends at ${bytes.length - 100}, without the footer of Lucene90FieldsIndexMeta`,
    });
  });
});
