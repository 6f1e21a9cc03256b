import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { prometheus } from '../../../src/report/formats/prometheus.ts';
import { needs } from '../../help/tools.ts';
import { begin, end, found, report, TALKATIVE } from '../events.ts';
import { hostileEvents } from '../hostile.ts';

const AT = Date.parse('2026-11-23T05:20:00.000Z') / 1000;
const LABELS = '{root="/srv/backup",command="verify"}';

/** What is written where another text stands. */
function over(previous: string, events: readonly RunEvent[]): string {
  let text = '';
  const out = { write: (more: string) => void (text += more), previous: () => previous };
  const running = prometheus.start(out, TALKATIVE);
  for (const event of events) running.on(event);
  running.finish?.();
  return text;
}

describe('metrics for Prometheus', () => {
  it('say when, how it ended, what was read and what was found', () => {
    const judged = { sound: { files: 2, bytes: 20 } };
    const last = end({ verdict: 'damaged', exit: 1, counts: { missing: 1 }, judged });
    const answers = [
      ['intact', 'yes'],
      ['complete', 'no'],
      ['plausible', 'yes'],
      ['authentic', 'not signed'],
    ];
    const lines = report(prometheus, [begin(), found('missing', 'secret name'), last]).split('\n');
    expect(lines.filter((line) => !line.startsWith('#')).join('\n')).toBe(
      [
        `last_run_timestamp_seconds${LABELS} ${AT + 200}`,
        `last_run_exit_code${LABELS} 1`,
        `last_run_duration_seconds${LABELS} 200`,
        `files${LABELS} 1204`,
        `bytes${LABELS} 3400000000`,
        `covered_files${LABELS} 1204`,
        `covered_bytes${LABELS} 3400000000`,
        `promised_entries${LABELS} 1210`,
        `held_entries${LABELS} 1210`,
        ...[1, 0, 0].map(
          (n, i) =>
            `findings${LABELS.slice(0, -1)},severity="${['error', 'warning', 'note'][i] ?? ''}"} ${n}`,
        ),
        `findings_by_code${LABELS.slice(0, -1)},code="missing"} 1`,
        ...['files', 'bytes'].flatMap((unit) =>
          ['proven', 'sound', 'encrypted', 'unknown', 'suspect', 'garbage'].map(
            (of) =>
              `judged_${unit}${LABELS.slice(0, -1)},judgement="${of}"} ${of === 'sound' ? (unit === 'files' ? 2 : 20) : 0}`,
          ),
        ),
        ...answers.map(
          ([question, answer]) => `answer${LABELS.slice(0, -1)},question="${question}",answer="${answer}"} 1`,
        ),
      ]
        .map((line) => `restorable_${line}\n`)
        .join(''),
    );
    expect(lines.join('\n')).not.toContain('secret');
    for (const line of lines.filter((each) => each.startsWith('# TYPE'))) expect(line).toMatch(/ gauge$/);
  });

  it('keep the last success over failing runs', () => {
    const success = `restorable_last_success_timestamp_seconds${LABELS}`;
    const first = over('', [begin(), end()]);
    expect(first).toContain(`${success} ${AT + 200}\n`);
    const later = begin({ startedAt: '2026-11-24T05:20:00.000Z' });
    const second = over(first, [later, end({ verdict: 'damaged', exit: 1 })]);
    expect(second).toContain(`${success} ${AT + 200}\n`);
    expect(second).toContain(`restorable_last_run_timestamp_seconds${LABELS} ${AT + 86_400 + 200}\n`);
    const third = over(second, [later]);
    expect(third).toContain(`${success} ${AT + 200}\n`);
    expect(third).toContain(`restorable_last_run_exit_code${LABELS} -1\n`);
    expect(over(third, [later, end()])).toContain(`${success} ${AT + 86_400 + 200}\n`);
    expect(over(third, [begin({ root: '/other' }), end({ exit: 1 })])).not.toContain('last_success');
    expect(over('no metrics\n', [begin(), end({ exit: 1 })])).not.toContain('last_success');
  });

  it('say of a run that is not whole no number that would look good', () => {
    expect(report(prometheus, [begin()])).not.toMatch(/^restorable_(?!last_run_(?:timestamp|exit))/m);
    const named = report(prometheus, [begin(), found('missing', 'a')]).match(/^restorable_findings.*$/gm);
    expect(named).toEqual([`restorable_findings${LABELS.slice(0, -1)},severity="error"} 1`]);
  });

  it('answer nothing for a run that did not come to its end', () => {
    const fault = { type: 'fault', id: begin().id, at: begin().startedAt, exit: 3 } as const;
    const told = { ...fault, command: 'verify', root: '/srv/backup', host: 'db1', tool: 'restorable/0.1.0' };
    expect(report(prometheus, [begin(), { ...told, message: 'gone', hint: 'mount it' }])).not.toContain(
      'restorable_answer',
    );
    expect(report(prometheus, [begin()])).not.toContain('restorable_answer');
    expect(report(prometheus, [begin({ command: 'scan', vouchers: [] }), end()])).toContain(
      `restorable_answer{root="/srv/backup",command="scan",question="intact",answer="not asked"} 1\n`,
    );
  });

  it('take the last of several runs of one root, and each root once', () => {
    const text = report(prometheus, [
      begin(),
      end({ files: 1 }),
      begin({ id: '2' }),
      end({ files: 2 }),
      begin({ id: '3', root: '/r' }),
      end(),
    ]);
    expect(text).toContain(`restorable_files${LABELS} 2\n`);
    expect(text.match(/^restorable_files\{/gm)).toHaveLength(2);
    expect(text.match(/^# TYPE restorable_files gauge$/gm)).toHaveLength(1);
  });

  it.skipIf(!needs('promtool'))('hold against promtool, whatever the names', () => {
    const check = (input: string): string => {
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input });
      return status === 0 ? '' : `${String(stdout)}${String(stderr)} (status ${status})`;
    };
    const judged = { sound: { files: 2, bytes: 20 } };
    expect(check(report(prometheus, [begin(), end({ judged, counts: { missing: 1 } })]))).toBe('');
    expect(check(over(over('', [begin(), end()]), [begin()]))).toBe('');
    expect(check(report(prometheus, hostileEvents()))).toBe('');
    const counts = Object.fromEntries([['"} 1\nrestorable_injected 1\n', 1]]);
    expect(check(report(prometheus, [begin(), end({ counts })]))).toBe('');
    expect(report(prometheus, [begin(), end({ counts })])).not.toMatch(/^restorable_injected/m);
    expect(check('restorable_a{root="x} 1\n')).not.toBe('');
  });
});
