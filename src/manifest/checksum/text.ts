import { type DecodedText, decodeText } from '../spelling/decode-text.ts';

/** One line of a list as a byte string without its end; only the last may lack an end. */
export type ListLine = { readonly text: string; readonly number: number; readonly ended: boolean };

/** The bytes of a list, decoded and split into lines as often as needed. */
export type ListText = {
  /** The lines end in NUL (`--zero`): nothing in them is escaped. */
  readonly verbatim: boolean;
  readonly notes: readonly string[];
  lines(): Iterable<ListLine>;
};

type LooksLikeEntry = (line: string) => boolean;

const NOTES: Readonly<Record<DecodedText['encoding'], readonly string[]>> = {
  'utf-8-mark': ['it begins with a byte order mark: sha256sum -c would skip its first line'],
  'utf-16': ['it is in UTF-16, as PowerShell writes: sha256sum -c cannot read it'],
  mixed: ['some of its lines are in UTF-16, as PowerShell appends them: sha256sum -c cannot read them'],
  plain: [],
};
const LF = 0x0a;
const CR = 0x0d;
const CHUNK = 8 << 20;
/** A longer line is malformed whatever it says, so no more of it is read. */
const LONGEST = 1 << 17;

/**
 * Opens a list: removes a byte order mark, decodes UTF-16, and finds out how its lines end; for that `looksLikeEntry`
 * must say whether a piece of text, alone on its line and with nothing escaped, is an entry.
 */
export function readListText(bytes: Uint8Array, looksLikeEntry: LooksLikeEntry): ListText {
  const { content, encoding } = decodeText(bytes);
  const notes = NOTES[encoding];
  const nul = endsInNul(content, looksLikeEntry);
  const end = nul ? 0 : content.includes(LF) || !content.includes(CR) ? LF : CR;
  return {
    verbatim: nul,
    notes,
    lines: () => (end === LF ? withoutCarriage(linesOf(content, end)) : linesOf(content, end)),
  };
}

/**
 * Returns whether lines end in NUL rather than a NUL being damage: it must end one entry, not several on lines of their
 * own.
 */
function endsInNul(content: Buffer, looksLikeEntry: LooksLikeEntry): boolean {
  const first = content.subarray(0, LONGEST).indexOf(0);
  if (first <= 0 || content[first + 1] === 0) return false;
  const record = content.toString('latin1', 0, first);
  const later = record
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^\\/, ''));
  return looksLikeEntry(record) && later.at(-1) !== '' && !later.some(looksLikeEntry);
}

/**
 * Yields the lines. A string cannot be longer than half a gigabyte, so the list is converted in chunks that end where a
 * line ends.
 */
function* linesOf(content: Buffer, end: number): Generator<ListLine> {
  const mark = String.fromCharCode(end);
  let number = 0;
  for (let start = 0; start < content.length; ) {
    const stop = endOfChunk(content, start, end);
    const long = stop - start > CHUNK;
    const text = content.toString('latin1', start, long ? start + LONGEST : stop);
    const whole = content[stop - 1] === end;
    start = stop;
    if (long) {
      yield { text, number: ++number, ended: whole };
      continue;
    }
    let from = 0;
    for (let to = text.indexOf(mark); to >= 0; to = text.indexOf(mark, from)) {
      yield { text: text.slice(from, to), number: ++number, ended: true };
      from = to + 1;
    }
    if (from < text.length) yield { text: text.slice(from), number: ++number, ended: false };
  }
}

/** Yields lines with one CR at their end where a copy in text mode made CR CR LF of CR LF. */
function* withoutCarriage(lines: Iterable<ListLine>): Generator<ListLine> {
  for (const line of lines)
    yield line.text.endsWith('\r\r') ? { ...line, text: line.text.replace(/\r+$/, '\r') } : line;
}

/** Returns where the last line that fits into a chunk ends, or where the first ends if it alone is longer. */
function endOfChunk(content: Buffer, start: number, end: number): number {
  if (content.length - start <= CHUNK) return content.length;
  const last = content.lastIndexOf(end, start + CHUNK - 1);
  if (last >= start) return last + 1;
  const next = content.indexOf(end, start + CHUNK);
  return next < 0 ? content.length : next + 1;
}
