/**
 * Opens checksum lists as one open manifest: reads them, finds what their names mean below the root and settles which
 * algorithm their digests are of. Promises that a list which is damaged is said to be, whatever its tool would exit with.
 */
import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import { type ChecksumList, parseChecksumList } from '../../manifest/checksum/list.ts';
import type { ListClaim } from '../../manifest/checksum/names.ts';
import type { ListProblem } from '../../manifest/checksum/problems.ts';
import { readManifest, wholeOf } from '../../manifest/read-manifest.ts';
import type { SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import type { VoucherSummary } from '../../model/event.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, Manifest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../../model/path.ts';
import { spellingFinderOf } from '../../voucher/kit/spelling-finder.ts';
import type { Root } from '../root.ts';
import type { FoundList } from './found-list.ts';
import { type GuessedAlgorithms, guessAlgorithms } from './guess-algorithm.ts';
import { type HiddenPlace, hiddenFinding } from './hidden.ts';
import { placeEntries } from './place-entries.ts';
import { sortedEntries } from './sorted-entries.ts';

/** A list is taken whole up to here, unpacked. */
const MOST_BYTES = 2 ** 30;

/** The lists as one manifest, the paths of those that were used, and those that may not be read. */
export type OpenedLists = {
  readonly vouchers: readonly Manifest[];
  readonly used: readonly BytePath[];
  readonly hidden: readonly HiddenPlace[];
};

const MOST_SUMMARIES = 50;
/** How a detached signature begins, which is often called SHA256SUMS.asc. */
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';

type OpenList = {
  readonly found: FoundList;
  readonly promises: readonly ManifestEntry[];
  readonly summary: VoucherSummary;
  readonly findings: readonly Finding[];
  /** Links that its names lead through. */
  readonly links: readonly BytePath[];
};

/** Opens lists; a signature, or one with a weak name that cannot be read as a list, is none. */
export async function openLists(
  root: Root,
  found: readonly FoundList[],
  temporary: string,
  links?: ReadonlySet<BytePath>,
): Promise<OpenedLists> {
  const lists: OpenList[] = [];
  const hidden: HiddenPlace[] = [];
  const findSpelling = spellingFinderOf(root.directory);
  for (const each of found) {
    const list = await openList(root, each, findSpelling, links);
    if (list !== undefined && 'trouble' in list) hidden.push(list);
    else if (list !== undefined && concerns(root, list)) lists.push(list);
  }
  const unread = hidden.map(({ path }) => path);
  if (lists.length === 0) return { vouchers: [], used: unread, hidden };
  const files = lists.reduce((sum, list) => sum + list.promises.length, 0);
  const algorithms = lists.flatMap((list) =>
    list.promises.flatMap(({ digests }) => digests.map((digest) => digest.algorithm)),
  );
  const manifest: Manifest = {
    format: 'checksum-list',
    file: lists.length === 1 ? (lists[0]?.found.file ?? '') : root.directory,
    base: '',
    inventory: 'open',
    algorithms: [...new Set(algorithms)],
    files,
    exclude: [],
    notes: [],
    parts: summarise(lists.map((list) => list.summary)),
    findings: lists.flatMap((list) => list.findings),
    entries: () =>
      sortedEntries(
        lists.map((list) => list.promises),
        temporary,
      ),
  };
  return {
    vouchers: [manifest],
    used: [...lists.flatMap((list) => [list.found.path, ...list.links]), ...unread],
    hidden,
  };
}

/** Where one file is meant, a list that does not name it and is not damaged says nothing. */
function concerns(root: Root, list: OpenList): boolean {
  return root.only === undefined || list.promises.some((promised) => promised.path === root.only);
}

async function openList(
  root: Root,
  found: FoundList,
  findSpelling: SpellingFinder,
  links?: ReadonlySet<BytePath>,
): Promise<OpenList | HiddenPlace | undefined> {
  const { path, claim } = found;
  const text = await wholeOf(readManifest(found.file, found.links ?? 'refuse'), MOST_BYTES);
  if (typeof text === 'string') return unreadable(found, text);
  const list = parseChecksumList(text, claim);
  const isList = list.entries.length > 0 || list.bare !== undefined;
  const isSignature = text.toString('latin1', 0, SIGNATURE.length) === SIGNATURE;
  if (!isList && (claim.strength === 'weak' || isSignature)) return undefined;

  const entries = [...list.entries, ...bareEntry(list, claim)];
  const { resolved, ...placed } = placeEntries(root.directory, path, entries, links, findSpelling);
  const by = refOf(found);
  const others = resolved.filter((each) => each.path !== path);
  const settled = await guessAlgorithms(root.directory, others, claim.algorithms);
  const notes = [
    ...list.notes,
    ...placed.notes,
    ...(others.length < resolved.length ? ['it lists itself, which proves nothing'] : []),
    ...settled.notes,
  ];
  return {
    found,
    promises: others.map(({ entry, path: at }) => entryOf(at, entry, settled, by)),
    summary: {
      format: 'checksum-list',
      path: toText(path),
      entries: others.length,
      answers: ['corrupt', 'named'],
      ...(notes.length > 0 ? { notes } : {}),
    },
    findings: findingsOf(found, [...list.problems, ...placed.problems]),
    links: placed.links,
  };
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
  return {
    found,
    promises: [],
    summary: { format: 'checksum-list', path: toText(found.path), entries: 0, answers: [] },
    findings: [finding('manifest-damaged', found.path, { note: detail, by: refOf(found) })],
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

function summarise(summaries: readonly VoucherSummary[]): VoucherSummary[] {
  if (summaries.length <= MOST_SUMMARIES) return [...summaries];
  const rest = summaries.slice(MOST_SUMMARIES);
  const entries = rest.reduce((sum, summary) => sum + summary.entries, 0);
  const path = `${rest.length} more lists`;
  return [
    ...summaries.slice(0, MOST_SUMMARIES),
    { format: 'checksum-list', path, entries, answers: ['corrupt', 'named'] },
  ];
}
