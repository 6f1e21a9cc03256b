import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { FINDING_CODES } from '../../../src/model/finding.ts';
import { sarif } from '../../../src/report/formats/sarif.ts';
import { hasJsonSchema, jsonComplaints } from '../../help/schema.ts';
import { begin, end, found, report } from '../events.ts';
import { HOSTILE_NAMES, hostileEvents, NO_TEXT } from '../hostile.ts';

type Log = {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly originalUriBaseIds: { readonly ROOT: { readonly uri: string } };
    readonly invocations: readonly Record<string, unknown>[];
    readonly properties?: { readonly answers?: unknown };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
};

function log(events: readonly RunEvent[]): Log {
  return JSON.parse(report(sarif, events));
}

describe('SARIF', () => {
  it('has a run a root, a rule a code and a result a finding', () => {
    const { version, runs } = log([
      begin({ root: '/srv/back up' }),
      found('corrupt', 'a b/c#d.txt', { detail: 'zeros from 0 to 512' }),
      found('unexpected', 'caf\xe9'),
      found('mass-loss', ''),
      end({ verdict: 'damaged', exit: 1 }),
      begin({ id: '2' }),
      end(),
    ]);
    expect(version).toBe('2.1.0');
    expect(runs.map((run) => run.results.length)).toEqual([3, 0]);
    const [first] = runs;
    expect(first?.tool.driver.rules.map((rule) => rule.id)).toEqual(Object.keys(FINDING_CODES));
    expect(first?.originalUriBaseIds.ROOT.uri).toBe('file:///srv/back%20up/');
    expect(first?.invocations).toMatchObject([{ executionSuccessful: true, exitCode: 1 }]);
    expect(first?.results).toMatchObject([
      {
        ruleId: 'corrupt',
        level: 'error',
        message: { text: expect.stringMatching(/^a b\/c#d\.txt: zeros from 0 to 512; /) },
      },
      { ruleId: 'unexpected', level: 'warning', properties: { pathBytes: 'Y2Fm6Q==' } },
      { ruleId: 'mass-loss', level: 'error' },
    ]);
    const uris = first?.results.map((result) => result.locations[0]?.physicalLocation.artifactLocation.uri);
    expect(uris).toEqual(['a%20b/c%23d.txt', 'caf%E9', './']);
    for (const result of first?.results ?? [])
      expect(first?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  });

  it('has the answers of a run that came to its end, each with its reason', () => {
    const [damaged, killed] = log([
      begin(),
      found('missing', 'a'),
      end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
      begin({ id: '2' }),
      found('missing', 'a'),
    ]).runs;
    expect(damaged?.properties?.answers).toEqual({
      intact: { answer: 'yes', reason: '' },
      complete: { answer: 'no', reason: '1 missing' },
      plausible: { answer: 'not asked', reason: 'files whose digest holds are not examined again' },
      authentic: { answer: 'not signed', reason: 'nothing is signed' },
    });
    expect(killed).not.toHaveProperty('properties');
  });

  it('says that a run was not whole', () => {
    const [killed] = log([begin(), found('missing', 'a')]).runs;
    expect(killed?.invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] },
    ]);
    expect(killed?.invocations[0]).not.toHaveProperty('exitCode');
    const [stopped] = log([begin(), end({ verdict: 'incomplete', exit: 130, interrupted: true })]).runs;
    expect(stopped?.invocations).toMatchObject([{ executionSuccessful: false, exitCode: 130 }]);
  });

  it('keeps the 5,000 worst results of a run, and says how many it left out', () => {
    const many = Array.from({ length: 6000 }, (_, i) => found('unexpected', `w${i}`));
    const [run] = log([begin(), ...many, found('missing', 'e'), end({ verdict: 'damaged', exit: 1 })]).runs;
    expect(run?.results).toHaveLength(5000);
    expect(run?.results.some((result) => result.ruleId === 'missing')).toBe(true);
    expect(run?.invocations).toMatchObject([
      {
        toolExecutionNotifications: [{ level: 'warning', message: { text: '1,001 more findings left out' } }],
      },
    ]);
  });

  it('lets no name be a link or a placeholder, and keeps its bytes in the URI', () => {
    for (const name of [...HOSTILE_NAMES, ...NO_TEXT]) {
      const [run] = log([begin(), found('missing', name), end()]).runs;
      const [result] = run?.results ?? [];
      const text = result?.message.text ?? '';
      expect(text.replaceAll(/\\[\\[\]]/g, '').replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[[\]{}]/);
      const uri = result?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
      expect(uri).toMatch(/^[\w.~/%-]+$/);
      const bytes = uri.replaceAll(/%([\dA-F]{2})/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      expect(bytes).toBe(name);
    }
  });

  it.skipIf(!hasJsonSchema())(
    'is valid against the schema of 2.1.0, whatever the names',
    { timeout: 60_000 },
    () => {
      const complaints = (events: readonly RunEvent[]): string =>
        jsonComplaints('sarif-2.1.0.json', report(sarif, events));
      expect(complaints([])).toBe('');
      expect(complaints([begin(), end()])).toBe('');
      expect(complaints(hostileEvents())).toBe('');
      expect(jsonComplaints('sarif-2.1.0.json', '{"version":"2.1.0","runs":[{}]}')).toContain(
        "'tool' is a required",
      );
    },
  );
});
