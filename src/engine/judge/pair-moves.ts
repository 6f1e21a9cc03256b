import type { Passable } from '../../disk/below.ts';
import { isThere, statPath } from '../../disk/stat.ts';
import { formatDigest } from '../../model/digest.ts';
import type { Kind } from '../../model/entry.ts';
import { evidenceOf } from '../../model/evidence.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf } from '../../model/path.ts';
import { linkAbove } from '../../walk/walk.ts';
import { namePacked } from './compressed-copies.ts';
import type { PendingFinding } from './judge-batch.ts';
import { bytesOf, groupByDigest } from './pending-finding.ts';
import type { ReplacedDirectories } from './replaced-directories.ts';

type Pending = readonly PendingFinding[];

/** What to report instead of missing paths, and the paths that this reports. */
type Substitutes = {
  readonly findings: ReadonlyMap<PendingFinding, readonly Finding[]>;
  readonly paths: ReadonlySet<BytePath>;
  readonly packed: number;
};

/**
 * Pairs missing and new files one to one by digest, and by size where the manifest has one, in path order. Returns the
 * final findings, and how many missing files have a compressed copy. Without a root, the disk is not looked at.
 */
export function pairMoves(
  root: BytePath | undefined,
  judged: Pending,
  directories: ReplacedDirectories,
  passable?: Passable,
): { readonly findings: Finding[]; readonly packed: number } {
  const moves = findMoves(judged);
  const targets = new Set(moves.values());
  const unmoved = judged.filter((each) => !moves.has(each) && !targets.has(each));
  const substitutes = findSubstitutes(root, unmoved, directories, passable);
  const replaced = replacedAmong(judged);
  const findings = judged.flatMap((each) => {
    const target = moves.get(each);
    if (target !== undefined) return [movedTo(each.finding, target.finding)];
    const isReported = bytesOf(each) === 'new' && substitutes.paths.has(each.finding.path);
    if (targets.has(each) || isReported) return [];
    return replaced.get(each) ?? substitutes.findings.get(each) ?? [each.finding];
  });
  return { findings, packed: substitutes.packed };
}

/** Finds new paths that lie where a directory was: something is gone from below them. */
function replacedAmong(judged: Pending): ReadonlyMap<PendingFinding, readonly Finding[]> {
  const fresh = new Map<BytePath, PendingFinding>();
  for (const each of judged) {
    const isOther = each.pair.left !== undefined && each.pair.left.kind !== 'directory';
    if (isOther && bytesOf(each) === 'new') fresh.set(each.finding.path, each);
  }
  const replaced = new Map<PendingFinding, readonly Finding[]>();
  if (fresh.size === 0) return replaced;
  for (const each of judged) {
    if (bytesOf(each) !== 'gone') continue;
    for (let at = directoryOf(each.finding.path); at !== ''; at = directoryOf(at)) {
      const there = fresh.get(at);
      const found = there?.pair.left?.kind;
      if (there === undefined || found === undefined || replaced.has(there)) continue;
      const { seen } = there.finding;
      const { by } = each.finding;
      replaced.set(there, [
        finding('retyped', at, {
          evidence: [{ is: 'kind', wanted: 'directory', found }],
          ...(seen === undefined ? {} : { seen }),
          ...(by === undefined ? {} : { by }),
        }),
      ]);
    }
  }
  return replaced;
}

function movedTo({ path, by, evidence }: Finding, { path: to, seen }: Finding): Finding {
  const against = evidenceOf(evidence, 'against');
  return finding('moved', path, {
    evidence: [{ is: 'move', to }, ...(against === undefined ? [] : [against])],
    ...(by === undefined ? {} : { by }),
    ...(seen === undefined ? {} : { seen }),
  });
}

/** Finds the new file that each moved file is now. */
function findMoves(judged: Pending): ReadonlyMap<PendingFinding, PendingFinding> {
  const groups = groupByDigest(judged.filter((each) => bytesOf(each) === 'new'));
  const candidates = new Map([...groups].map(([key, all]) => [key, { all, next: 0 }]));
  const moves = new Map<PendingFinding, PendingFinding>();
  const used = new Set<PendingFinding>();
  for (const each of judged) {
    const target = bytesOf(each) === 'gone' ? takeNext(each.pair.right, candidates, used) : undefined;
    if (target === undefined) continue;
    moves.set(each, target);
    used.add(target);
  }
  return moves;
}

type Candidates = { readonly all: Pending; next: number };

/** Advances the candidates of each digest of the entry, so that many copies of one content cost linear time. */
function takeNext(
  expected: ManifestEntry | undefined,
  candidates: ReadonlyMap<string, Candidates>,
  used: ReadonlySet<PendingFinding>,
): PendingFinding | undefined {
  for (const digest of expected?.digests ?? []) {
    const same = candidates.get(formatDigest(digest) ?? '');
    if (same === undefined) continue;
    for (let each = same.all[same.next]; each !== undefined; each = same.all[same.next]) {
      same.next += 1;
      if (used.has(each)) continue;
      if (expected?.size === undefined || expected.size === each.facts?.size) return each;
    }
  }
  return undefined;
}

function findSubstitutes(
  root: BytePath | undefined,
  unmoved: Pending,
  directories: ReplacedDirectories,
  passable: Passable | undefined,
): Substitutes {
  const compressed = namePacked(unmoved);
  const findings = new Map<PendingFinding, readonly Finding[]>();
  const paths = new Set<BytePath>();
  let packed = 0;
  for (const each of unmoved) {
    if (bytesOf(each) !== 'gone') continue;
    const worse = root === undefined ? undefined : worseThanMissing(root, each, directories, passable);
    const copy = compressed.get(each);
    if (worse !== undefined) {
      findings.set(each, worse);
      for (const { path } of worse) paths.add(path);
    } else if (copy !== undefined) {
      findings.set(each, [copy]);
      packed += 1;
    }
  }
  return { findings, paths, packed };
}

/** What is wrong with a path that the walk did not meet as sealed, where it is worse than missing. */
function worseThanMissing(
  root: BytePath,
  { finding: { path, by }, pair }: PendingFinding,
  directories: ReplacedDirectories,
  passable: Passable | undefined,
): readonly Finding[] | undefined {
  const more = by === undefined ? {} : { by };
  const link = linkAbove(root, path, passable);
  if (link !== undefined) {
    const evidence = [{ is: 'link-above', link }] as const;
    return directories.at(link) ?? [finding('manifest-unsafe-path', path, { evidence, ...more })];
  }
  const wanted = pair.right?.kind;
  const found = kindAt(root, path);
  if (found === undefined || wanted === undefined || found === wanted) return undefined;
  return [
    finding('retyped', path, { evidence: [{ is: 'kind', wanted, found }], seen: { kind: found }, ...more }),
  ];
}

function kindAt(root: BytePath, path: BytePath): Kind | undefined {
  const stat = statPath(`${root}/${path}`);
  return isThere(stat) ? stat.kind : undefined;
}
