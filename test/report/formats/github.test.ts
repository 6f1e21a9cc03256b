import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { github } from '../../../src/report/formats/github.ts';
import { begin, end, found, report } from '../events.ts';
import { hostileEvents } from '../hostile.ts';

/** The workflow commands of a text, as the runner of GitHub reads them (its log lines left out). */
function commands(text: string): { kind: string; properties: Record<string, string>; data: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, kind = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
    if (kind === '') return [];
    const properties = list.split(',').map((each) => {
      const [name = '', value = ''] = each.split('=', 2);
      return [name, unescape(value)];
    });
    return [{ kind, properties: Object.fromEntries(properties), data: unescape(data) }];
  });
}

function unescape(text: string): string {
  const chars: Record<string, string> = { '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replaceAll(/%(?:0A|3A|2C|25)/g, (code) => chars[code] ?? code);
}

describe('annotations for GitHub', () => {
  it('name the finding, the file, how it differs and what to do', () => {
    const missing = found('missing', '100%/a:b,c', { wanted: 'xxh64:22' });
    const text = report(github, [
      begin(),
      missing,
      found('unexpected', 'u'),
      found('special-file', 's'),
      end({ verdict: 'damaged', exit: 1, counts: { missing: 1 } }),
    ]);
    expect(text).toMatch(
      /^restorable: damaged: verify \/srv\/backup: 1 missing; 1,204 files, .*\nrestorable: intact: yes · complete: no \(1 missing, 1 unexpected\) · plausible: .* · authentic: not signed\n::error /,
    );
    expect(commands(text)).toEqual([
      {
        kind: 'error',
        properties: { file: '/srv/backup/100%/a:b,c', title: 'missing: 100%/a:b,c' },
        data: `named by the manifest or by another file, but not there\nwanted xxh64:22\n${missing.advice}`,
      },
      expect.objectContaining({ kind: 'warning' }),
      expect.objectContaining({ kind: 'notice' }),
    ]);
  });

  it('are at most ten of a kind for all runs together, the worst, and the tenth says how many more', () => {
    const events: RunEvent[] = ['one', 'two'].flatMap((root) => [
      begin({ root, id: root }),
      ...Array.from({ length: 8 }, (_, i) => found('missing', `e${i}`)),
      ...Array.from({ length: 5 }, (_, i) => found('unexpected', `w${i}`)),
      end({ verdict: 'damaged', exit: 1 }),
    ]);
    events.splice(-1, 0, found('mass-loss', ''));
    const all = commands(report(github, events));
    expect(all.filter(({ kind }) => kind === 'error')).toHaveLength(10);
    expect(all.filter(({ kind }) => kind === 'warning')).toHaveLength(10);
    expect(all[9]).toMatchObject({
      properties: { title: 'restorable' },
      data: expect.stringMatching(/^8 more errors; /),
    });
    expect(all.filter(({ kind, data }) => kind === 'warning' && / more warning/.test(data))).toEqual([]);
    const hundred = Array.from({ length: 100 }, (_, i) => found('missing', `${i}`));
    const last = commands(report(github, [begin(), ...hundred, found('mass-loss', ''), end()]));
    expect(last.map(({ properties }) => properties['title'])).toContain('mass-loss: /srv/backup');
  });

  it('say that a run was not whole', () => {
    expect(commands(report(github, [begin()]))).toMatchObject([
      { kind: 'error', properties: { title: 'restorable: killed' } },
    ]);
    expect(commands(report(github, [begin(), end({ verdict: 'incomplete', exit: 3 })]))).toMatchObject([
      { kind: 'error' },
    ]);
    expect(commands(report(github, [begin(), end()]))).toEqual([]);
  });

  it('cannot be forged by a name', () => {
    const text = report(github, hostileEvents());
    expect(text.split('\n').filter((line) => /^\s*::/.test(line)).length).toBeLessThanOrEqual(20);
    for (const { kind, properties } of commands(text)) {
      expect(['error', 'warning', 'notice']).toContain(kind);
      expect(Object.keys(properties).filter((name) => name !== 'file' && name !== 'title')).toEqual([]);
    }
  });
});
