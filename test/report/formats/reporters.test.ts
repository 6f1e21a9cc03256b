/** What holds for every reporter, whatever it is for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { FINDING_CODES, isFindingCode } from '../../../src/model/finding.ts';
import { REPORTERS } from '../../../src/report/formats/reporters.ts';
import { somePath } from '../../help/arbitrary.ts';
import { begin, end, found, report } from '../events.ts';
import { hostileEvents } from '../hostile.ts';

/** `paths` has the bytes of names for programs, and is refused on a terminal. */
const PEOPLE = REPORTERS.filter(({ name }) => name !== 'jsonl' && name !== 'paths');

/** What could act where a report is shown; line feeds are a format's own, and the carriage returns of CSV. */
const ACTING = /(?![\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff\u200b]/u;

function acting(name: string, text: string): string | undefined {
  return ACTING.exec(name === 'csv' ? text.replaceAll('\r\n', '\n') : text)?.[0];
}

describe.each(PEOPLE)('the report $name', (reporter) => {
  it('lets no name act', () => {
    expect(acting(reporter.name, report(reporter, hostileEvents()))).toBeUndefined();
    fc.assert(
      fc.property(fc.array(somePath, { minLength: 1 }), (paths) => {
        expect(acting(reporter.name, report(reporter, hostileEvents(paths)))).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('lets no name be a command to the runners of CI', () => {
    const text = report(reporter, hostileEvents());
    const commands = text.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(commands.filter((line) => !/^::(?:error|warning|notice) (?:file|title)=/.test(line))).toEqual([]);
    if (reporter.name !== 'github') expect(commands).toEqual([]);
  });

  it('has lines that no name breaks', () => {
    const plain = hostileEvents().map((event) => JSON.parse(JSON.stringify(event).replaceAll(/\\n/g, 'n')));
    expect(report(reporter, hostileEvents()).split('\n').length).toBe(
      report(reporter, plain).split('\n').length,
    );
  });

  it('says of a run without an end that it was killed, and of a fault what it was', () => {
    const events: RunEvent[] = [begin(), found('missing', 'a'), begin({ root: '/two', id: '2' }), end()];
    const whole = [begin(), found('missing', 'a'), end(), begin({ root: '/two', id: '2' }), end()];
    expect(report(reporter, events)).not.toBe(report(reporter, whole));
    expect(report(reporter, [begin()])).toMatch(/killed|exit_code\{[^}]*\} -1$/im);
    const fault: RunEvent = {
      type: 'fault',
      tool: 'restorable/0.1.0',
      id: '3',
      command: 'scan',
      root: '/r',
      host: 'h',
      at: '2026-11-23T05:20:00.000Z',
      exit: 2,
      message: 'the disk is not there',
      hint: 'mount it',
    };
    expect(report(reporter, [fault])).toMatch(/the disk is not there|exit_code\{[^}]*\} 2$/m);
  });

  it('knows every code, and directories, and runs of all verdicts', () => {
    const codes = Object.keys(FINDING_CODES).filter(isFindingCode);
    for (const verdict of ['sound', 'damaged', 'suspect', 'incomplete', 'untrusted'] as const) {
      const events = [begin(), ...codes.map((code) => found(code, 'a')), end({ verdict, exit: 1 })];
      expect(report(reporter, events)).not.toBe('');
    }
  });

  it('ends a text with a line feed', () => {
    for (const events of [hostileEvents(), [begin(), end()], [begin(), found('missing', 'a')]])
      expect(report(reporter, events).endsWith('\n')).toBe(true);
  });
});
