import { describe, expect, it } from 'vitest';
import { png } from '../../../src/structure/image/png.ts';
import { holdsTo, keptFile } from '../kept.ts';
import { flipped, patched, standingOf } from '../standing.ts';

describe('png', () => {
  holdsTo(png, {
    whole: 'proven',
    cut: ['cut', 'proven'],
    zeros: ['broken'],
    noise: ['broken'],
    flip: ['broken', 'cut'],
  });

  const bytes = keptFile('png/rgb.png');

  it('says which chunk does not hold, and what its CRC is', () => {
    expect(standingOf(png, flipped(bytes, 20))).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^chunk IHDR at 8: CRC-32 wanted [0-9a-f]{8}, found [0-9a-f]{8}$/),
    });
  });

  it('is cut where the last chunk is missing, and broken where the first is another', () => {
    expect(standingOf(png, bytes.subarray(0, -12))).toEqual({
      is: 'cut',
      detail: `ends at ${bytes.length - 12}, without the chunk IEND`,
    });
    expect(standingOf(png, patched(bytes, 8, Buffer.alloc(512)))).toMatchObject({ is: 'broken' });
    expect(standingOf(png, patched(bytes, 12, Buffer.from('IDAT')))).toMatchObject({ is: 'broken' });
  });

  it('takes what follows the last chunk', () => {
    expect(standingOf(png, Buffer.concat([bytes, Buffer.alloc(9000, 7)]))).toEqual({ is: 'proven' });
  });
});
