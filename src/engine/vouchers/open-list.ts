import { tableOfSome } from '../../manifest/checksum/entry-table.ts';
import { type ChecksumList, parseChecksumList } from '../../manifest/checksum/list.ts';
import type { ListClaim } from '../../manifest/checksum/names.ts';
import type { SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import { formatCount } from '../../model/counts.ts';
import type { Kind } from '../../model/entry.ts';
import type { VoucherSummary } from '../../model/event.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../../model/path.ts';
import { statEntry } from '../../voucher/kit/read-voucher-file.ts';
import { type HiddenPlace, hiddenFinding } from '../judge/hidden-place.ts';
import { type FoundList, listRef } from './found-list.ts';
import type { GuessedAlgorithms, Guesser } from './guess-algorithm.ts';
import { vouchedFrom } from './hidden.ts';
import { type Kindred, kindOfList } from './is-list.ts';
import { bareEntry, entryOf, findingsOf, summaryOf } from './list-contents.ts';
import { entryOfMessage, gapsIn } from './list-gaps.ts';
import { type ListedEntries, listedSome, listedTogether } from './listed-entries.ts';
import { placeEntries } from './place-entries.ts';
import { type PlacedTable, placedOf } from './placed-table.ts';
import { lookAtEnds, readList } from './read-list.ts';
import type { UnusedList } from './unused-list.ts';

/** A list that was read, and what it records of files below the root. */
export type OpenList = {
  readonly found: FoundList;
  readonly entries: ListedEntries;
  /** The algorithms of its digests. */
  readonly algorithms: readonly string[];
  readonly summary: VoucherSummary;
  readonly findings: readonly Finding[];
  /** Links that its names lead through. */
  readonly links: readonly BytePath[];
  /** It is a file like others, which has its own digest at its end. */
  readonly isSelfProven?: true;
};

/** How a detached signature begins, which is often called SHA256SUMS.asc. */
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';

/** A file that the user named as a list is one. */
const NAMED: Kindred = { is: 'list' };

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
  opening: ListOpening,
): Promise<OpenList | HiddenPlace | UnusedList | undefined> {
  const { claim } = found;
  const isOrphan = isOrphaned(root, found);
  const ends = isOrphan ? lookAtEnds(root, found.target ?? found.path) : 'text';
  if (ends !== 'text') return ends === 'data' ? undefined : selfProven(found);
  const text = await readList(root, found);
  if (typeof text === 'string') return unreadable(found, text);
  const list = parseChecksumList(text, claim);
  if (list.nameless !== undefined && claim.subject !== undefined) return ofNobody(found, list.nameless);
  if (isEmpty(list) && (claim.strength === 'weak' || isSignature(text) || isOrphan)) return undefined;
  return isOfDirectory(root, list, claim)
    ? ofDirectory(found)
    : await resolveList(root, found, { list, isOrphan }, opening);
}

/** Whether the file that a list is named after is not there, and the user did not name the list. */
function isOrphaned(root: BytePath, { claim: { subject }, links }: FoundList): boolean {
  return subject !== undefined && links !== 'follow' && kindBelow(root, subject) === undefined;
}

function isEmpty({ entries, bare }: ChecksumList): boolean {
  return entries.length === 0 && bare === undefined;
}

function isSignature(text: Buffer): boolean {
  return text.toString('latin1', 0, SIGNATURE.length) === SIGNATURE;
}

type ParsedList = { readonly list: ChecksumList; readonly isOrphan: boolean };

/** Finds what the names of a list mean below the root; undefined where that shows that it is data. */
async function resolveList(
  root: BytePath,
  found: FoundList,
  { list, isOrphan }: ParsedList,
  { guess, findSpelling, links }: ListOpening,
): Promise<OpenList | UnusedList | undefined> {
  const { path, claim } = found;
  const kindAt = (at: BytePath): Kind | undefined => kindBelow(root, at);
  const bare = bareEntry(list, claim);
  const { resolved, asked, ...placed } = placeEntries(
    root,
    path,
    {
      entries: bare.length === 0 ? list.entries : tableOfSome(bare),
      asked: list.messages.flatMap(entryOfMessage),
    },
    links,
    findSpelling,
  );
  const exists = (at: BytePath): boolean => kindAt(at) !== undefined;
  const kindred = found.links === 'follow' ? NAMED : kindOfList(list, resolved, claim, isOrphan, exists);
  if (kindred.is === 'data') return undefined;
  if (kindred.is === 'elsewhere') return elsewhere(found, kindred);
  const by = listRef(found);
  const others = placedOf(resolved, (at) => at !== path);
  const guessed = await guess(others, claim.algorithms);
  const gaps = gapsIn(list, asked, kindAt, by);
  const notes = [
    ...list.notes,
    ...placed.notes,
    ...(others.length < resolved.length ? ['it lists itself, which proves nothing'] : []),
    ...guessed.notes,
    ...gaps.notes,
  ];
  return {
    found,
    entries: listedTogether([listedBy(others, guessed, by), listedSome(gaps.entries)]),
    algorithms: algorithmsIn(others, guessed),
    summary: summaryOf(path, others.length, notes),
    findings: findingsOf(found, [...list.problems, ...placed.problems]),
    links: placed.links,
  };
}

/** What a list records, with the algorithms of its digests as they were guessed. */
function listedBy(placed: PlacedTable, guessed: GuessedAlgorithms, by: VoucherRef): ListedEntries {
  return {
    length: placed.length,
    pathAt: placed.pathAt,
    at(index) {
      const each = placed.at(index);
      return each === undefined ? undefined : entryOf(each.path, each.entry, guessed, by);
    },
  };
}

function algorithmsIn(placed: PlacedTable, guessed: GuessedAlgorithms): readonly string[] {
  const found = new Set<string>();
  for (const { entry } of placed) found.add(guessed.algorithmOf(entry));
  return [...found];
}

function kindBelow(root: BytePath, path: BytePath): Kind | undefined {
  return statEntry(root, path)?.kind;
}

/** A file with the digest of all before its last line vouches for itself. */
function selfProven(found: FoundList): OpenList {
  const { path } = found;
  const entry: ManifestEntry = { path, kind: 'file', digests: [], proof: true, by: listRef(found) };
  const summary = summaryOf(path, 1, ['its last line is the MD5 of everything before it']);
  return {
    found,
    entries: listedSome([entry]),
    algorithms: [],
    summary,
    findings: [],
    links: [],
    isSelfProven: true,
  };
}

/** Whether the only digest is that of a directory: of an archive of it, or of all its files together. */
function isOfDirectory(root: BytePath, { entries, bare }: ChecksumList, { subject }: ListClaim): boolean {
  const isNameless = bare !== undefined || (entries.length === 1 && entries.at(0)?.path === '-');
  return isNameless && subject !== undefined && kindBelow(root, subject) === 'directory';
}

function ofDirectory({ path, claim }: FoundList): UnusedList {
  const directory = nameOf(claim.subject ?? '');
  const because = `has a digest of something other than a file: ${toText(directory)} is a directory`;
  return { path, because, isUsable: false };
}

/** Digests of what a file was in earlier versions, or of files that are somewhere else: none is known to be of this one. */
function ofNobody({ path }: FoundList, digests: number): UnusedList {
  return {
    path,
    because: `has ${formatCount(digests)} digests and no names: none is known to be of a file here`,
    isUsable: false,
  };
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
    within: vouchedFrom(directoryOf(path)),
  };
  // Also where a directory above became a link meanwhile: the list is not there any more.
  if (hiddenFinding(place).some((each) => each.code !== 'unreadable')) return place;
  const isPacking = code.startsWith('Z_');
  const detail = isPacking ? `its bytes cannot be unpacked (${code})` : `it cannot be read (${code})`;
  return damaged(found, detail);
}

function damaged(found: FoundList, note: string): OpenList {
  return {
    found,
    entries: listedSome([]),
    algorithms: [],
    summary: { format: 'checksum-list', path: toText(found.path), entries: 0, answers: [] },
    findings: [finding('manifest-damaged', found.path, { note, by: listRef(found) })],
    links: [],
  };
}
