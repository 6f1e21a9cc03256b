import { algorithmTagged } from '../../hash/algorithms.ts';
import type { BytePath } from '../../model/path.ts';
import { type Candidates, candidatesFor, endOfHex, hexOfBase64, reverseBytes } from './digest.ts';

/**
 * How a line is written: `TAG (name) = hex`; `hex  name`, `hex *name`, `hex ?TAG*name` or with a tab between; `hex name`
 * of BSD's `md5 -r`; the `crc size name` of POSIX `cksum`; or `name: hex` and its kin with the digest at the end.
 */
export type LineForm = 'tagged' | 'gnu' | 'reversed' | 'posix' | 'name-first';

/** A line with the digest of one name. */
export type EntryLine = {
  readonly kind: 'entry';
  readonly form: LineForm;
  readonly name: BytePath;
  /** Lower case, the most significant byte first. */
  readonly hex: string;
  /** What the digest can be; exactly one where there is a tag. */
  readonly algorithms: readonly string[];
  /** The line was marked as escaped, so that every backslash in the name is literal. */
  readonly escaped: boolean;
  readonly size?: number;
  /** Perl's shasum hashed not the raw bytes but text with universal newlines, or bits. */
  readonly skip?: 'universal' | 'bits';
};

/** What one line of a checksum list says. */
export type ChecksumLine =
  | EntryLine
  | { readonly kind: 'blank' | 'comment' }
  | { readonly kind: 'bare'; readonly hex: string; readonly algorithms: readonly string[] }
  | { readonly kind: 'size'; readonly name: BytePath; readonly size: number }
  | { readonly kind: 'malformed'; readonly reason: string };

/** What is known from the rest of the list. */
export type LineContext = {
  readonly candidates: Candidates;
  /**
   * What the other untagged lines show: with `reversed` everything after one blank is the name, else such a line is
   * malformed. With `name-first` the digest is at the end.
   */
  readonly form?: 'gnu' | 'reversed' | 'name-first';
  /** The hex digits of a digest in this list, where its name or its other lines show that. */
  readonly usual?: number | undefined;
  /** The lines end in NUL (`--zero`), so that nothing is escaped and a CR belongs to the name. */
  readonly verbatim?: boolean;
};

/** Digest and name together are never longer than this. */
export const LONGEST_LINE = 65_536;

const ALONE: LineContext = { candidates: candidatesFor([]) };
const BLANK: ChecksumLine = { kind: 'blank' };
const COMMENT: ChecksumLine = { kind: 'comment' };
const NO_DIGEST =
  'no digest at its start; perhaps the rest of a name with a line feed that the tool did not escape';
/** Why a line is refused that may as well be a shorter digest and a name that begins with hex digits. */
export const BLANK_INSIDE = 'a blank inside the digest';
const POSIX = ['cksum', 'crc32'];
const SINGLE = new Map<string, readonly string[]>();
const TAG = /([A-Za-z][\w/-]{0,30})[ \t]*\(/y;
/** `SIZE (name) = 123` of BSD's ports, `Size (name) = 123 bytes` of NetBSD's. */
const SIZE = /^SIZE[ \t]*\(([^]+)\)[ \t]*=[ \t]*(\d{1,16})(?: bytes)?[ \t]*$/i;
/** Lines of FCIV and of BSD's ports that say nothing of a file. */
const REMARK = /^(?:\/\/|TIMESTAMP = \d+$|\$NetBSD)/;
/** The mark of RapidCRC between digest and name: `?SHA256*name`. */
const MARK = /[ \t]+\?([A-Za-z][\w/-]{0,30})\*/y;
const NAME_FIRST = /^[ \t]*(\S.*?)(?:[ \t]*[:=,;|][ \t]*|[ \t]+)"?([0-9a-f]{32,128})"?[ \t]*$/i;
const ESCAPES = new Map([
  ['\\', '\\'],
  ['n', '\n'],
  ['r', '\r'],
]);

/** Reads one line of a checksum list, a byte string without its LF. */
export function parseChecksumLine(line: string, context: LineContext = ALONE): ChecksumLine {
  if (line.length > LONGEST_LINE) return malformed('longer than 64 KiB');
  const verbatim = context.verbatim === true;
  const text = !verbatim && line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!verbatim && (text.startsWith('#') || text.startsWith(';'))) return comment(text, context);
  if (!verbatim && REMARK.test(text)) return COMMENT;
  let start = 0;
  while (isBlank(text, start)) start++;
  if (start === text.length) return BLANK;
  if (context.form === 'name-first') return nameFirst(text, context);
  const escaped = !verbatim && text.charAt(start) === '\\';
  if (escaped) start++;
  return tagged(text, start, escaped) ?? posix(text, context) ?? untagged(text, start, escaped, context);
}

function malformed(reason: string): ChecksumLine {
  return { kind: 'malformed', reason };
}

function isBlank(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char === ' ' || char === '\t';
}

/**
 * Returns a comment, unless it may be a damaged entry: one flipped bit turns `3` into `#` or `;`, so a comment that
 * only lacks the first digit of a digest counts as an entry.
 */
function comment(text: string, context: LineContext): ChecksumLine {
  const digits = /^.(?:([0-9a-f]{15,127})(?:[ \t]|$)|([0-9a-f]{7}) [ *])/i.exec(text);
  const length = (digits?.[1] ?? digits?.[2])?.length;
  if (length === undefined || context.candidates(length + 1).length === 0) return COMMENT;
  return malformed('a comment that looks like an entry whose first digit was lost');
}

function tagged(text: string, start: number, escaped: boolean): ChecksumLine | undefined {
  TAG.lastIndex = start;
  const tag = TAG.exec(text)?.[1];
  if (tag === undefined) return undefined;
  const open = TAG.lastIndex;
  const littleEndian = /^XXH.*_LE$/i.test(tag);
  const algorithm = algorithmTagged(littleEndian ? tag.slice(0, -3) : tag);
  const close = text.lastIndexOf(')');
  const written = close < open ? undefined : /^[ \t]*=[ \t]*(\S+)[ \t]*$/.exec(text.slice(close + 1))?.[1];
  if (algorithm === undefined)
    return sizeOf(text) ?? (written === undefined ? undefined : malformed(`unknown algorithm ${tag}`));
  if (written === undefined)
    return malformed(`no digest after the name of a ${tag} line; perhaps the name goes on after a line feed`);
  const hex = hexOf(written, algorithm.hexLength);
  if (hex === undefined) return malformed(`not a digest of ${tag}`);
  const digest = { hex: littleEndian ? reverseBytes(hex) : hex, algorithms: only(algorithm.name) };
  return entry('tagged', text.slice(open, close), escaped, digest);
}

function sizeOf(text: string): ChecksumLine | undefined {
  const [, name, digits] = SIZE.exec(text) ?? [];
  const size = Number(digits);
  return name !== undefined && Number.isSafeInteger(size) ? { kind: 'size', name, size } : undefined;
}

function hexOf(written: string, hexLength: number): string | undefined {
  if (written.length === hexLength && endOfHex(written, 0) === hexLength) return written.toLowerCase();
  return hexOfBase64(written, hexLength);
}

function posix(text: string, context: LineContext): ChecksumLine | undefined {
  if (context.form === 'reversed') return undefined;
  const [, crc, size, name] = /^(\d{1,10}) (\d{1,20}) ([^]+)$/.exec(text) ?? [];
  if (crc === undefined || size === undefined || name === undefined) return undefined;
  if (Number(crc) > 0xffffffff || !Number.isSafeInteger(Number(size)))
    return malformed('not a CRC and a size');
  const hex = Number(crc).toString(16).padStart(8, '0');
  return { kind: 'entry', form: 'posix', name, hex, algorithms: POSIX, escaped: false, size: Number(size) };
}

function nameFirst(text: string, context: LineContext): ChecksumLine {
  const [, written = '', hex = ''] = NAME_FIRST.exec(text) ?? [];
  const algorithms = context.candidates(hex.length);
  if (hex === '' || algorithms.length === 0) return malformed('no digest at its end');
  const tail = /(?:^|[ \t:=,;|])([0-9a-f]+)$/i.exec(written)?.[1];
  if (tail !== undefined && context.candidates(tail.length + 1 + hex.length).length > 0)
    return malformed(BLANK_INSIDE);
  return entry('name-first', written.replace(/^"(.+)"$/, '$1'), false, {
    hex: hex.toLowerCase(),
    algorithms,
  });
}

function untagged(text: string, start: number, escaped: boolean, context: LineContext): ChecksumLine {
  const xxh3 = text.startsWith('XXH3_', start);
  const from = xxh3 ? start + 5 : start;
  const end = endOfHex(text, from);
  if (end === from || (end < text.length && !isBlank(text, end))) return malformed(NO_DIGEST);
  const length = end - from;
  const algorithms = !xxh3 ? context.candidates(length) : length === 16 ? only('xxh3') : [];
  if (algorithms.length === 0) return malformed(`no digest has ${length} hex digits`);
  const digest = { hex: text.slice(from, end).toLowerCase(), algorithms };
  const onlyDigest = end === text.length || (text.length <= end + 2 && isBlank(text, text.length - 1));
  if (onlyDigest) return escaped ? malformed('no name after the digest') : { kind: 'bare', ...digest };
  return named(text, end, escaped, digest, context);
}

/** Parses what follows the digest: after a blank, a mode and a name, or the name directly. */
function named(
  text: string,
  end: number,
  escaped: boolean,
  digest: Digest,
  context: LineContext,
): ChecksumLine {
  const mode = text.length === end + 2 || context.form === 'reversed' ? '' : text.charAt(end + 1);
  if (mode === ' ' || mode === '*') return entry('gnu', text.slice(end + 2), escaped, digest);
  const marked = markedName(text, end, escaped, digest);
  if (marked !== undefined) return marked;
  const tab = text.charAt(end) === '\t';
  if (!tab && (mode === 'U' || mode === '^') && digest.algorithms.some((name) => name.startsWith('sha'))) {
    const found = entry('gnu', text.slice(end + 2), escaped, digest);
    return found.kind === 'entry' ? { ...found, skip: mode === 'U' ? 'universal' : 'bits' } : found;
  }
  const next = endOfHex(text, end + 1);
  const isLonger = isBlank(text, next) && context.candidates(digest.hex.length + next - end).length > 0;
  if (isLonger && context.usual !== digest.hex.length) return malformed(BLANK_INSIDE);
  if (context.form === 'gnu' && !tab) return malformed('one blank before the name in a list that uses two');
  return entry(tab ? 'gnu' : 'reversed', text.slice(end + 1), escaped, digest);
}

function markedName(text: string, end: number, escaped: boolean, { hex }: Digest): ChecksumLine | undefined {
  MARK.lastIndex = end;
  const tag = MARK.exec(text)?.[1];
  const algorithm = tag === undefined ? undefined : algorithmTagged(tag);
  if (algorithm?.hexLength !== hex.length) return undefined;
  return entry('gnu', text.slice(MARK.lastIndex), escaped, { hex, algorithms: only(algorithm.name) });
}

function entry(form: LineForm, written: string, escaped: boolean, digest: Digest): ChecksumLine {
  const name = escaped ? unescaped(written) : written;
  if (name === undefined) return malformed('an invalid backslash escape');
  if (name === '') return malformed('no name');
  return { kind: 'entry', form, name, hex: digest.hex, algorithms: digest.algorithms, escaped };
}

function unescaped(written: string): BytePath | undefined {
  let valid = true;
  const name = written.replace(/\\([^]?)/g, (_pair, char: string) => {
    const meant = ESCAPES.get(char);
    if (meant === undefined) valid = false;
    return meant ?? '';
  });
  return valid ? name : undefined;
}

/** Returns one array per algorithm, which all entries share. */
function only(name: string): readonly string[] {
  const known = SINGLE.get(name) ?? [name];
  SINGLE.set(name, known);
  return known;
}

type Digest = { readonly hex: string; readonly algorithms: readonly string[] };
