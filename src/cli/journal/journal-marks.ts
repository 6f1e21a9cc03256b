import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How the lines begin that begin or end a run. */
const MARKS = ['{"type":"begin"', '{"type":"end"', '{"type":"fault"'] as const;
const INDEX = '{"type":"index"';

/** The most bytes of a journal without an index; longer ones end with an index. */
export const SHORT = 1 << 16;

const CHUNK = 1 << 20;
const LF = 0x0a;

/** Tells whether a line begins or ends a run. */
export function isMarked(line: string): boolean {
  return MARKS.some((mark) => line.startsWith(mark));
}

/** Returns the last line of a long journal: the byte offsets of the lines that begin or end a run. */
export function indexLine(at: readonly number[]): string {
  return `${JSON.stringify({ type: 'index', at })}\n`;
}

/**
 * Reads the lines of a journal that begin or end a run, in order: by its index if it has one, without reading findings, else
 * by searching at most `most` bytes. Returns none if it is unreadable.
 */
export function markedLines(file: string, most = Number.POSITIVE_INFINITY): string[] {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    return indexed(descriptor, size) ?? (size > most ? [] : scanned(descriptor, Math.min(size, CHUNK)));
  } catch {
    return [];
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads the lines by the index; undefined if there is none, or if it does not match this file. */
function indexed(descriptor: number, size: number): string[] | undefined {
  if (size <= SHORT) return undefined;
  const tail = Buffer.allocUnsafe(SHORT);
  const end = tail.subarray(0, readSync(descriptor, tail, 0, SHORT, size - SHORT));
  if (end.at(-1) !== LF) return undefined;
  const line = end.toString('utf8', end.lastIndexOf(LF, end.length - 2) + 1);
  if (!line.startsWith(INDEX)) return undefined;
  const lines: string[] = [];
  const places = placesIn(line);
  if (places.length === 0) return undefined;
  for (const at of places) {
    const text = lineAt(descriptor, at);
    if (text === undefined || !isMarked(text)) return undefined;
    lines.push(text);
  }
  return lines;
}

function placesIn(line: string): number[] {
  return [...(/^\{"type":"index","at":\[([\d,]*)\]/.exec(line)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
}

/** Reads the line at an offset; undefined if no line begins there. */
function lineAt(descriptor: number, at: number): string | undefined {
  const before = at === 0 ? 0 : 1;
  for (const length of [SHORT, CHUNK]) {
    const buffer = Buffer.allocUnsafe(length);
    const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, length, at - before));
    if (before === 1 && bytes[0] !== LF) return undefined;
    const end = bytes.indexOf(LF, before);
    if (end >= 0) return bytes.toString('utf8', before, end);
  }
  return undefined;
}

/** Reads all marked lines of a file without an index, in chunks of bytes; stops at a line longer than a chunk. */
function scanned(descriptor: number, chunk: number): string[] {
  const lines: string[] = [];
  const buffer = Buffer.allocUnsafe(2 * chunk);
  let kept = 0;
  for (;;) {
    const n = readSync(descriptor, buffer, kept, chunk, null);
    const bytes = buffer.subarray(0, kept + n);
    const end = bytes.lastIndexOf(LF) + 1;
    lines.push(...markedIn(bytes.subarray(0, end)));
    kept = bytes.length - end;
    if (n === 0 || kept > chunk) return lines;
    buffer.copyWithin(0, end, bytes.length);
  }
}

function markedIn(bytes: Buffer): string[] {
  const found: { readonly at: number; readonly text: string }[] = [];
  for (const mark of MARKS) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      const isStart = at === 0 || bytes[at - 1] === LF;
      if (isStart) found.push({ at, text: bytes.toString('utf8', at, bytes.indexOf(LF, at)) });
    }
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
}
