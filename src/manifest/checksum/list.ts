import { algorithmNamed } from '../../hash/algorithms.ts';
import { type Armor, createArmorSkipper } from './armor.ts';
import { candidatesFor } from './digest.ts';
import { type ChecksumEntry, createEntries, type Entries } from './entries.ts';
import { type LineContext, parseChecksumLine } from './line.ts';
import type { ListClaim } from './names.ts';
import { createProblems, type ListProblem, type Problems } from './problems.ts';
import { type ListLine, type ListText, readListText } from './text.ts';

const TABLE = /^Algorithm[ \t]+Hash[ \t]+Path[ \t\r]*$/;
const NAMELESS = 'a digest without a name';
const EMPTY: ListProblem = { line: 0, reason: 'it has no entries', kind: 'damaged' };

/** A digest alone: it is that of the file named by the list's own name. */
export type BareDigest = {
  readonly line: number;
  readonly hex: string;
  readonly algorithms: readonly string[];
};

/** A checksum list that was read. */
export type ChecksumList = {
  /** In the order of the list. */
  readonly entries: readonly ChecksumEntry[];
  readonly notes: readonly string[];
  readonly problems: readonly ListProblem[];
  /** The only content of the list, where that is a digest without a name. */
  readonly bare?: BareDigest;
};

/**
 * Reads a whole list, whatever the bytes, taking into account what its name claims. Where the untagged lines contradict
 * each other about what precedes the name, it is read again in the form that most of them have.
 */
export function parseChecksumList(bytes: Uint8Array, claim?: ListClaim): ChecksumList {
  const candidates = candidatesFor(claim?.algorithms ?? []);
  const looksLikeEntry = (line: string): boolean =>
    parseChecksumLine(line, { candidates, verbatim: true }).kind === 'entry';
  const text = readListText(bytes, looksLikeEntry);
  const context = { candidates, verbatim: text.verbatim };
  const first = readLines(text, context);
  const form = first.entries.contradiction();
  return conclude(form === undefined ? first : readLines(text, { ...context, form }), text, claim);
}

type Reading = {
  readonly problems: Problems;
  readonly entries: Entries;
  readonly armor: Armor;
  bare?: { readonly digest: BareDigest; readonly ended: boolean };
  last?: ListLine;
  /** The last line has no line end, but is otherwise valid. */
  open: boolean;
  /** The line where a table meant for display begins. */
  table?: number;
};

function readLines(text: ListText, context: LineContext): Reading {
  const problems = createProblems();
  const entries = createEntries(problems);
  const reading: Reading = { problems, entries, armor: createArmorSkipper(), open: false };
  for (const line of text.lines()) {
    reading.last = line;
    const content = text.verbatim ? line.text : reading.armor.strip(line.text);
    if (content === undefined) continue;
    if (content.startsWith('Algorithm') && TABLE.test(content)) return { ...reading, table: line.number };
    const parsed = parseChecksumLine(content, context);
    const kind = line.ended ? 'damaged' : 'truncated';
    reading.open = !line.ended && (parsed.kind === 'entry' || parsed.kind === 'blank');
    if (parsed.kind === 'entry') {
      entries.add(parsed, line);
    } else if (parsed.kind === 'malformed') {
      problems.add(kind, line.number, parsed.reason);
    } else if (parsed.kind === 'comment' && !line.ended) {
      problems.add(kind, line.number, 'a comment without an end');
    } else if (parsed.kind === 'bare') {
      if (reading.bare !== undefined || entries.count() > 0) problems.add(kind, line.number, NAMELESS);
      else reading.bare = { digest: bareDigest(parsed, line), ended: line.ended };
    }
  }
  return reading;
}

function conclude(reading: Reading, text: ListText, claim: ListClaim | undefined): ChecksumList {
  const { problems, entries, armor, bare, last, open, table } = reading;
  if (table !== undefined) return refuseTable(table, text);
  if (armor.isOpen()) problems.add('truncated', last?.number ?? 0, 'its signature does not end');
  const refused = bare === undefined ? undefined : refusalOf(bare.digest.hex.length, entries.count(), claim);
  if (bare !== undefined && refused !== undefined) {
    problems.add(bare.ended && refused === NAMELESS ? 'damaged' : 'truncated', bare.digest.line, refused);
  }
  const all = entries.all();
  const found = problems.all();
  const kept = refused === undefined && bare !== undefined ? { bare: bare.digest } : {};
  if (all.length === 0 && bare === undefined && found.length === 0) found.push(EMPTY);
  const notes = [...text.notes, ...entries.notes()];
  if (armor.isSigned()) notes.push('signature present, not checked');
  if (open) notes.push('its last line has no line end: it may be cut short');
  return { entries: all, notes, problems: found, ...kept };
}

function bareDigest({ hex, algorithms }: Omit<BareDigest, 'line'>, line: ListLine): BareDigest {
  return { line: line.number, hex, algorithms };
}

/**
 * Returns why a digest alone is refused: it must be the only thing in the list, of the length that its name implies,
 * and not part of a longer digest.
 */
function refusalOf(length: number, entries: number, claim: ListClaim | undefined): string | undefined {
  if (entries > 0 || (claim !== undefined && claim.subject === undefined)) return NAMELESS;
  const wanted = claim?.algorithms.map((name) => algorithmNamed(name)?.hexLength ?? 0) ?? [];
  if (wanted.length === 0 || length >= Math.min(...wanted)) return undefined;
  return `a digest of ${length} hex digits, but the name of the list implies ${Math.min(...wanted)}`;
}

/** Refuses a table formatted by PowerShell for display: what does not fit is cut, so none of it is trusted. */
function refuseTable(line: number, text: ListText): ChecksumList {
  let cut = false;
  for (const { text: row } of text.lines()) cut ||= /(?:\.\.\.|\xe2\x80\xa6)[ \t\r]*$/.test(row.slice(-80));
  const reason = cut
    ? 'a PowerShell table whose paths are cut short'
    : 'a PowerShell table, which is not meant to be read by programs';
  return {
    entries: [],
    notes: text.notes,
    problems: [{ line, reason, kind: cut ? 'truncated' : 'damaged' }],
  };
}
