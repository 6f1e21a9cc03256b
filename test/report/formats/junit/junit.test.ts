import { describe, expect, it } from 'vitest';
import { type DirectoryEvent, type RunEvent } from '../../../../src/model/event.ts';
import { junit } from '../../../../src/report/formats/junit/junit.ts';
import { xmlComplaints } from '../../../help/schema.ts';
import { needs } from '../../../help/tools.ts';
import { begin, end, found, report } from '../../events.ts';
import { hostileEvents } from '../../hostile.ts';

function left(path: string): DirectoryEvent {
  return { type: 'directory', path, files: 1, bytes: 1, judged: {} };
}

/** The value of an attribute of the first suite. */
function counted(text: string): { tests: number; failures: number; errors: number } {
  const [, tests, failures, errors] = /tests="(\d+)" failures="(\d+)" errors="(\d+)"/.exec(text) ?? [];
  return { tests: Number(tests), failures: Number(failures), errors: Number(errors) };
}

const damaged = (more: readonly RunEvent[], exit: 0 | 1 | 3 = 1): string =>
  report(junit, [begin(), ...more, end({ verdict: 'damaged', exit })]);

describe('JUnit XML', () => {
  it('has a suite a root and a case a directory', () => {
    const events: RunEvent[] = [
      begin(),
      found('missing', 'sub/b'),
      left('sub'),
      left('fine'),
      found('corrupt', 'sub/c', { detail: 'cut at byte 5' }),
      found('denied', 'sub/d'),
      left(''),
      end({ verdict: 'damaged', exit: 1, counts: { missing: 1, corrupt: 1, denied: 1 } }),
      begin({ root: '/two', id: '2' }),
      left(''),
      end(),
    ];
    const missing =
      'error missing: sub/b; look for it in another generation or replica; check what deletes files here';
    const rest =
      'do not restore this file from here; take it from another generation or replica; ' +
      'then check the disk (smartctl -a) and the memory';
    const denied =
      'run as a user who may read it, or see to the mount, the network or the remote; until then it is not known whether it is sound';
    expect(report(junit, events)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="restorable">',
        '<testsuite name="/srv/backup" tests="4" failures="1" errors="1" time="200" timestamp="2026-11-23T05:20:00" hostname="db1">',
        '<testcase classname="restorable.verify" name="(the run as a whole)">',
        '<system-out>damaged: 1 missing, 1 corrupt, 1 denied; 1,204 files, 3.4 GB read in 3 min 20 s',
        'intact: no (1 corrupt) · complete: no (1 missing) · plausible: not asked · authentic: not signed</system-out>',
        '</testcase>',
        '<testcase classname="restorable.verify" name="sub/">',
        `<error type="denied" message="1 denied">error denied: sub/d; ${denied}</error>`,
        `<failure type="missing" message="1 missing, 1 corrupt">${missing}`,
        `error corrupt: sub/c; cut at byte 5; ${rest}</failure>`,
        '</testcase>',
        '<testcase classname="restorable.verify" name="fine/"/>',
        '<testcase classname="restorable.verify" name="./"/>',
        '</testsuite>',
        '<testsuite name="/two" tests="2" failures="0" errors="0" time="200" timestamp="2026-11-23T05:20:00" hostname="db1">',
        '<testcase classname="restorable.verify" name="(the run as a whole)">',
        '<system-out>sound: no findings; 1,204 files, 3.4 GB read in 3 min 20 s',
        'intact: yes · complete: yes · plausible: not asked · authentic: not signed</system-out>',
        '</testcase>',
        '<testcase classname="restorable.verify" name="./"/>',
        '</testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  it('fails where the run fails, and only there', () => {
    const warning = [found('unexpected', 'a')];
    expect(counted(damaged(warning, 1)).failures).toBe(1);
    expect(counted(damaged(warning, 0))).toEqual({ tests: 2, failures: 0, errors: 0 });
    expect(damaged(warning, 0)).toContain('<system-out>warning unexpected: a');
    const notes = [found('special-file', 'b')];
    expect(counted(damaged(notes, 1)).failures).toBe(1);
    expect(counted(damaged([...notes, ...warning], 1))).toEqual({ tests: 2, failures: 1, errors: 0 });
    expect(counted(damaged([...notes, found('missing', 'c/d')], 1)).failures).toBe(1);
    expect(counted(report(junit, [begin(), end({ verdict: 'incomplete', exit: 130 })])).errors).toBe(1);
    expect(counted(report(junit, [begin()])).errors).toBe(1);
  });

  it.each([
    ['error', 1],
    ['warning', 2],
    ['note', 3],
  ] as const)(
    'with --fail-on %s fails what is as bad, and nothing else, however the run ended',
    (failOn, failures) => {
      const events = [
        begin({ failOn }),
        found('missing', 'a/x'),
        found('unexpected', 'b/x'),
        found('special-file', 'c/x'),
      ];
      expect(counted(report(junit, [...events, end({ verdict: 'damaged', exit: 1 })])).failures).toBe(
        failures,
      );
      const stopped = end({ verdict: 'damaged', exit: 143, interrupted: true });
      expect(counted(report(junit, [...events, stopped])).failures).toBe(failures);
    },
  );

  it('is never green where the run was not', () => {
    const notes = [found('special-file', 'b')];
    const untold = report(junit, [begin(), ...notes, end({ verdict: 'suspect', exit: 1 })]);
    expect(counted(untold).failures).toBe(1);
    expect(untold).toContain('<failure type="suspect" message="suspect">');
  });

  it('never has more than 1,000 cases of a kind, nor 20 lines in one, and counts what it leaves out', () => {
    const many = Array.from({ length: 3000 }, (_, i) => [left(`r${i}`), found('missing', `d${i}/a`)]).flat();
    const text = damaged([...many, ...Array.from({ length: 50 }, (_, i) => found('missing', `d0/${i}`))]);
    expect(counted(text)).toEqual({ tests: 1 + 1000 + 1 + 1000 + 1, failures: 1001, errors: 0 });
    expect(text).toContain(
      'name="(all other directories with findings)">\n<failure type="missing" message="2,000 missing"',
    );
    expect(text).toContain('name="(2,000 directories that are not listed)"/>');
    expect(text).toMatch(
      /name="d0\/">\n<failure type="missing" message="51 missing">(?:error.*\n){20}and 31 more findings</,
    );
  });

  it('stays small where every name is as long as it can be', () => {
    const long = '\x1b'.repeat(255);
    const name = Array.from({ length: 16 }, () => long).join('/');
    const events = Array.from({ length: 3000 }, (_, i) =>
      found('missing', `${i}/${name}`, { detail: name, found: name }),
    );
    expect(damaged(events).length).toBeLessThan(16_000_000);
  });

  it.skipIf(!needs('xmllint'))('is valid against the schema of Jenkins, whatever the names', () => {
    expect(xmlComplaints('junit-4.xsd', damaged([found('missing', 'a'), left('')]))).toBe('');
    expect(xmlComplaints('junit-4.xsd', report(junit, []))).toBe('');
    expect(xmlComplaints('junit-4.xsd', report(junit, hostileEvents()))).toBe('');
    expect(xmlComplaints('junit-4.xsd', '<testsuites><testsuite/></testsuites>')).toContain(
      "attribute 'name'",
    );
  });

  it.skipIf(!needs('xmllint'))('is XML also where a journal holds what no file system can', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
    const text = damaged([{ ...found('missing', 'x'), path: all, detail: all }]);
    expect(xmlComplaints('junit-4.xsd', text)).toBe('');
    const chunks = Array.from({ length: 64 }, (_, i) => all.slice(i * 1024, (i + 1) * 1024).slice(0, 900));
    expect(
      xmlComplaints('junit-4.xsd', damaged(chunks.map((path) => ({ ...found('missing', 'x'), path })))),
    ).toBe('');
  });
});
