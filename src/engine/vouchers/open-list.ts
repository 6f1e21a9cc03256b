import { isThere, statPath } from '../../disk/stat.ts';
import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import { type ChecksumList, parseChecksumList } from '../../manifest/checksum/list.ts';
import type { ListClaim } from '../../manifest/checksum/names.ts';
import type { ListProblem } from '../../manifest/checksum/problems.ts';
import type { SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import type { Kind } from '../../model/entry.ts';
import type { VoucherSummary } from '../../model/event.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../../model/path.ts';
import type { FoundList } from './found-list.ts';
import { type GuessedAlgorithms, type Guesser } from './guess-algorithm.ts';
import { type HiddenPlace, hiddenFinding } from './hidden.ts';
import { kindOfList } from './is-list.ts';
import { entryOfMessage, gapsIn } from './list-gaps.ts';
import { placeEntries } from './place-entries.ts';
import { lookAtEnds, readList, UNREAD_PACKINGS } from './read-list.ts';
import type { UnusedList } from './unused-list.ts';

/** A list that was read, and what it records of files below the root. */
export type OpenList = {
  readonly found: FoundList;
  readonly promises: readonly ManifestEntry[];
  readonly summary: VoucherSummary;
  readonly findings: readonly Finding[];
  /** Links that its names lead through. */
  readonly links: readonly BytePath[];
  /** It is a file like others, which has its own digest at its end. */
  readonly isSelfProven?: true;
};

/** How a detached signature begins, which is often called SHA256SUMS.asc. */
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';

/** What the lists of one root share; `links` are all links below it, if known. */
export type ListOpening = {
  readonly guess: Guesser;
  readonly findSpelling: SpellingFinder;
  readonly links?: ReadonlySet<BytePath> | undefined;
};

/**
 * Opens one list below `root`. Returns undefined where the file is a signature or is not a list, a hidden place where it
 * may not be read, and an unused list where it looks like one and is not of the files here.
 */
export async function openList(
  root: BytePath,
  found: FoundList,
  { guess, findSpelling, links }: ListOpening,
): Promise<OpenList | HiddenPlace | UnusedList | undefined> {
  const { path, claim } = found;
  const isNamed = found.links === 'follow';
  const kindAt = (at: BytePath): Kind | undefined => kindBelow(root, at);
  const exists = (at: BytePath): boolean => kindAt(at) !== undefined;
  const isOrphan = claim.subject !== undefined && !isNamed && !exists(claim.subject);
  if (claim.packing !== undefined && UNREAD_PACKINGS.has(claim.packing))
    return packed(found, claim.packing, isNamed);
  const ends = isOrphan ? lookAtEnds(found.file) : 'text';
  if (ends !== 'text') return ends === 'data' ? undefined : selfProven(found);
  const text = await readList(found);
  if (typeof text === 'string') return unreadable(found, text);
  const list = parseChecksumList(text, claim);
  const hasEntries = list.entries.length > 0 || list.bare !== undefined;
  const isSignature = text.toString('latin1', 0, SIGNATURE.length) === SIGNATURE;
  if (!hasEntries && (claim.strength === 'weak' || isSignature || isOrphan)) return undefined;
  if (isOfDirectory(list, claim, kindAt)) return ofDirectory(found);

  const entries = [...list.entries, ...bareEntry(list, claim)];
  const asked = new Set(list.messages.flatMap(entryOfMessage));
  const { resolved: all, ...placed } = placeEntries(root, path, [...entries, ...asked], links, findSpelling);
  const resolved = all.filter(({ entry }) => !asked.has(entry));
  const kindred = isNamed
    ? ({ is: 'list' } as const)
    : kindOfList(
        list,
        resolved.map((each) => each.path),
        claim,
        isOrphan,
        exists,
      );
  if (kindred.is === 'data') return undefined;
  if (kindred.is === 'elsewhere') return elsewhere(found, kindred);
  const by = refOf(found);
  const others = resolved.filter((each) => each.path !== path);
  const settled = await guess(others, claim.algorithms);
  const gaps = gapsIn(
    list,
    all.filter(({ entry }) => asked.has(entry)),
    kindAt,
    by,
  );
  const notes = [
    ...list.notes,
    ...placed.notes,
    ...(others.length < resolved.length ? ['it lists itself, which proves nothing'] : []),
    ...settled.notes,
    ...gaps.notes,
  ];
  return {
    found,
    promises: [...others.map(({ entry, path: at }) => entryOf(at, entry, settled, by)), ...gaps.entries],
    summary: summaryOf(path, others.length, notes),
    findings: findingsOf(found, [...list.problems, ...placed.problems]),
    links: placed.links,
  };
}

function kindBelow(root: BytePath, path: BytePath): Kind | undefined {
  const stat = statPath(`${root}/${path}`);
  return isThere(stat) ? stat.kind : undefined;
}

function summaryOf(path: BytePath, entries: number, notes: readonly string[]): VoucherSummary {
  const said = notes.length > 0 ? { notes } : {};
  return { format: 'checksum-list', path: toText(path), entries, answers: ['corrupt', 'named'], ...said };
}

function packed(found: FoundList, packing: string, isNamed: boolean): OpenList | UnusedList {
  const because = `is packed with ${packing}, which is not unpacked here: unpack it first`;
  if (!isNamed)
    return { path: found.path, because: `looks like a checksum list and ${because}`, isUsable: false };
  return { ...damaged(found, `it ${because}`) };
}

/** A file with the digest of all before its last line is a promise about itself. */
function selfProven(found: FoundList): OpenList {
  const { path } = found;
  const promise: ManifestEntry = { path, kind: 'file', digests: [], proof: true, by: refOf(found) };
  const summary = summaryOf(path, 1, ['its last line is the MD5 of everything before it']);
  return { found, promises: [promise], summary, findings: [], links: [], isSelfProven: true };
}

/** Whether the only digest is that of a directory: of an archive of it, or of all its files together. */
function isOfDirectory(
  { entries, bare }: ChecksumList,
  { subject }: ListClaim,
  kindAt: (path: BytePath) => Kind | undefined,
): boolean {
  const isNameless = bare !== undefined || (entries.length === 1 && entries[0]?.path === '-');
  return isNameless && subject !== undefined && kindAt(subject) === 'directory';
}

function ofDirectory({ path, claim }: FoundList): UnusedList {
  const directory = nameOf(claim.subject ?? '');
  const because = `has a digest of something other than a file: ${toText(directory)} is a directory`;
  return { path, because, isUsable: false };
}

function elsewhere(
  { path }: FoundList,
  { here, of }: { readonly here: number; readonly of: number },
): UnusedList {
  const names = of === 1 ? 'the one name in it is not here' : `${here} of its first ${of} names are here`;
  return { path, because: `looks like a checksum list, but ${names}`, isUsable: true };
}

/** A list that may not be read is hidden; one that the disk or its packing does not give back is damaged. */
function unreadable(found: FoundList, code: string): OpenList | HiddenPlace {
  const { path } = found;
  const place: HiddenPlace = {
    path,
    kind: 'file',
    trouble: { code, doing: 'read the list' },
    within: directoryOf(path),
  };
  if (hiddenFinding(place).some((each) => each.code === 'denied')) return place;
  const isPacking = code.startsWith('Z_');
  const detail = isPacking ? `its bytes cannot be unpacked (${code})` : `it cannot be read (${code})`;
  return damaged(found, detail);
}

function damaged(found: FoundList, note: string): OpenList {
  return {
    found,
    promises: [],
    summary: { format: 'checksum-list', path: toText(found.path), entries: 0, answers: [] },
    findings: [finding('manifest-damaged', found.path, { note, by: refOf(found) })],
    links: [],
  };
}

/** A digest alone is of the file that the list is named after. */
function bareEntry({ bare }: ChecksumList, { subject }: ListClaim): ChecksumEntry[] {
  if (bare === undefined || subject === undefined) return [];
  const { line, hex, algorithms } = bare;
  return [{ line, hex, algorithms, path: nameOf(subject), escaped: true }];
}

function refOf({ file }: FoundList): VoucherRef {
  return { format: 'checksum-list', path: file };
}

function findingsOf(found: FoundList, problems: readonly ListProblem[]): Finding[] {
  const by = refOf(found);
  const codes = {
    damaged: 'manifest-damaged',
    truncated: 'manifest-truncated',
    unsafe: 'manifest-unsafe-path',
  } as const;
  return problems.map(({ line, reason, kind }) =>
    finding(
      codes[kind],
      found.path,
      line === 0 ? { note: reason, by } : { note: `line ${line}: ${reason}`, by: { ...by, line } },
    ),
  );
}

function entryOf(
  path: BytePath,
  entry: ChecksumEntry,
  settled: GuessedAlgorithms,
  by: VoucherRef,
): ManifestEntry {
  const algorithm = settled.algorithmOf(entry);
  const digest = (hex: string): Digest => ({ algorithm, hex: settled.canonical(entry, hex) });
  return {
    path,
    kind: 'file',
    digests: [digest(entry.hex)],
    by,
    line: entry.line,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    ...(entry.older === undefined ? {} : { older: entry.older.map(digest) }),
  };
}
