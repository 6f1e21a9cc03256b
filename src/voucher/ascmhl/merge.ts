import { type Finding, finding } from '../../model/finding.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join, unsafeBecause } from '../../model/path.ts';
import type { MhlEntry } from '../mhl/hash-list.ts';
import { toMhlEntry } from '../mhl/list.ts';
import type { MhlGeneration } from './chain.ts';

/** What all generations together promise, below the root. */
export type Merged = {
  readonly promises: readonly ManifestEntry[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
};

const SHOWN = 20;

/** Merges generations, the oldest first: the first digest of a file by an algorithm counts, and a rename takes it along. */
export function mergeGenerations(generations: readonly MhlGeneration[], base: BytePath): Merged {
  const entries = new Map<BytePath, MhlEntry>();
  const findings: Finding[] = [];
  const counts = { renamed: 0, failed: 0, later: 0 };
  for (const { path, list } of generations)
    for (const entry of list.entries) {
      const reason = entry.path === '.' ? undefined : unsafeBecause(entry.path);
      if (reason !== undefined) {
        if (findings.length < SHOWN)
          findings.push(finding('manifest-unsafe-path', path, { detail: `line ${entry.line}: ${reason}` }));
        continue;
      }
      counts.failed += entry.failed;
      const renamed = entry.previous === undefined ? undefined : entries.get(entry.previous);
      if (entry.previous !== undefined && renamed !== undefined) {
        entries.delete(entry.previous);
        counts.renamed += 1;
      }
      const before = entries.get(entry.path) ?? renamed;
      if (before === undefined) entries.set(entry.path, entry);
      else {
        const { digests, differing } = union(before.digests, entry.digests);
        counts.later += differing;
        entries.set(entry.path, { ...entry, ...before, path: entry.path, digests });
      }
    }
  return {
    promises: [...entries.values()].map((entry) => toMhlEntry(entry, join(base, entry.path))),
    findings,
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

function union(
  some: readonly Digest[],
  others: readonly Digest[],
): { digests: readonly Digest[]; differing: number } {
  const digests = [...some];
  let differing = 0;
  for (const digest of others) {
    const known = some.find(({ algorithm }) => algorithm === digest.algorithm);
    if (known === undefined) digests.push(digest);
    else if (known.hex !== digest.hex) differing += 1;
  }
  return { digests, differing };
}
