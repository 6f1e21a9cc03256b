import type { RunEvent } from '../model/event.ts';
import { parseEvent } from './parse-event.ts';

/** A line of a journal is never longer; one that is is damage. */
const MOST_BYTES = 2 ** 24;

const LF = 0x0a;

/** What a journal gives, in its order: events, and lines that are none, counted from 1. `cut` is a last line without its end. */
export type Replayed =
  | { readonly is: 'event'; readonly event: RunEvent }
  | { readonly is: 'damage' | 'cut'; readonly line: number; readonly because: string };

/**
 * Reads the events of a journal in any chunks. Lines that are no events are told, never passed over, except events of a
 * type that only a newer version knows. Memory is bounded by one line.
 */
export async function* replay(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Replayed, void, undefined> {
  let line = 0;
  for await (const { bytes, isWhole } of linesOf(chunks)) {
    line += 1;
    if (bytes === undefined) {
      yield { is: 'damage', line, because: `is longer than ${MOST_BYTES} bytes` };
      continue;
    }
    const parsed = parseEvent(bytes.toString('utf8'));
    if (parsed.is === 'event') yield parsed;
    else if (parsed.is === 'none') {
      const { because } = parsed;
      yield isWhole ? { is: 'damage', line, because } : { is: 'cut', line, because };
    }
  }
}

type Line = { readonly bytes: Buffer | undefined; readonly isWhole: boolean };

/** Lines without their line feed; no bytes where a line is too long. An empty last one is none. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (isWhole: boolean): Line => {
    const line = { bytes: length > MOST_BYTES ? undefined : Buffer.concat(parts), isWhole };
    parts = [];
    length = 0;
    return line;
  };
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length > MOST_BYTES) parts = [];
    else if (part.length > 0) parts.push(part.slice());
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, start)) {
      keep(chunk.subarray(start, at));
      yield take(true);
      start = at + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield take(false);
}
