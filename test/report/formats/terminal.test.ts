import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingEvent } from '../../../src/model/event.ts';
import { FINDING_CODES, type FindingCode, isFindingCode } from '../../../src/model/finding.ts';
import { REPORT_NAMES } from '../../../src/report/formats/names.ts';
import { REPORTERS, reporterNamed } from '../../../src/report/formats/reporters.ts';
import { terminal } from '../../../src/report/formats/terminal.ts';
import type { Paint } from '../../../src/report/reporter.ts';
import { isAlarm } from '../../../src/report/urgency.ts';
import { somePath } from '../../help/arbitrary.ts';
import { begin, end, found, report, TALKATIVE } from '../events.ts';

/** Emphasis that can be seen. */
const LOUD: Paint = {
  error: (text) => `<error>${text}</error>`,
  warning: (text) => `<warning>${text}</warning>`,
  note: (text) => `<note>${text}</note>`,
  good: (text) => `<good>${text}</good>`,
  strong: (text) => `<strong>${text}</strong>`,
  faint: (text) => `<faint>${text}</faint>`,
};

function counted(findings: readonly FindingEvent[]): Partial<Record<FindingCode, number>> {
  const counts: Partial<Record<FindingCode, number>> = {};
  for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** The report of a run with some findings. */
function damaged(findings: readonly FindingEvent[], look = TALKATIVE): string {
  const last = end({ verdict: 'damaged', exit: 1, counts: counted(findings) });
  return report(terminal, [begin(), ...findings, last], look);
}

describe('the report for a person', () => {
  it('says nothing of a sound run where nobody watches', () => {
    const silent = { ...TALKATIVE, isTalkative: false };
    expect(report(terminal, [begin(), end()], silent)).toBe('');
    const note = [begin(), found('special-file', 'run/fifo'), end({ counts: { 'special-file': 1 } })];
    expect(report(terminal, note, silent)).toBe('');
    expect(damaged([found('missing', 'a')], silent)).not.toBe('');
    const incomplete = [begin(), end({ verdict: 'incomplete', exit: 3 })];
    expect(report(terminal, incomplete, silent)).not.toBe('');
  });

  it('says in few lines that all is sound', () => {
    expect(report(terminal, [begin(), end()])).toBe(
      [
        'SOUND  /srv/backup  on db1, 2026-11-23 05:20Z',
        '  no findings; 1,204 files, 3.4 GB read in 3 min 20 s',
        '  vouched for by /srv/backup/restorable.sha256, native, 1,204 files (not signed)',
        '  1,210 of 1,210 promised entries match',
        '  intact: yes · complete: yes · plausible: not asked · authentic: not signed',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [['complete'], 'complete: yes'],
    [['named'], 'complete: in part (what nothing names can be lost unseen)'],
    [['named', 'complete'], 'complete: in part (what nothing names can be lost unseen)'],
    [['named', undefined], 'complete: in part (what nothing names can be lost unseen: seal it)'],
    [[undefined], 'complete: unknown (nothing here says all that must be there: seal it)'],
  ] as const)('says how far all is there: %j', (hows, wanted) => {
    const vouchers = hows.map((how) => ({
      format: 'any',
      path: 'm',
      entries: 1,
      answers: ['corrupt' as const, ...(how === undefined ? [] : [how])],
    }));
    expect(report(terminal, [begin({ vouchers }), end()])).toContain(`  intact: yes · ${wanted} · `);
  });

  it('has the verdict first, then what happened and what to do, who vouches, and the findings by directory', () => {
    const findings = [
      found('corrupt', 'a', { wanted: 'xxh64:00', found: 'xxh64:11', detail: 'zeros from 0 to 512' }),
      found('missing', 'sub/b', { wanted: 'xxh64:22' }),
      found('unexpected', 'sub/c'),
      found('garbage-directory', 'sub/deep', { detail: '5 of 5 files' }),
      found('empty-root', ''),
    ];
    const last = end({ verdict: 'damaged', exit: 1, counts: counted(findings), held: 1204 });
    expect(report(terminal, [begin(), ...findings, last])).toBe(
      [
        'DAMAGED  /srv/backup  on db1, 2026-11-23 05:20Z',
        '  4 errors, 1 warning; 1,204 files, 3.4 GB read in 3 min 20 s',
        '',
        ...(['empty-root', 'garbage-directory', 'corrupt', 'missing', 'unexpected'] as const).flatMap(
          (code) => [
            `  ${code.padEnd(17)}  1 x: ${FINDING_CODES[code].about}`,
            ...(code === 'unexpected' ? [] : [`  ${' '.repeat(17)}  -> ${FINDING_CODES[code].advice}`]),
          ],
        ),
        '',
        '  vouched for by /srv/backup/restorable.sha256, native, 1,204 files (not signed)',
        '  1,204 of 1,210 promised entries match',
        '  intact: no (1 corrupt) · complete: no (1 empty-root, 1 missing, 1 unexpected)' +
          ' · plausible: no (1 empty-root, 1 garbage-directory) · authentic: not signed',
        '',
        '  ./',
        '    empty-root',
        '    corrupt            a: zeros from 0 to 512',
        '',
        '  sub/deep/',
        '    garbage-directory  5 of 5 files',
        '',
        '  sub/',
        '    missing            b',
        '    unexpected         c',
        '',
      ].join('\n'),
    );
  });

  it('shows the digests of files that differ only where it was asked to', () => {
    const corrupt = [
      found('corrupt', 'a', { wanted: 'xxh64:0011223344556677', found: 'xxh64:1122334455667788' }),
    ];
    expect(damaged(corrupt)).not.toContain('xxh64');
    expect(damaged(corrupt, { ...TALKATIVE, hasDigests: true })).toContain(
      '\n             wanted xxh64:0011223344556677, found xxh64:1122334455667788\n',
    );
    const cut = [found('truncated', 'a', { wanted: '100 bytes', found: '50 bytes' })];
    expect(damaged(cut)).toContain('wanted 100 bytes, found 50 bytes');
  });

  it('gives no advice that takes a change for meant while the tree as a whole is alarming', () => {
    const ransom = damaged([found('ransom-trace', 'README.txt'), found('unexpected', 'a.locked')]);
    expect(ransom).toContain(FINDING_CODES['ransom-trace'].advice);
    expect(ransom).toContain(FINDING_CODES.unexpected.about);
    expect(ransom).not.toContain(FINDING_CODES.unexpected.advice);
    expect(damaged([found('unexpected', 'a.locked')])).toContain(FINDING_CODES.unexpected.advice);
  });

  it('names so many findings as it may, the worst first of all, and says how many more', () => {
    const findings = [
      ...['n1', 'n2', 'n3'].map((path) => found('special-file', path)),
      ...['w1', 'w2', 'w3'].map((path) => found('unexpected', path)),
      ...['e1', 'e2'].map((path) => found('missing', path)),
    ];
    const named = (limit: number): string[] =>
      [...damaged(findings, { ...TALKATIVE, limit }).matchAll(/ ([nwe]\d)$/gm)].map(
        (match) => match[1] ?? '',
      );
    expect(named(8)).toEqual(['e1', 'e2', 'n1', 'n2', 'n3', 'w1', 'w2', 'w3']);
    expect(named(5).toSorted()).toEqual(['e1', 'e2', 'w1', 'w2', 'w3']);
    expect(named(3).toSorted()).toEqual(['e1', 'e2', 'w1']);
    expect(named(2)).toEqual(['e1', 'e2']);
    expect(named(1)).toEqual(['e1']);
    expect(named(0)).toEqual([]);
    expect(damaged(findings, { ...TALKATIVE, limit: 5 })).toContain(
      'and 3 more findings; --json shows all of them',
    );
    expect(damaged(findings, { ...TALKATIVE, limit: 7, journal: '/var/j.jsonl' })).toContain(
      'and 1 more finding; all of them: /var/j.jsonl',
    );
    expect(damaged(findings, { ...TALKATIVE, limit: 8 })).not.toContain('more finding');
  });

  it('names what is said of many files before what is said of each', () => {
    const errors = Array.from({ length: 100 }, (_, i) => found('missing', `e${i}`));
    const findings = [
      found('unexpected', 'w1'),
      ...errors,
      found('flooded-directory', 'flooded', { severity: 'error' }),
      found('ransom-trace', 'd'),
      found('mass-loss', ''),
      found('garbage-directory', 'slightly', { severity: 'note' }),
    ];
    const text = damaged(findings, { ...TALKATIVE, limit: 4 });
    for (const wanted of [
      /^ {4}missing +e0$/m,
      /^ {4}flooded-directory$/m,
      /^ {4}ransom-trace +d$/m,
      /^ {4}mass-loss$/m,
    ])
      expect(text).toMatch(wanted);
    expect(text).not.toMatch(/ (?:e1|w1)$/m);
    expect(text).not.toContain('slightly');
    expect(text).toContain('and 101 more findings');
  });

  it('counts every finding, also those it does not name', () => {
    const findings = Array.from({ length: 2000 }, (_, i) => found('missing', `f${i}`));
    const text = damaged(findings);
    expect(text).toContain('2,000 errors;');
    expect(text).toContain('2,000 x: ');
    expect(text.split('\n').length).toBeLessThan(70);
  });

  it('lets no name, host or path act on the terminal', () => {
    fc.assert(
      fc.property(somePath, somePath, (path, other) => {
        const text = report(terminal, [
          begin({
            root: `/r\x1b[2J${other}`,
            host: 'h\u202e',
            vouchers: [
              { format: 'native', path: `/m\r${other}`, entries: 1, answers: ['corrupt'], notes: ['n\x07'] },
            ],
          }),
          found('missing', path, { wanted: `w\x1b${other}`, found: 'f\n', detail: 'd\x9b' }),
          end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
        ]);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(text.split('\n')).toHaveLength(
          report(terminal, [
            begin({ vouchers: [{ format: 'native', path: 'm', entries: 1, answers: ['corrupt'] }] }),
            found('missing', 'a', { wanted: 'w', found: 'f', detail: 'd' }),
            end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
          ]).split('\n').length,
        );
      }),
    );
  });

  it('says that a run was stopped', () => {
    const text = report(terminal, [begin(), end({ verdict: 'incomplete', exit: 130, interrupted: true })]);
    expect(text).toMatch(/^INCOMPLETE {2}.*\n.*; stopped early\n/);
  });

  it('says what a scan and a seal are about', () => {
    const { promised: _, held: __, ...bare } = end();
    expect(report(terminal, [begin({ command: 'scan', vouchers: [] }), bare])).toContain(
      '  only content was examined; no manifest was used\n',
    );
    expect(
      report(terminal, [begin({ command: 'seal', vouchers: [] }), { ...bare, manifest: '/m\n' }]),
    ).toContain('  sealed: /m\\n\n');
    expect(report(terminal, [begin({ command: 'seal', vouchers: [] }), bare])).toContain(
      'no manifest was written',
    );
  });

  it('puts weight on what matters', () => {
    const look = { ...TALKATIVE, paint: LOUD };
    expect(report(terminal, [begin(), end()], look)).toMatch(
      /^<good>SOUND<\/good> {2}<strong>\/srv\/backup<\/strong>/,
    );
    expect(damaged([found('missing', 'a')], look)).toMatch(/^<error>DAMAGED<\/error>/);
    expect(damaged([found('unexpected', 'a')], look)).toContain('<warning>unexpected</warning>');
    for (const verdict of ['suspect', 'incomplete'] as const)
      expect(report(terminal, [begin(), end({ verdict, exit: 1 })], look)).toMatch(
        new RegExp(`^<warning>${verdict.toUpperCase()}`),
      );
    expect(report(terminal, [begin(), end({ verdict: 'untrusted', exit: 4 })], look)).toMatch(
      /^<error>UNTRUSTED/,
    );
  });

  it('keeps the runs of several roots apart', () => {
    const text = report(terminal, [
      begin({ root: '/one' }),
      found('missing', 'a'),
      end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
      begin({ root: '/two' }),
      end(),
    ]);
    const second = text.slice(text.indexOf('/two'), text.indexOf('2 runs'));
    expect(second).toContain('no findings');
    expect(second).not.toContain('missing');
  });

  it('keeps to the width that there is', () => {
    const text = damaged([found('missing', 'a'), found('denied', 'b')], { ...TALKATIVE, width: 60 });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('says in a second line where and when a run was, where the first has no room', () => {
    const text = damaged([found('missing', 'a')], { ...TALKATIVE, width: 40 });
    expect(text.split('\n').slice(0, 2)).toEqual(['DAMAGED  /srv/backup', '  on db1, 2026-11-23 05:20Z']);
    expect(damaged([], { ...TALKATIVE, width: 50 })).toMatch(/^DAMAGED {2}\/srv\/backup {2}on db1, /);
  });

  it('breaks no name, and breaks what is said of it between words', () => {
    const name = 'a name with many blanks in it, as people give them.txt';
    const detail = '310 bytes more than promised; zeros from 0 to 7419, which is all of it';
    const events = [
      found('changed', name, {
        detail,
        wanted: `sha256:${'a'.repeat(64)}`,
        found: `sha256:${'b'.repeat(64)}`,
      }),
      found('garbage-directory', 'd', { detail: `${'many words '.repeat(9)}of it` }),
    ];
    const text = damaged(events, { ...TALKATIVE, width: 80, hasDigests: true });
    const lines = text.split('\n');
    expect(
      lines.filter((line) => line.length > 80 && !line.includes(name) && !line.includes('sha256:')),
    ).toEqual([]);
    expect(text).toContain(name);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`${name}: ${detail} wanted sha256:`);
  });

  it('knows every code', () => {
    const codes = Object.keys(FINDING_CODES).filter(isFindingCode);
    for (const code of codes) expect(damaged([found(code, 'a')])).toContain(FINDING_CODES[code].about);
    const calm = codes.filter((code) => !isAlarm(code));
    for (const code of calm) expect(damaged([found(code, 'a')])).toContain(FINDING_CODES[code].advice);
  });
});

describe('the registry of reporters', () => {
  it('finds each by its name', () => {
    for (const reporter of REPORTERS) expect(reporterNamed(reporter.name)).toBe(reporter);
    expect(REPORTERS.map((reporter) => reporter.name)).toEqual(REPORT_NAMES);
    expect(new Set(REPORTERS.map((reporter) => reporter.name)).size).toBe(REPORTERS.length);
    expect(reporterNamed('nowhere')).toBeUndefined();
  });

  it('changes no event', () => {
    const events = [
      begin(),
      found('missing', 'a'),
      end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
    ];
    const before = structuredClone(events);
    for (const reporter of REPORTERS) expect(report(reporter, events)).not.toBe('');
    expect(events).toEqual(before);
  });
});
