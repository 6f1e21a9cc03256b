import { describe, expect, it } from 'vitest';
import { sfnt, ttc } from '../../../src/structure/document/sfnt.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { flipped, standingOf } from '../standing.ts';

describe('sfnt', () => {
  holdsTo(sfnt, {
    whole: 'proven',
    cut: ['cut', 'proven'],
    zeros: ['broken'],
    noise: ['broken', 'cut'],
    flip: ['broken', 'cut', 'proven'],
  });
  holdsTo(ttc, {
    whole: 'sound',
    cut: ['cut'],
    zeros: ['sound', 'cut'],
    noise: ['sound', 'cut'],
    flip: ['sound', 'cut'],
  });

  it('warns where neither the sum of a table nor that of the whole holds', () => {
    const font = keptFile('sfnt/glyphs.ttf');
    expect(standingOf(sfnt, flipped(font, 9000))).toEqual({
      is: 'broken',
      severity: 'warning',
      detail: expect.stringMatching(
        /^table ".{4}" at \d+: checksum does not match, nor does that of the whole font$/,
      ),
    });
  });
});
