import { algorithmNamed } from '../../hash/algorithms.ts';
import { type Armor, createArmorSkipper } from './armor.ts';
import { candidatesFor } from './digest.ts';
import { createEntries, type Entries } from './entries.ts';
import { type EntryTable, tableOfSome } from './entry-table.ts';
import { BLANK_INSIDE, type ChecksumLine, type LineContext, parseChecksumLine } from './line.ts';
import type { ListClaim } from './names.ts';
import { type PrintedDigest, readPrintedDigests } from './print-md.ts';
import { createProblems, type ListProblem, type Problems } from './problems.ts';
import { isProse, messageOfTool, type ToolMessage } from './remarks.ts';
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

/** A message of a tool in a list. */
export type ListMessage = ToolMessage & { readonly line: number };

/** A checksum list that was read. */
export type ChecksumList = {
  /** In the order of the list. */
  readonly entries: EntryTable;
  readonly notes: readonly string[];
  readonly problems: readonly ListProblem[];
  /** What its tool reported while it was made. */
  readonly messages: readonly ListMessage[];
  /** The only content of the list, where that is a digest without a name. */
  readonly bare?: BareDigest;
  /** How many digests it has, where that is several of one length and none has a name: those of other files, or of earlier versions. */
  readonly nameless?: number;
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
  const usual = usualLengthOf(claim);
  const printed = text.verbatim ? undefined : readPrintedDigests(text.lines(), candidates, usual);
  if (printed !== undefined) return conclude(readPrinted(printed), text, claim);
  const context = { candidates, verbatim: text.verbatim, usual };
  return conclude(readInItsForm(text, context), text, claim);
}

/**
 * Reads the lines, and again where they show how they must be read: as `md5 -r` writes them or not, how long a digest is,
 * or with the name before the digest.
 */
function readInItsForm(text: ListText, context: LineContext): Reading {
  const first = readLines(text, context);
  const form = first.entries.contradiction();
  const usual = context.usual ?? (first.isUnclear ? first.entries.usualLength() : undefined);
  if (form !== undefined || usual !== context.usual)
    return readLines(text, { ...context, ...(form === undefined ? {} : { form }), usual });
  if (first.entries.count() > 0 || first.bare !== undefined || first.table !== undefined) return first;
  const byName = readLines(text, { ...context, form: 'name-first' });
  return byName.entries.count() > byName.problems.all().length ? byName : first;
}

/** Returns how many hex digits a digest has by the name of the list, where that implies one length. */
function usualLengthOf(claim: ListClaim | undefined): number | undefined {
  const lengths = new Set(claim?.algorithms.map((name) => algorithmNamed(name)?.hexLength));
  const [length] = lengths;
  return lengths.size === 1 && !claim?.algorithms.includes('blake2b') ? length : undefined;
}

type Reading = {
  readonly problems: Problems;
  readonly entries: Entries;
  readonly armor: Armor;
  readonly messages: ListMessage[];
  /** Lines of text before the first digest. */
  prose: number;
  /** A line may be a damaged digest, or a shorter one and a name. */
  isUnclear: boolean;
  bare?: { readonly digest: BareDigest; readonly ended: boolean };
  /** Further digests without a name, of the length of the first. */
  more: number;
  last?: ListLine;
  /** The last line has no line end, but is otherwise valid. */
  open: boolean;
  /** The line where a table meant for display begins. */
  table?: number;
};

function newReading(): Reading {
  const problems = createProblems();
  const armor = createArmorSkipper();
  const unread = { messages: [], prose: 0, isUnclear: false, open: false, more: 0 };
  return { problems, entries: createEntries(problems), armor, ...unread };
}

function readLines(text: ListText, context: LineContext): Reading {
  const reading = newReading();
  for (const line of text.lines()) {
    reading.last = line;
    const content = text.verbatim ? line.text : reading.armor.strip(line.text);
    if (content === undefined) continue;
    if (content.startsWith('Algorithm') && TABLE.test(content)) return { ...reading, table: line.number };
    take(reading, parseChecksumLine(content, context), line, content);
  }
  return reading;
}

function readPrinted(printed: readonly PrintedDigest[]): Reading {
  const reading = newReading();
  for (const { line, parsed } of printed) {
    reading.last = line;
    take(reading, parsed, line, line.text);
  }
  return reading;
}

function take(reading: Reading, parsed: ChecksumLine, line: ListLine, content: string): void {
  const { problems, entries } = reading;
  const kind = line.ended ? 'damaged' : 'truncated';
  reading.open = !line.ended && (parsed.kind === 'entry' || parsed.kind === 'blank');
  if (parsed.kind === 'entry') {
    entries.add(parsed, line);
  } else if (parsed.kind === 'size') {
    // The digits of a size may be cut, and a digest is enough.
    if (line.ended) entries.addSize(parsed.name, parsed.size);
    else reading.open = true;
  } else if (parsed.kind === 'malformed') {
    const message = messageOfTool(content);
    if (message !== undefined) {
      reading.messages.push({ ...message, line: line.number });
      reading.open = !line.ended;
    } else if (entries.count() === 0 && reading.bare === undefined && isProse(content)) {
      reading.prose += 1;
    } else problems.add(kind, line.number, parsed.reason);
    reading.isUnclear ||= parsed.reason === BLANK_INSIDE;
  } else if (parsed.kind === 'comment' && !line.ended) {
    problems.add(kind, line.number, 'a comment without an end');
  } else if (parsed.kind === 'bare') {
    if (reading.bare !== undefined || entries.count() > 0) {
      problems.add(kind, line.number, NAMELESS);
      if (line.ended && parsed.hex.length === reading.bare?.digest.hex.length) reading.more += 1;
    } else reading.bare = { digest: bareDigest(parsed, line), ended: line.ended };
  }
}

function conclude(reading: Reading, text: ListText, claim: ListClaim | undefined): ChecksumList {
  const { problems, entries, armor, bare, last, open, table, messages, prose, more } = reading;
  if (table !== undefined) return refuseTable(table, text);
  const isNameless = more > 0 && more === problems.count() && entries.count() === 0;
  if (armor.isOpen()) problems.add('truncated', last?.number ?? 0, 'its signature does not end');
  const refused = bare === undefined ? undefined : refusalOf(bare.digest.hex.length, entries.count(), claim);
  if (bare !== undefined && refused !== undefined) {
    problems.add(bare.ended && refused === NAMELESS ? 'damaged' : 'truncated', bare.digest.line, refused);
  }
  const all = entries.all();
  const found = problems.all();
  const kept = {
    ...(refused === undefined && bare !== undefined ? { bare: bare.digest } : {}),
    ...(isNameless ? { nameless: more + 1 } : {}),
  };
  if (all.length === 0 && bare === undefined && found.length === 0) found.push(EMPTY);
  const notes = [...text.notes, ...entries.notes()];
  if (prose > 0) notes.push(`lines of text before the first digest: ${prose}`);
  if (armor.isSigned()) notes.push('signature present, not checked');
  if (open) notes.push('its last line has no line end: it may be cut short');
  return { entries: all, notes, problems: found, messages, ...kept };
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
    entries: tableOfSome([]),
    messages: [],
    notes: text.notes,
    problems: [{ line, reason, kind: cut ? 'truncated' : 'damaged' }],
  };
}
