import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../../model/fault.ts';
import { isNowhere } from '../small-files.ts';

/** What is no file does not hold up who asks. */
export const AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK;

/** How the lines begin that begin or end a run. */
const MARKS = ['{"type":"begin"', '{"type":"end"', '{"type":"fault"'] as const;
const INDEX = '{"type":"index"';

/** The most bytes of a journal that is searched though it ends with an index. */
const SHORT = 1 << 16;

const CHUNK = 1 << 20;
const LONGEST_MARK = 32;
const LF = 0x0a;

/** The damage of a journal without a byte: of a run that just begins, or of a disk that was full. */
export const EMPTY = 'is empty';

/** Tells whether a line begins or ends a run. */
export function isMarked(line: string): boolean {
  return MARKS.some((mark) => line.startsWith(mark));
}

/** The lines of a journal that begin or end a run, in order, and why some of them may be lost. */
export type Marks = { readonly lines: readonly string[]; readonly damage?: string };

/**
 * Reads the lines of a journal that begin or end a run: by its index if it has one, without reading findings, else by
 * searching at most `most` bytes.
 */
export function readMarks(file: string, most = Number.POSITIVE_INFINITY): Marks {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, AT_ONCE);
    const { size } = fstatSync(descriptor);
    if (size === 0) return { lines: [], damage: EMPTY };
    const lines = indexed(descriptor, size);
    if (lines !== undefined) return { lines };
    return size > most ? { lines: [] } : scanned(descriptor, Math.min(size, CHUNK));
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return code === 'ENOENT' && isNowhere(file)
      ? { lines: [] }
      : { lines: [], damage: `cannot be read (${code})` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads the lines of a journal that begin or end a run, as `readMarks`; none if it is unreadable. */
export function markedLines(file: string, most?: number): readonly string[] {
  return readMarks(file, most).lines;
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
  if (places[0] !== 0) return undefined;
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

/** Reads all marked lines of a file without an index, in chunks; stops at a line longer than a chunk. */
function scanned(descriptor: number, chunk: number): Marks {
  const lines: string[] = [];
  const buffer = Buffer.allocUnsafe(2 * chunk);
  let kept = 0;
  let isFirst = true;
  let damage: string | undefined;
  for (;;) {
    const n = readSync(descriptor, buffer, kept, chunk, null);
    const bytes = buffer.subarray(0, kept + n);
    if (bytes.includes(0)) damage ??= 'has zeros in it';
    const end = bytes.lastIndexOf(LF) + 1;
    lines.push(...markedIn(bytes.subarray(0, end)));
    if (isFirst && (end === 0 || !isMarked(bytes.toString('latin1', 0, LONGEST_MARK))))
      damage ??= 'has no whole first line';
    isFirst = false;
    kept = bytes.length - end;
    if (n > 0 && kept > chunk) damage ??= 'has a line that is too long';
    if (n === 0 && beginsARun(bytes.subarray(end))) damage ??= 'is cut where a run begins';
    if (n === 0 || kept > chunk) return damage === undefined ? { lines } : { lines, damage };
    buffer.copyWithin(0, end, bytes.length);
  }
}

/** Returns true for the rest of a journal that may be the cut first line of a run. */
function beginsARun(rest: Buffer): boolean {
  const [begin] = MARKS;
  const text = rest.toString('latin1', 0, begin.length);
  return text !== '' && begin.startsWith(text);
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
