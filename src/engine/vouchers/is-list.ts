import type { ChecksumList } from '../../manifest/checksum/list.ts';
import type { ListClaim } from '../../manifest/checksum/names.ts';
import type { BytePath } from '../../model/path.ts';
import type { PlacedTable } from './placed-table.ts';

type Placed = Pick<PlacedTable, 'length' | 'pathAt'>;

/** As many names as are looked up. */
const ASKED = 64;
/** The hex digits of the shortest digest that no other text has by chance. */
const LONG = 32;

/**
 * What a file is by its name and its content: a `list` of this tree, a list of something `elsewhere` with how many of
 * its first names are here, or `data` that only looks like one.
 */
export type Kindred =
  | { readonly is: 'list' | 'data' }
  | { readonly is: 'elsewhere'; readonly here: number; readonly of: number };

/**
 * Decides by name and content whether a file is a list of this tree. The names of the conventions are enough where the
 * content is clean; else half of the first names must exist. `isOrphan` says that the file which it is named after is
 * not there.
 */
export function kindOfList(
  { entries, problems }: Pick<ChecksumList, 'entries' | 'problems'>,
  { length, pathAt }: Placed,
  claim: ListClaim,
  isOrphan: boolean,
  exists: (path: BytePath) => boolean,
): Kindred {
  if (isHistory(entries)) return { is: 'data' };
  if (claim.strength === 'strong' && !isOrphan) return { is: 'list' };
  const asked = Math.min(length, ASKED);
  let here = 0;
  for (let i = 0; i < asked; i++) if (exists(pathAt(i))) here += 1;
  if (here * 2 >= asked && here > 0) return { is: 'list' };
  if (problems.length > entries.length || !areLong(entries)) return { is: 'data' };
  const isNamedAfter = claim.subject !== undefined && isAmong(claim.subject, { length, pathAt });
  return claim.strength === 'strong' || isNamedAfter ? { is: 'list' } : { is: 'elsewhere', here, of: asked };
}

function areLong(entries: ChecksumList['entries']): boolean {
  for (const { hex } of entries) if (hex.length < LONG) return false;
  return true;
}

function isAmong(path: BytePath, { length, pathAt }: Placed): boolean {
  for (let i = 0; i < length; i++) if (pathAt(i) === path) return true;
  return false;
}

/** A version where the name of a file should be, as Debian writes into the digests of earlier versions of a setting. */
const VERSION = /^#\s+\d/;

/** Returns whether a list has digests of versions of one file, which is as one of them, or as somebody changed it. */
function isHistory(entries: ChecksumList['entries']): boolean {
  let name: BytePath | undefined;
  let isVersioned = false;
  for (const { path } of entries) {
    if (VERSION.test(path)) isVersioned = true;
    else if (name !== undefined && name !== path) return false;
    else name = path;
  }
  return isVersioned;
}
