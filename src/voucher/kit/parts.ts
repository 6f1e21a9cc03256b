/**
 * Parts: what a file in the tree names as belonging to it, and what a store cannot do without. Readers look at a few files of
 * a directory; they never throw because of what is in a file, and say nothing of a form that they do not know.
 */
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText, unsafeBecause } from '../../model/path.ts';
import { namesOf } from './list-files.ts';
import { headOf, statEntry } from './read-voucher-file.ts';

/** A directory that holds something which has parts. */
export type PartsPlace = {
  /** The root, as the system names it. */
  readonly root: BytePath;
  /** The directory, below the root. */
  readonly directory: BytePath;
  readonly format: string;
};

/** Returns findings about the parts in a directory: what is missing, and what lies outside of the root. */
export type ReadParts = (place: PartsPlace) => Promise<readonly Finding[]> | readonly Finding[];

/** Returns that a part is missing; `inventory` is what names it, both below the directory. */
export function missingPart(
  { root, directory, format }: PartsPlace,
  inventory: BytePath,
  part: BytePath,
  note = `${toText(inventory)} names it`,
): Finding {
  const by = { format, path: join(join(root, directory), inventory) };
  return finding('missing', join(directory, part), { by, note });
}

/** Returns that a part cannot be looked at, because it lies outside of the root; `inventory` is what names it. */
export function outsidePart(
  { directory }: PartsPlace,
  inventory: BytePath,
  target: BytePath,
  what: string,
): Finding {
  const note = `${what} lies outside of the root, at ${toText(target)}, and was not looked at`;
  return finding('denied', join(directory, inventory), { note });
}

/** Returns the parts that are named and not there, out of names below the directory; unsafe ones are left out. */
export function missingAmong(place: PartsPlace, inventory: BytePath, parts: Iterable<BytePath>): Finding[] {
  return [...new Set(parts)]
    .filter((part) => unsafeBecause(part) === undefined && !isThere(place, part))
    .map((part) => missingPart(place, inventory, part));
}

/** Returns whether something lies at a path below the directory. */
export function isThere({ root, directory }: PartsPlace, path: BytePath): boolean {
  return statEntry(root, join(directory, path)) !== undefined;
}

/** Returns whether a file lies anywhere below a directory of the place. */
export function hasFileBelow(
  place: PartsPlace,
  path: BytePath,
  accepts: (name: BytePath) => boolean = () => true,
): boolean {
  const { root, directory } = place;
  return namesOf(root, join(directory, path)).some(({ name, kind }) =>
    kind === 'directory' ? hasFileBelow(place, join(path, name), accepts) : kind === 'file' && accepts(name),
  );
}

/**
 * Returns the finding about a file without which nothing of the store can be opened: it is empty, all zeros, or shorter
 * than any. Where it is not there at all, the store is not known for one.
 */
export function lostKeyFile({ root, directory }: PartsPlace, name: BytePath, least = 1): Finding[] {
  const path = join(directory, name);
  const stat = statEntry(root, path);
  if (stat?.kind !== 'file') return [];
  const head = headOf(root, path, 4096);
  if (stat.size > 0 && head.length === 0) return [];
  const isLost = stat.size < least || head.every((byte) => byte === 0);
  const note = `${stat.size === 0 ? 'empty' : stat.size < least ? `only ${stat.size} bytes` : 'all zeros'}: without it nothing of the store can be opened`;
  return isLost ? [finding('broken-structure', path, { note })] : [];
}
