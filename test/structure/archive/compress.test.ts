import { describe, expect, it } from 'vitest';
import { compress } from '../../../src/structure/archive/compress.ts';
import { made, proseOf } from '../../help/made.ts';
import { needs } from '../../help/tools.ts';
import { refusesOthers } from '../standing.ts';

describe('compress', () => {
  it.skipIf(!needs('compress'))('is recognised', () => {
    for (const bits of [10, 12, 16])
      expect(compress.recognises(made(`compress -b ${bits} a`, 'a.Z', { a: proseOf(300) }))).toBe(true);
  });

  it('takes nothing else for its own', () => {
    refusesOthers(compress);
  });
});
