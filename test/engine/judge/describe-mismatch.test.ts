import { describe, expect, it } from 'vitest';
import { describeMismatch } from '../../../src/engine/judge/describe-mismatch.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import type { FileFacts } from '../../../src/read/jobs.ts';
import { detailOf } from '../../help/in-words.ts';
import { digestOf, facts, promise } from '../cases.ts';

const TEXT = 'p=1;c=T;m=-;H=497;b=T118,B2;z=-;h=;t=';
const RANDOM = 'p=1;c=R;m=-;H=799;b=H1,R119;z=-;h=;t=';

function zeros(...runs: [number, number][]): Partial<FileFacts> {
  const zeroRuns = runs.map(([start, end]) => ({ start, end }));
  return { zeroRuns, longestZeroRun: Math.max(...runs.map(([start, end]) => end - start)) };
}

/** A file of 100,000 bytes that does not hold. */
function explained(promised: Partial<ManifestEntry>, found: Partial<FileFacts>): string {
  const evidence = describeMismatch(
    promise('a', 'old', { size: 100_000, ...promised }),
    facts('new', { size: 100_000, ...found }),
  );
  return detailOf({ evidence }) ?? '';
}

describe('how a file differs', () => {
  it.each<[string, Partial<ManifestEntry>, Partial<FileFacts>, string]>([
    ['is not known', {}, {}, ''],
    ['is not known without a size', { size: undefined }, {}, ''],
    ['by its end', {}, { size: 4096 }, 'cut at byte 4,096 of 100,000'],
    ['by what follows', {}, { size: 100_007 }, '7 bytes more than promised'],
    ['by the byte that follows', {}, { size: 100_001 }, '1 byte more than promised'],
    [
      'by what follows the whole',
      {},
      { size: 100_007, beginsAsRecorded: true },
      '7 bytes more than promised, and the first 100,000 bytes are as promised',
    ],
    ['by zeros', {}, zeros([4096, 8192]), 'zeros from 4,096 to 8,192'],
    [
      'by zeros in several places',
      {},
      zeros([4096, 8192], [20_480, 20_992]),
      'zeros from 4,096 to 8,192 and 1 more range',
    ],
    ['by being all zeros', {}, zeros([0, 100_000]), 'zeros from 0 to 100,000, which is all of it'],
    ['not by zeros shorter than a sector', {}, { zeroRuns: [], longestZeroRun: 511 }, ''],
    [
      'by zeros that were not there when it was sealed',
      { profile: TEXT },
      zeros([4096, 8192]),
      'zeros from 4,096 to 8,192',
    ],
    ['not by zeros that were there', { profile: TEXT.replace('z=-', 'z=12') }, zeros([4096, 8192]), ''],
    [
      'by the zeros that are longer than before',
      { profile: TEXT.replace('z=-', 'z=12') },
      zeros([0, 512], [4096, 16_384]),
      'zeros from 4,096 to 16,384',
    ],
    [
      'not by zeros that may have been as long',
      { profile: TEXT.replace('z=-', 'z=12') },
      zeros([4096, 4096 + 7680]),
      '',
    ],
    ['by being random', { profile: TEXT }, { profile: RANDOM }, 'all random now'],
    [
      'by random parts',
      { profile: TEXT },
      { profile: 'p=1;c=T;m=-;H=1;b=T90,R30;z=-;h=;t=' },
      '30 of 120 blocks are random now',
    ],
    ['not by being random where it was', { profile: RANDOM }, { profile: RANDOM }, ''],
    [
      'not by being random where parts were',
      { profile: 'p=1;c=T;m=-;H=1;b=T90,R30;z=-;h=;t=' },
      { profile: RANDOM },
      '',
    ],
    ['not by a profile of another version', { profile: TEXT.replace('p=1', 'p=9') }, { profile: RANDOM }, ''],
    [
      'by being stale',
      { older: [digestOf('x'), digestOf('new')] },
      {},
      'it is as an older line of the list has it: stale',
    ],
    ['not by an older line of other content', { older: [digestOf('x')] }, {}, ''],
    [
      'by all that is known',
      { older: [digestOf('new')], profile: TEXT },
      { ...zeros([512, 1024]), size: 2048, profile: RANDOM },
      'it is as an older line of the list has it: stale; cut at byte 2,048 of 100,000; zeros from 512 to 1,024; all random now',
    ],
  ])('%s', (_, promised, found, wanted) => {
    expect(explained(promised, found)).toBe(wanted);
  });
});
