import { describe, expect, it } from 'vitest';
import { type Gates, type Gauge, missedGates } from '../../../src/engine/tree/gates.ts';
import { inWords } from '../../help/in-words.ts';

const HOUR = 3_600_000;
const GAUGE: Gauge = {
  findings: 2,
  files: 80,
  bytes: 800,
  expectedFiles: 100,
  expectedBytes: 1000,
  youngest: 1000 * HOUR,
  sealed: 1006 * HOUR,
  now: 1026 * HOUR,
};

describe('the gates', () => {
  it.each<[string, Gates, Partial<Gauge>, string[]]>([
    ['none', {}, { files: 0, bytes: 0, youngest: undefined }, []],
    [
      'all that just hold',
      {
        maxFindings: 2,
        minFiles: 80,
        minBytes: 800,
        maxShrink: 0.2,
        maxAgeMs: 26 * HOUR,
        maxSealAgeMs: 20 * HOUR,
      },
      {},
      [],
    ],
    ['one finding more', { maxFindings: 1 }, {}, ['too-many-findings']],
    ['no finding', { maxFindings: 0 }, { findings: 0 }, []],
    ['one file less', { minFiles: 81 }, {}, ['too-small']],
    ['one byte less', { minBytes: 801 }, {}, ['too-small']],
    ['an empty tree', { minFiles: 1, minBytes: 1 }, { files: 0, bytes: 0 }, ['too-small', 'too-small']],
    ['fewer files', { maxShrink: 0.2 }, { files: 79 }, ['shrunk']],
    ['fewer bytes', { maxShrink: 0.2 }, { bytes: 799 }, ['shrunk']],
    ['any loss', { maxShrink: 0 }, { files: 99, bytes: 1000 }, ['shrunk']],
    ['growth', { maxShrink: 0 }, { files: 101, bytes: 1001 }, []],
    ['nothing promised', { maxShrink: 0 }, { expectedFiles: 0, expectedBytes: 0 }, []],
    ['few promised', { maxShrink: 0.1, shrinkFrom: { files: 101, bytes: 1001 } }, {}, []],
    ['an older file', { maxAgeMs: 26 * HOUR - 1 }, {}, ['too-old']],
    ['an older seal', { maxAgeMs: 26 * HOUR, maxSealAgeMs: 20 * HOUR - 1 }, {}, ['too-old']],
    ['an old file under a young seal', { maxAgeMs: HOUR, maxSealAgeMs: 20 * HOUR }, {}, ['too-old']],
    ['no seal at all', { maxSealAgeMs: HOUR }, { sealed: undefined }, ['too-old']],
    ['no date at all', { maxAgeMs: HOUR }, { youngest: undefined }, ['too-old']],
  ])('where %s', (_, gates, gauge, wanted) => {
    expect(missedGates(gates, { ...GAUGE, ...gauge }).map(({ code }) => code)).toEqual(wanted);
  });

  it('say what was wanted and what is there', () => {
    const gates = { maxFindings: 1, minFiles: 90, maxShrink: 0.1, maxAgeMs: HOUR };
    expect(missedGates(gates, GAUGE).map(inWords)).toMatchObject([
      { wanted: '90 files or more', found: '80 files' },
      { wanted: '100 files', found: '80 files', detail: '20 % fewer, and 10 % were allowed' },
      { wanted: '1,000 bytes', found: '800 bytes' },
      { wanted: 'a file younger than 1 h', found: 'the youngest is 26 h old' },
      { wanted: '1 or fewer', found: '2' },
    ]);
    const [old] = missedGates({ maxAgeMs: 30_000 }, { ...GAUGE, youngest: GAUGE.now - 90_000 });
    expect(old === undefined ? undefined : inWords(old)).toMatchObject({
      wanted: 'a file younger than 30 s',
      found: 'the youngest is 1 min 30 s old',
    });
  });
});
