import { mergeEntries } from '../../model/entry.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, unsafeBecause } from '../../model/path.ts';
import { createSomeFindings } from '../kit/some-findings.ts';
import { toMhlEntry } from '../mhl/list.ts';
import type { MhlGeneration } from './chain.ts';

/** The entries of all generations together, below the root. */
export type Merged = {
  readonly entries: readonly ManifestEntry[];
  /** The last generation that names a path below the root, by its position in the chain. */
  readonly named: ReadonlyMap<BytePath, number>;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

/**
 * Merges generations, the oldest first: the first digest of a file by an algorithm counts, and a rename takes it along.
 * `placeOf` returns the path below the root of a path in them.
 */
export function mergeGenerations(
  generations: readonly MhlGeneration[],
  placeOf: (path: BytePath) => BytePath,
): Merged {
  const entries = new Map<BytePath, ManifestEntry>();
  const named = new Map<BytePath, number>();
  const findings = createSomeFindings();
  const counts = { renamed: 0, failed: 0, later: 0 };
  for (const { path, list, position } of generations)
    for (const entry of list.entries) {
      const reason = entry.path === '.' ? undefined : unsafeBecause(entry.path);
      if (reason !== undefined) {
        findings.add(finding('manifest-unsafe-path', path, { note: `line ${entry.line}: ${reason}` }));
        continue;
      }
      named.set(placeOf(entry.path), position);
      counts.failed += entry.failed;
      const renamed = entry.previous === undefined ? undefined : entries.get(entry.previous);
      if (entry.previous !== undefined && renamed !== undefined) {
        entries.delete(entry.previous);
        counts.renamed += 1;
      }
      const before = entries.get(entry.path) ?? renamed;
      const now = toMhlEntry(entry, entry.path);
      if (before === undefined) entries.set(entry.path, now);
      else {
        const { added, differing } = digestsBeside(before.digests, now.digests);
        counts.later += differing;
        entries.set(
          entry.path,
          mergeEntries([
            { ...before, path: entry.path },
            { ...now, digests: added },
          ]),
        );
      }
    }
  return {
    entries: [...entries.values()].map((entry) => ({ ...entry, path: placeOf(entry.path) })),
    named,
    findings: findings.all(),
    notes: [
      'hashes of directories are not checked',
      ...(counts.renamed > 0 ? [`files that a generation renamed: ${counts.renamed}`] : []),
      ...(counts.failed > 0
        ? [`digests that already failed when a generation was made: ${counts.failed}`]
        : []),
      ...(counts.later > 0
        ? [`digests that differ from those of an earlier generation, which count: ${counts.later}`]
        : []),
    ],
  };
}

/** The digests by algorithms that are new, and how many differ from the first by their algorithm. */
function digestsBeside(
  first: readonly Digest[],
  later: readonly Digest[],
): { readonly added: readonly Digest[]; readonly differing: number } {
  const known = new Map(first.map(({ algorithm, hex }) => [algorithm, hex]));
  const isNew = ({ algorithm }: Digest): boolean => !known.has(algorithm);
  const differing = later.filter((digest) => !isNew(digest) && known.get(digest.algorithm) !== digest.hex);
  return { added: later.filter(isNew), differing: differing.length };
}
