import type { Digest, ManifestEntry } from './manifest.ts';

/**
 * Returns what several entries of one path and kind say together, the most trusted first. A file must match every digest of
 * any of them; of everything else the first entry that says it counts, so that a weaker voucher never takes back what a
 * stronger one says. A hole that a sealer left is none where another entry has a digest.
 */
export function mergeEntries(entries: readonly [ManifestEntry, ...ManifestEntry[]]): ManifestEntry {
  const [first, ...others] = entries;
  if (others.length === 0) return first;
  const said = <K extends keyof ManifestEntry>(key: K): ManifestEntry[K] | undefined =>
    entries.find((entry) => entry[key] !== undefined)?.[key];
  const digests = union(entries.map((entry) => entry.digests));
  const older = union(entries.map((entry) => entry.older ?? []));
  return {
    path: first.path,
    kind: first.kind,
    digests,
    size: said('size'),
    mtime: said('mtime'),
    mode: said('mode'),
    target: said('target'),
    profile: said('profile'),
    isProfiled: entries.some((entry) => entry.isProfiled === true),
    proof: entries.some((entry) => entry.proof === true),
    accepted: said('accepted'),
    unreadable: digests.length > 0 ? undefined : said('unreadable'),
    older: older.length > 0 ? older : undefined,
  };
}

function union(lists: readonly (readonly Digest[])[]): Digest[] {
  return [...new Map(lists.flat().map((each) => [`${each.algorithm}:${each.hex}`, each])).values()];
}
