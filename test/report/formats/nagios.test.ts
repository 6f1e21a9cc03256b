import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { nagios } from '../../../src/report/formats/nagios.ts';
import { begin, end, found, report } from '../events.ts';
import { hostileEvents } from '../hostile.ts';

const damaged = [
  begin(),
  found('corrupt', 'a/b', { detail: 'zeros from 0 to 512' }),
  found('unexpected', 'c'),
  end({
    verdict: 'damaged',
    exit: 1,
    counts: { corrupt: 1, unexpected: 1 },
    coverage: { files: 1, bytes: 2_999_000_000 },
  }),
];

function state(events: readonly RunEvent[]): string | undefined {
  return /^RESTORABLE ([A-Z]+) - /.exec(report(nagios, events))?.[1];
}

describe('the output of a monitoring plugin', () => {
  it('has the state, what is wrong and performance data in its first line', () => {
    expect(report(nagios, damaged).split('\n')).toEqual([
      'RESTORABLE CRITICAL - /srv/backup on db1 is damaged: 1 corrupt, 1 unexpected; 1,204 files, 3.4 GB read in 3 min 20 s' +
        ' | errors=1;;0 warnings=1;0 notes=0 files=1204 bytes=3400000000B seconds=200.00s coverage=88%;;;0;100',
      'CRITICAL: /srv/backup on db1 is damaged: 1 corrupt, 1 unexpected; 1,204 files, 3.4 GB read in 3 min 20 s',
      '  intact: no (1 corrupt) · complete: no (1 unexpected) · plausible: not asked · authentic: not signed',
      '  corrupt: a/b  zeros from 0 to 512',
      '  unexpected: c',
      '',
    ]);
  });

  it('has the state of the worst run', () => {
    expect(state([begin(), end()])).toBe('OK');
    expect(state([begin(), end({ verdict: 'suspect', exit: 1 })])).toBe('WARNING');
    expect(state([begin(), end({ verdict: 'incomplete', exit: 3 })])).toBe('UNKNOWN');
    expect(state([begin(), end({ verdict: 'untrusted', exit: 4 })])).toBe('CRITICAL');
    expect(state([begin()])).toBe('UNKNOWN');
    expect(state([])).toBe('UNKNOWN');
    expect(state([...damaged, begin({ id: '2' })])).toBe('CRITICAL');
    expect(
      state([begin(), end(), begin({ id: '2', root: '/two' }), end({ verdict: 'suspect', exit: 1 })]),
    ).toBe('WARNING');
    const [, second, , third] = report(nagios, [begin({ id: '2' }), end(), ...damaged]).split('\n');
    expect([second?.slice(0, 8), third]).toEqual(['CRITICAL', '  corrupt: a/b  zeros from 0 to 512']);
    expect(report(nagios, [begin(), end(), begin({ id: '2' }), end()])).toContain('(and 1 other run) | ');
  });

  it('never says that nothing was covered where all but little was, nor that all was', () => {
    const coverage = (bytes: number): string | undefined =>
      /coverage=(\d+)%/.exec(report(nagios, [begin(), end({ coverage: { files: 1, bytes } })]))?.[1];
    expect(coverage(3_400_000_000)).toBe('100');
    expect(coverage(3_399_999_999)).toBe('99');
    expect(coverage(0)).toBe('0');
  });

  it('has one bar, numbers without exponents and less than 4 KiB, whatever the names', () => {
    const many = Array.from({ length: 50 }, () => hostileEvents()).flat();
    for (const events of [hostileEvents(), many, [begin(), end({ seconds: 1e-7 })]]) {
      const text = report(nagios, events);
      expect(Buffer.byteLength(text)).toBeLessThan(4096);
      expect(text.split('|')).toHaveLength(2);
      expect(text).toMatch(/^[^\n|]* \| (?:[a-z]+=\d+(?:\.\d+)?(?:B|s|%)?[;\d]*(?: |\n))+/);
    }
  });
});
