import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, toText } from '../../model/path.ts';

/** What a bag records of one file; the manifest and the line that do so, where there is only one. */
export type BagEntry = Pick<ManifestEntry, 'digests' | 'size' | 'source' | 'line'>;

/** Returns a path as a file system without cases, or with composed names, compares it (RFC 8493, section 5.2). */
export function foldName(path: BytePath): string {
  return toText(path).normalize('NFC').toLowerCase();
}

/**
 * Gives listed paths that are not in the payload the name of the one file there that differs in case or composition
 * alone, unless that file is listed with another digest; returns how many. Paths are below the bag.
 */
export function foldNames(entries: Map<BytePath, BagEntry>, files: readonly BytePath[]): number {
  const there = new Set(files);
  const absent = [...entries].filter(([path]) => path.startsWith('data/') && !there.has(path));
  if (absent.length === 0) return 0;
  const byFold = new Map<string, BytePath[]>();
  for (const path of files) {
    const folded = foldName(path);
    byFold.set(folded, [...(byFold.get(folded) ?? []), path]);
  }
  let count = 0;
  for (const [path, entry] of absent) {
    const [found, ...others] = byFold.get(foldName(path)) ?? [];
    if (found === undefined || others.length > 0) continue;
    const known = entries.get(found);
    if (known !== undefined && !isSame(known.digests, entry.digests)) continue;
    entries.delete(path);
    entries.set(found, known ?? entry);
    count += 1;
  }
  return count;
}

/** Whether two sets of digests are of the same content, as far as they have an algorithm in common. */
function isSame(some: readonly Digest[], others: readonly Digest[]): boolean {
  const shared = some.filter(({ algorithm }) => others.some((other) => other.algorithm === algorithm));
  return (
    shared.length > 0 &&
    shared.every(({ algorithm, hex }) =>
      others.every((other) => other.algorithm !== algorithm || other.hex === hex),
    )
  );
}
