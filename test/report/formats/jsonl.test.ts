import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgressEvent } from '../../../src/model/event.ts';
import { jsonl } from '../../../src/report/formats/jsonl.ts';
import { somePath } from '../../help/arbitrary.ts';
import { begin, end, found, report, TALKATIVE } from '../events.ts';

function progress(seconds: number): ProgressEvent {
  return { type: 'progress', files: 1, bytes: 2, findings: 0, seconds, path: 'a' };
}

function parsed(text: string): unknown[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('JSON Lines', () => {
  it('are every event as it is, one a line, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(somePath), (paths) => {
        const events = [
          begin(),
          ...paths.map((path) => found('missing', path, { wanted: `x\n${path}` })),
          end(),
        ];
        expect(parsed(report(jsonl, events))).toEqual(events);
      }),
    );
  });

  it('do not mind how a report for people looks', () => {
    const events = [begin(), found('missing', 'a'), end()];
    const look = { ...TALKATIVE, limit: 0, isTalkative: false, width: 10 };
    expect(parsed(report(jsonl, events, look))).toEqual(events);
  });

  it('tell progress every 30 seconds at most', () => {
    const seconds = [0.1, 5, 29, 30, 31, 59.9, 60.5, 200, 201];
    const events = parsed(report(jsonl, [begin(), ...seconds.map(progress), end()]));
    const told = events.flatMap((event) => (isProgress(event) ? [event.seconds] : []));
    expect(told).toEqual([30, 60.5, 200]);
  });

  it('begin to count anew with every root', () => {
    const events = parsed(report(jsonl, [begin(), progress(100), end(), begin(), progress(31), end()]));
    expect(events.filter(isProgress)).toHaveLength(2);
  });
});

function isProgress(event: unknown): event is ProgressEvent {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'progress';
}
