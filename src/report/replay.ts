import type { RunEvent } from '../model/event.ts';
import { parseEvent } from './parse-event.ts';

/** The longest line a journal can have; a longer one is damaged. */
const MOST_BYTES = 2 ** 24;

const LF = 0x0a;

/** An event of a journal, or a damaged line with its number from 1; `cut` is a last line without a line feed. */
export type Replayed =
  | { readonly is: 'event'; readonly event: RunEvent }
  | { readonly is: 'damage' | 'cut'; readonly line: number; readonly because: string };

/**
 * Reads the events of a journal from chunks of any size. Reports every line that is not an event, and skips only event types
 * of newer versions. Keeps one line in memory.
 */
export async function* replay(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Replayed, void, undefined> {
  let line = 0;
  for await (const { bytes, isWhole } of linesOf(chunks)) {
    line += 1;
    if (bytes === undefined) {
      yield { is: 'damage', line, because: `longer than ${MOST_BYTES} bytes` };
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

/** Splits chunks into lines without their line feeds; a line that is too long has no bytes. */
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
