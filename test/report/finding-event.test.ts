import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../src/model/event.ts';
import { rangeEvidence } from '../../src/model/evidence.ts';
import { FINDING_CODES, finding } from '../../src/model/finding.ts';
import { toBytes } from '../../src/model/path.ts';
import { findingEvent } from '../../src/report/finding-event.ts';
import { COMPARE_WORDS } from '../../src/report/finding-text/words.ts';
import { somePath } from '../help/arbitrary.ts';

describe('a finding as an event', () => {
  it('has the words of its evidence and the advice of its code', () => {
    const evidence = [
      { is: 'size', wanted: 1, found: 2 },
      { is: 'longer', wanted: 1, found: 2, begins: true },
    ] as const;
    expect(findingEvent(finding('grown', 'sub/a', { evidence, note: 'd' }))).toEqual({
      type: 'finding',
      code: 'grown',
      severity: 'error',
      path: 'sub/a',
      wanted: '1 byte',
      found: '2 bytes',
      detail: '1 byte more than promised, and the first 1 bytes are as promised; d',
      advice: FINDING_CODES.grown.advice,
    });
  });

  it('has the words of compare where it is of that', () => {
    const evidence = [
      { is: 'longer', wanted: 1, found: 3, begins: true },
      { is: 'turned', before: 'text', mostly: 'random' },
      { is: 'note', text: 'as promised' },
    ] as const;
    expect(findingEvent(finding('grown', 'a', { evidence }), { words: COMPARE_WORDS }).detail).toBe(
      '2 bytes more than in the old generation, and the first 1 bytes are as in the old generation; ' +
        'text in the old generation, now mostly random; as promised',
    );
  });

  it('says where a file moved to, in bytes where text would lose some', () => {
    const moved = (to: string): FindingEvent =>
      findingEvent(finding('moved', 'a', { evidence: [{ is: 'move', to }] }));
    expect(moved('b/c')).toMatchObject({ to: 'b/c', found: 'b/c', detail: 'now at b/c' });
    expect(moved('b/c')).not.toHaveProperty('toBytes');
    expect(moved('caf\xe9')).toMatchObject({ to: 'caf\ufffd', toBytes: 'Y2Fm6Q==' });
  });

  it('says which bytes are damaged, and of how many', () => {
    const evidence = [
      rangeEvidence('zeros', 9000, [{ start: 512, end: 1024 }]),
      { is: 'cut', at: 9000, of: 10_000 },
      {
        is: 'slices',
        damaged: 2,
        of: 3,
        runs: [{ start: 1, end: 3 }],
        more: 0,
        bytes: 4000,
        size: 10_000,
        needed: 2,
        blocks: 1,
      },
    ] as const;
    expect(findingEvent(finding('truncated', 'a', { evidence }))).toMatchObject({
      ranges: [
        { start: 512, end: 1024, of: 'zeros' },
        { start: 9000, end: 10_000, of: 'absent' },
        { start: 4000, end: 10_000, of: 'damaged' },
      ],
      size: 10_000,
      detail:
        'zeros from 512 to 1,024; cut at byte 9,000 of 10,000; ' +
        '2 of 3 slices damaged (1-2); not repairable: its par2 set needs 2 recovery blocks and has 1',
    });
  });

  it('keeps the first ranges and counts the others', () => {
    const all = Array.from({ length: 40 }, (_, i) => ({ start: i * 1024, end: i * 1024 + 512 }));
    const event = findingEvent(
      finding('zero-holes', 'a', { evidence: [rangeEvidence('zeros', 65_536, all)] }),
    );
    expect(event.ranges).toHaveLength(16);
    expect(event.detail).toBe('zeros from 0 to 512 and 39 more ranges');
  });

  it('names the voucher below the root, or as the system does', () => {
    const by = { format: 'native', path: '/srv/a/x\xe9.sha256', line: 3 };
    const event = (root: string): FindingEvent => findingEvent(finding('missing', 'a', { by }), { root });
    expect(event('/srv/a').by).toEqual({
      format: 'native',
      path: 'x\ufffd.sha256',
      pathBytes: 'eOkuc2hhMjU2',
      line: 3,
    });
    expect(event('/srv/b').by?.path).toBe('/srv/a/x\ufffd.sha256');
  });

  it('has no field that says nothing', () => {
    const keys = Object.keys(findingEvent(finding('missing', 'a')));
    expect(keys).toEqual(['type', 'code', 'severity', 'path', 'advice']);
  });

  it('carries the exact bytes of any path through JSON', () => {
    fc.assert(
      fc.property(somePath, (path) => {
        const event = JSON.parse(JSON.stringify(findingEvent(finding('missing', path))));
        const bytes =
          event.pathBytes === undefined ? Buffer.from(event.path) : Buffer.from(event.pathBytes, 'base64');
        expect(bytes.equals(toBytes(path))).toBe(true);
      }),
    );
  });

  it('has bytes only where text would lose some', () => {
    expect(findingEvent(finding('missing', 'caf\xc3\xa9'))).not.toHaveProperty('pathBytes');
    expect(findingEvent(finding('missing', 'caf\xe9'))).toMatchObject({
      path: 'caf\ufffd',
      pathBytes: 'Y2Fm6Q==',
    });
  });
});
