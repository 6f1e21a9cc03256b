import { createSpellingFinder, type Surroundings } from '../../manifest/spelling/find-spelling.ts';
import type { Digest, ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, directoryOf, nameOf, toText } from '../../model/path.ts';

/** What a bag records of one file; the manifest and the line that do so, where there is only one. */
export type BagEntry = Pick<ManifestEntry, 'digests' | 'size' | 'source' | 'line'>;

/** Returns a path as a file system without cases, or with composed names, compares it (RFC 8493, section 5.2). */
export function foldName(path: BytePath): string {
  return toText(path).normalize('NFC').toLowerCase();
}

/**
 * Gives listed paths that are not in the payload the name of the one file there that is the same in another spelling, unless
 * that file is listed with another digest; returns how many. Paths are below the bag.
 */
export function foldNames(entries: Map<BytePath, BagEntry>, files: readonly BytePath[]): number {
  const there = new Set(files);
  const absent = [...entries].filter(([path]) => path.startsWith('data/') && !there.has(path));
  if (absent.length === 0) return 0;
  const findSpelling = createSpellingFinder(treeOf(files));
  let count = 0;
  for (const [path, entry] of absent) {
    const found = findSpelling(path);
    if (found === undefined || !there.has(found)) continue;
    const known = entries.get(found);
    if (known !== undefined && !isSame(known.digests, entry.digests)) continue;
    entries.delete(path);
    entries.set(found, known ?? entry);
    count += 1;
  }
  return count;
}

/** Returns files and the directories above them as a tree that names are looked up in. */
function treeOf(files: readonly BytePath[]): Surroundings {
  const names = new Map<BytePath, Set<BytePath>>();
  for (const file of files)
    for (let path = file; path !== ''; path = directoryOf(path)) {
      const siblings = names.get(directoryOf(path)) ?? new Set();
      if (siblings.has(nameOf(path))) break;
      names.set(directoryOf(path), siblings.add(nameOf(path)));
    }
  return {
    exists: (path) => names.get(directoryOf(path))?.has(nameOf(path)) === true,
    names: (directory) => [...(names.get(directory) ?? [])],
  };
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
