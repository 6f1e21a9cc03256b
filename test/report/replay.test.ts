import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { jsonl } from '../../src/report/formats/jsonl.ts';
import { REPORTERS } from '../../src/report/formats/reporters.ts';
import { parseEvent } from '../../src/report/parse-event.ts';
import { type Replayed, replay } from '../../src/report/replay.ts';
import { gather, somePath } from '../help/arbitrary.ts';
import { begin, end, found, report } from './events.ts';
import { hostileEvents } from './hostile.ts';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reused = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    reused.set(part);
    yield reused.subarray(0, part.length);
  }
}

function replayed(text: string, size = 1 << 16): Promise<Replayed[]> {
  return gather(replay(chunked(Buffer.from(text), size)));
}

async function eventsOf(text: string): Promise<RunEvent[]> {
  return (await replayed(text)).map((each) => {
    if (each.is !== 'event') throw new Error(`line ${each.line} ${each.because}`);
    return each.event;
  });
}

const EVERY: RunEvent[] = [
  begin(),
  { type: 'progress', files: 1, bytes: 2, findings: 0, seconds: 31, path: 'a' },
  { type: 'directory', path: 'd', files: 1, bytes: 2, judged: { garbage: { files: 1, bytes: 2 } } },
  found('missing', 'caf\xe9', { wanted: 'w', found: 'f', detail: 'd' }),
  end({ verdict: 'damaged', exit: 1, counts: { missing: 1 }, judged: { garbage: { files: 1, bytes: 2 } } }),
];

/** An event of which a journal takes the time. */
function withTime(event: RunEvent): RunEvent {
  const time = '2026-11-23T05:20:00.000Z';
  if (event.type === 'begin') return { ...event, startedAt: time };
  return event.type === 'fault' ? { ...event, at: time } : event;
}

describe('a journal', () => {
  it('gives the events back, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somePath), fc.integer({ min: 1, max: 300 }), async (paths, size) => {
        const events = [begin(), ...paths.map((path) => found('missing', path, { detail: path })), end()];
        const back = await replayed(report(jsonl, events), size);
        expect(back).toEqual(events.map((event) => ({ is: 'event', event })));
      }),
      { numRuns: 40 },
    );
  });

  it.each(REPORTERS)('gives the same bytes as the run itself: $name', async (reporter) => {
    for (const events of [EVERY, hostileEvents().map(withTime), [...EVERY, ...EVERY], EVERY.slice(0, -1), []])
      expect(report(reporter, await eventsOf(report(jsonl, events)))).toBe(report(reporter, events));
  });

  it('is said to be damaged where it is, with the line, and the rest is told', async () => {
    const lines = report(jsonl, EVERY).split('\n');
    lines[2] = (lines[2] ?? '').replace('"files":1', '"files":"1"');
    lines.splice(1, 1, '\0\0\0', '', 'null', '[]', '{"type":7}');
    expect(await replayed(lines.join('\n'))).toEqual([
      { is: 'event', event: EVERY[0] },
      ...[2, 3].map((line) => ({ is: 'damage', line, because: 'not valid JSON' })),
      ...[4, 5, 6].map((line) => ({ is: 'damage', line, because: 'not an event' })),
      { is: 'damage', line: 7, because: 'malformed event of type directory' },
      { is: 'event', event: EVERY[3] },
      { is: 'event', event: EVERY[4] },
    ]);
  });

  it('is said to be cut where its last line is', async () => {
    const text = report(jsonl, EVERY);
    const back = await replayed(text.slice(0, -10));
    expect(back.at(-1)).toEqual({ is: 'cut', line: 5, because: 'not valid JSON' });
    expect(await replayed(text.slice(0, -1))).toHaveLength(5);
    expect((await replayed(text.slice(0, -1))).at(-1)).toEqual({ is: 'event', event: EVERY[4] });
  });

  it('passes over events that only a newer version knows, but no finding', async () => {
    expect(parseEvent('{"type":"weather","fine":true}')).toEqual({ is: 'unknown' });
    const finding = JSON.stringify({ ...found('missing', 'a'), code: 'haunted' });
    expect(parseEvent(finding)).toEqual({
      is: 'none',
      because: 'finding code haunted is unknown to this version',
    });
    const later = JSON.stringify({ ...begin(), schema: 2 });
    expect(parseEvent(later)).toMatchObject({ because: 'schema 2 is unknown to this version' });
    const more = { ...found('missing', 'a'), more: { than: ['known'] } };
    expect(parseEvent(JSON.stringify(more))).toEqual({ is: 'event', event: more });
  });

  it('holds no line that is too long in memory', async () => {
    async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
      for (let i = 0; i < 300; i++) yield Buffer.alloc(1 << 20, 'a');
      yield Buffer.from('\n{"type":"weather"}\n');
    }
    const before = process.memoryUsage.rss();
    expect(await gather(replay(endless()))).toEqual([
      { is: 'damage', line: 1, because: 'longer than 16777216 bytes' },
    ]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });

  it('lets nothing that is no event reach a reporter', { timeout: 60_000 }, () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('missing', 'a', 1, -1, null, [], {}, true),
    );
    const key = fc.constantFrom(...new Set(EVERY.flatMap((event) => Object.keys(event))));
    fc.assert(
      fc.property(
        fc.constantFrom(...EVERY),
        fc.array(fc.tuple(key, value), { maxLength: 3 }),
        (event, changes) => {
          const parsed = parseEvent(JSON.stringify({ ...event, ...Object.fromEntries(changes) }));
          if (parsed.is !== 'event') return;
          for (const reporter of REPORTERS) report(reporter, [begin(), parsed.event, end()]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
