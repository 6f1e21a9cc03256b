import type { Digest, ManifestEntry } from './manifest.ts';
import type { BytePath } from './path.ts';

/** What can lie at a path. Anything but a file, directory or link is listed but never opened. */
export type Kind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'device';

const KINDS: ReadonlySet<unknown> = new Set<Kind>(['file', 'directory', 'link', 'fifo', 'socket', 'device']);

/** Whether a value is a kind. */
export function isKind(value: unknown): value is Kind {
  return KINDS.has(value);
}

/** A system error while something was listed or read: its code (`EACCES`) and what was being done. */
export type Trouble = {
  readonly code: string;
  readonly doing: string;
  /** The directory above that could not be listed, where the path itself was not reached. */
  readonly above?: BytePath;
};

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE']);

/** Whether the code of an error says that nothing lies at a path: no such entry, below a file, or a name with NUL. */
export function isAbsent(code: string): boolean {
  return ABSENT.has(code);
}

/** One path as the walk saw it. */
export type FileEntry = {
  readonly path: BytePath;
  readonly kind: Kind;
  /** The directory is empty. */
  readonly empty?: boolean;
  /** Where a link points, as bytes, never followed. */
  readonly target?: BytePath;
  /** Why a directory could not be listed or a link not read. */
  readonly trouble?: Trouble;
};

/**
 * Returns the key by which everything is ordered: the bytes of the path, a directory compared as `name/`. Depth first
 * with this key is the byte order of full paths, so walk and manifest can be joined in lock step.
 */
export function orderKey(entry: { readonly path: BytePath; readonly kind: Kind }): string {
  return entry.kind === 'directory' ? `${entry.path}/` : entry.path;
}

/**
 * Returns what several entries of one path and kind say together, the most trusted first. A file must match every digest of
 * any of them; of everything else the first entry that says it counts, so that a weaker voucher never takes back what a
 * stronger one says. A hole that a sealer left is none where another entry has a digest.
 */
export function mergeEntries(entries: readonly [ManifestEntry, ...ManifestEntry[]]): ManifestEntry {
  return entries.length === 1 ? entries[0] : combined(entries);
}

/** Returns an entry as a plain object with itself in `each`: one of a native manifest parses its fields when they are asked for. */
export function plainEntry(entry: ManifestEntry): ManifestEntry {
  return combined([entry]);
}

function combined(entries: readonly [ManifestEntry, ...ManifestEntry[]]): ManifestEntry {
  const [first] = entries;
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
    by: first.by,
    line: first.line,
    each: entries.flatMap((entry) => entry.each ?? [entry]),
  };
}

function union(lists: readonly (readonly Digest[])[]): Digest[] {
  return [...new Map(lists.flat().map((each) => [`${each.algorithm}:${each.hex}`, each])).values()];
}
