/**
 * What only several paths together can show: a missing and a new path with the same content are one move, a missing
 * file where a directory lies now is retyped, a file that does not hold may hold another path's content. Findings stay
 * in path order: behind the first one that may yet change, all others wait, up to a bound.
 */
import { isThere, statPath } from '../../disk/stat.ts';
import type { BytesState } from '../../model/code-row.ts';
import { formatDigest } from '../../model/digest.ts';
import type { Kind } from '../../model/entry.ts';
import { FINDING_CODES, type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { linkAbove } from '../../walk/walk.ts';
import { namePacked } from './compressed-copies.ts';
import type { PendingFinding } from './judge-batch.ts';
import { createReplacedDirectories, type ReplacedDirectories } from './replaced-directories.ts';
import { addRespelled, NONE_RESPELLED, type Respelled, reconcileSpellings } from './respelled.ts';
import { type AllEntries, explainSameContent } from './same-content.ts';

const MOST_WAITING = 100_000;
/** What a later path can change: the halves of a move, and files that may hold another path's content. */
const OPEN = new Set<BytesState | undefined>(['gone', 'new', 'differ']);

/** Holds findings back until they are settled. */
export type MoveReconciliation = {
  /** Takes findings in path order and gives those that nothing can change any more. */
  add(judged: readonly PendingFinding[]): Finding[];
  /** How many are held back. */
  waiting(): number;
  /** How many missing files lie there packed: `a.sql.gz` in the place of `a.sql`. */
  packed(): number;
  /** How many files that do not hold hold what another path was promised: rotated, not changed. */
  rotated(): number;
  /** What lies there under another spelling of its name. */
  respelled(): Respelled;
  /** Settles the rest at the end of a run. */
  end(promises: AllEntries): Promise<Finding[]>;
};

/** Starts settling for one root; without one, nothing is looked up on the disk. */
export function reconcileMoves(root: BytePath | undefined): MoveReconciliation {
  let waiting: PendingFinding[] = [];
  let packed = 0;
  let rotated = 0;
  const directories = createReplacedDirectories();
  let respelled = NONE_RESPELLED;
  const settle = (judged: readonly PendingFinding[]): Finding[] => {
    const named = root === undefined ? { judged, held: NONE_RESPELLED } : reconcileSpellings(judged);
    respelled = addRespelled(respelled, named.held);
    directories.see(named.judged);
    const settled = pairMoves(root, named.judged, directories);
    packed += settled.packed;
    return settled.findings;
  };
  return {
    add(judged) {
      if (judged.length === 0) return [];
      if (waiting.length === 0) {
        const first = judged.findIndex((each) => OPEN.has(bytesOf(each)));
        const free = first < 0 ? judged : judged.slice(0, first);
        waiting = first < 0 ? [] : judged.slice(first);
        return free.map((each) => each.finding);
      }
      for (const each of judged) waiting.push(each);
      return waiting.length <= MOST_WAITING ? [] : settle(waiting.splice(0, MOST_WAITING / 2));
    },
    waiting: () => waiting.length,
    packed: () => packed,
    rotated: () => rotated,
    respelled: () => respelled,
    async end(promises) {
      const explained = await explainSameContent(root, waiting, promises);
      waiting = [];
      rotated = explained.places;
      return settle(explained.judged);
    },
  };
}

function bytesOf({ finding: { code } }: PendingFinding): BytesState | undefined {
  return FINDING_CODES[code].bytes;
}

/** Pairs missing and new files one to one by digest, and by size where one was promised, in path order. */
function pairMoves(
  root: BytePath | undefined,
  judged: readonly PendingFinding[],
  directories: ReplacedDirectories,
): { readonly findings: Finding[]; readonly packed: number } {
  const fresh = newFiles(judged);
  const moves = new Map<PendingFinding, PendingFinding>();
  const taken = new Set<PendingFinding>();
  for (const each of judged) {
    const to = bytesOf(each) === 'gone' ? newPlace(each.pair.right, fresh, taken) : undefined;
    if (to === undefined) continue;
    moves.set(each, to);
    taken.add(to);
  }
  const named = namePacked(judged.filter((each) => !moves.has(each) && !taken.has(each)));
  let packed = 0;
  const instead = new Map<PendingFinding, readonly Finding[]>();
  const replaced = new Set<BytePath>();
  for (const each of judged) {
    if (bytesOf(each) !== 'gone' || moves.has(each)) continue;
    const other = root === undefined ? undefined : notMissing(root, each, directories);
    const packer = named.get(each);
    if (other !== undefined) {
      instead.set(each, other);
      for (const { path } of other) replaced.add(path);
    } else if (packer !== undefined) {
      instead.set(each, [packer]);
      packed += 1;
    }
  }
  const settled: Finding[] = [];
  for (const each of judged) {
    const { path } = each.finding;
    const to = moves.get(each);
    if (to !== undefined) {
      const { by } = each.finding;
      settled.push(
        finding('moved', path, {
          evidence: [{ is: 'move', to: to.finding.path }],
          ...(by === undefined ? {} : { by }),
          ...(to.finding.seen === undefined ? {} : { seen: to.finding.seen }),
        }),
      );
      continue;
    }
    if (taken.has(each) || (bytesOf(each) === 'new' && replaced.has(path))) continue;
    settled.push(...(instead.get(each) ?? [each.finding]));
  }
  return { findings: settled, packed };
}

/** What is wrong with a promised path that the walk did not meet as promised, where it is worse than missing. */
function notMissing(
  root: BytePath,
  { finding: { path, by }, pair }: PendingFinding,
  directories: ReplacedDirectories,
): readonly Finding[] | undefined {
  const more = by === undefined ? {} : { by };
  const link = linkAbove(root, path);
  if (link !== undefined) {
    const evidence = [{ is: 'link-above', link }] as const;
    return directories.at(link) ?? [finding('manifest-unsafe-path', path, { evidence, ...more })];
  }
  const promised = pair.right?.kind;
  const now = kindAt(root, path);
  if (now === undefined || promised === undefined || now === promised) return undefined;
  const evidence = [{ is: 'kind', wanted: promised, found: now }] as const;
  return [finding('retyped', path, { evidence, seen: { kind: now }, ...more })];
}

type Places = { readonly all: PendingFinding[]; next: number };

function newFiles(judged: readonly PendingFinding[]): ReadonlyMap<string, Places> {
  const fresh = new Map<string, Places>();
  for (const each of judged) {
    if (bytesOf(each) !== 'new') continue;
    for (const digest of each.facts?.digests ?? []) {
      const key = formatDigest(digest) ?? '';
      const places = fresh.get(key) ?? { all: [], next: 0 };
      places.all.push(each);
      fresh.set(key, places);
    }
  }
  return fresh;
}

function newPlace(
  promised: ManifestEntry | undefined,
  fresh: ReadonlyMap<string, Places>,
  taken: ReadonlySet<PendingFinding>,
): PendingFinding | undefined {
  for (const digest of promised?.digests ?? []) {
    const places = fresh.get(formatDigest(digest) ?? '');
    if (places === undefined) continue;
    for (let place = places.all[places.next]; place !== undefined; place = places.all[places.next]) {
      places.next += 1;
      if (taken.has(place)) continue;
      if (promised?.size === undefined || promised.size === place.facts?.size) return place;
    }
  }
  return undefined;
}

function kindAt(root: BytePath, path: BytePath): Kind | undefined {
  const stat = statPath(`${root}/${path}`);
  return isThere(stat) ? stat.kind : undefined;
}
