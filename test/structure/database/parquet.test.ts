/** A file of Parquet that Arrow wrote with a checksum in the head of each page. */
import { describe, expect, it } from 'vitest';
import { parquet } from '../../../src/structure/database/parquet-arrow.ts';
import { packed } from '../packed.ts';
import { cuts, endures, flipped, patched, standingOf } from '../standing.ts';

const pages = packed('parquet/pages.parquet');

describe('a file of Parquet with checksums of pages', () => {
  it('is sound', () => {
    expect(standingOf(parquet, pages)).toEqual({ is: 'sound' });
    expect(cuts(parquet, pages, 40, 24)).toEqual(['cut']);
    endures(parquet, pages, 60);
  });

  it('is broken where a page does not hold', () => {
    const end = pages.length - 8 - pages.readUInt32LE(pages.length - 8);
    const found = [];
    for (let at = 30; at < end; at += 23) found.push(standingOf(parquet, flipped(pages, at)).is);
    // The heads of pages and the index of pages have no checksum.
    expect(found.filter((is) => is === 'broken').length).toBeGreaterThan(found.length * 0.4);
    expect(standingOf(parquet, patched(pages, 60, Buffer.alloc(90)))).toMatchObject({
      is: 'broken',
      detail: expect.stringMatching(/^page at 4: CRC-32 wanted /),
    });
  });

  it('is not followed where pages are encrypted or unknown', () => {
    const noise = patched(pages, 4, Buffer.from([0x9c, 0x1f, 0xff, 0x18, 0xff, 0xff, 0x7f]));
    expect(standingOf(parquet, noise)).toEqual({ is: 'sound' });
  });
});
