import { describe, expect, it } from 'vitest';
import { openLedger } from '../../src/engine/ledger.ts';
import { countUncompared } from '../../src/engine/uncompared.ts';
import { type Finding, finding } from '../../src/model/finding.ts';

const CONTEXT = { now: () => new Date(0), id: '1', host: 'h', tool: 'restorable/0' };

function noteOn(path: string, list: string, by: 'presence' | 'size'): Finding {
  const evidence = [{ is: 'unproven', by }] as const;
  return finding('unvouched', path, { severity: 'note', evidence, by: { format: 'f', path: list } });
}

/** What is recorded at once and at the end, as `code severity path detail`. */
function recorded(findings: readonly Finding[]): { readonly atOnce: string[]; readonly atEnd: string[] } {
  const { ledger, flush } = countUncompared(openLedger({}, CONTEXT), '/r');
  const say = (events: ReturnType<typeof ledger.record>): string[] =>
    events.map(({ code, severity, path, detail = '' }) => `${code} ${severity} ${path} ${detail}`.trim());
  return { atOnce: say(ledger.record(findings)), atEnd: say([...flush()]) };
}

describe('files of which only the presence or the size could be checked', () => {
  it('are one note for each voucher and kind, with their number', () => {
    const many = Array.from({ length: 800 }, (_, i) => noteOn(`base/${i}`, '/r/backup_manifest', 'size'));
    const others = ['x', 'y'].map((path) => noteOn(path, '/elsewhere/list', 'presence'));
    expect(recorded([...many, ...others])).toEqual({
      atOnce: [],
      atEnd: [
        'unvouched note backup_manifest of 800 files only the size could be checked; the first is base/0',
        'unvouched note list of 2 files only the presence could be checked; the first is x',
      ],
    });
  });

  it('are named themselves where there is only one of a voucher', () => {
    expect(recorded([noteOn('x', '/r/list', 'size')]).atEnd).toEqual([
      'unvouched note x its size is as promised, but nothing was at hand to compare its content with',
    ]);
  });

  it('hide nothing else: not what a store or a manifest leaves open, and no warning', () => {
    const evidence = [{ is: 'unproven', by: 'store' }] as const;
    const by = { format: 'f', path: '/r/list' };
    const others = [
      finding('unvouched', 'a', { severity: 'note', evidence, by }),
      finding('unvouched', 'b'),
      finding('changed', 'c', { by }),
    ];
    expect(recorded(others).atOnce).toHaveLength(3);
  });
});
