import { type BeginEvent, type EndEvent, type FindingEvent, type RunEvent } from '../../src/model/event.ts';
import { type FindingCode, finding } from '../../src/model/finding.ts';
import { findingEvent } from '../../src/report/finding-event.ts';
import { PLAIN, type Reporter, type ReportStyle } from '../../src/report/reporter.ts';

/** The first event of a run. */
export function begin(more: Partial<BeginEvent> = {}): BeginEvent {
  return {
    type: 'begin',
    schema: 1,
    tool: 'restorable/0.1.0',
    id: '01234567-89ab-cdef-0123-456789abcdef',
    command: 'verify',
    root: '/srv/backup',
    host: 'db1',
    startedAt: '2026-11-23T05:20:00.000Z',
    depth: 'normal',
    vouchers: [
      {
        format: 'native',
        path: '/srv/backup/restorable.sha256',
        entries: 1204,
        answers: ['corrupt', 'complete'],
        notes: ['not signed'],
      },
    ],
    ...more,
  };
}

/** A finding as an event. */
export function found(code: FindingCode, path: string, more: Partial<FindingEvent> = {}): FindingEvent {
  return { ...findingEvent(finding(code, path)), ...more };
}

/** The last event of a run. */
export function end(more: Partial<EndEvent> = {}): EndEvent {
  return {
    type: 'end',
    verdict: 'sound',
    exit: 0,
    files: 1204,
    bytes: 3_400_000_000,
    counts: {},
    seconds: 200,
    coverage: { files: 1204, bytes: 3_400_000_000 },
    promised: 1210,
    held: 1210,
    ...more,
  };
}

/** How a person looks who gets everything. */
export const TALKATIVE: ReportStyle = { paint: PLAIN, limit: 50, isTalkative: true };

/** What a reporter writes of some events. */
export function report(
  reporter: Reporter,
  events: readonly RunEvent[],
  look: ReportStyle = TALKATIVE,
): string {
  let text = '';
  const running = reporter.start(
    {
      write(more) {
        text += more;
      },
    },
    look,
  );
  for (const event of events) running.on(event);
  running.finish?.();
  return text;
}
