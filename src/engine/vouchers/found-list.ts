import { posix } from 'node:path';
import { isTrouble, readLink, realPath } from '../../disk/list.ts';
import { claimOfName, type ListClaim } from '../../manifest/checksum/names.ts';
import type { Trouble } from '../../model/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type BytePath, belowRoot, directoryOf, join, nameOf } from '../../model/path.ts';
import { isNoFault } from '../../voucher/kit/opening.ts';
import { placeBelow } from '../../voucher/kit/place-below.ts';
import { statEntry } from '../../voucher/kit/read-voucher-file.ts';

/** A file whose name claims to be a list; `file` is where it lies, `path` where its names are read from. */
export type FoundList = {
  readonly file: BytePath;
  readonly path: BytePath;
  readonly claim: ListClaim;
  /** Whether a link at `file` is followed: where the user named it. */
  readonly links?: 'follow';
  /** Where it lies below the root, where `path` is a link to it. */
  readonly target?: BytePath;
};

/** Returns a file below a directory as a list, where its name claims to be one. */
export function foundList(directory: BytePath, path: BytePath): FoundList | undefined {
  const claim = claimAt(path);
  return claim === undefined ? undefined : { file: join(directory, path), path, claim };
}

/**
 * Returns what a link below a root leads to as a list, where it has the name of one and leads to a file that has not; why that
 * cannot be known, where it may lead to one.
 */
export function linkedList(root: BytePath, path: BytePath): FoundList | Trouble | undefined {
  const list = foundList(root, path);
  if (list === undefined) return undefined;
  const real = realPath(list.file);
  if (real !== undefined && isTrouble(real))
    return isNoFault(real) || namesOutside(root, path) ? undefined : real;
  const place = placeBelow(root, '', path);
  if (typeof place === 'string') return undefined;
  const { inside } = place;
  if (claimAt(inside) !== undefined || statEntry(root, inside)?.kind !== 'file') return undefined;
  return { ...list, target: inside };
}

/** Whether a link says that it leads out of the root: that it may not be followed there is no trouble of this root. */
function namesOutside(root: BytePath, path: BytePath): boolean {
  const link = readLink(join(root, path));
  if (isTrouble(link)) return false;
  const top = posix.resolve(root);
  return belowRoot(top, posix.resolve(top, directoryOf(path), link.target)) === undefined;
}

/** Returns what the name of a file claims, where it claims to be a list; its subject is a path below the root. */
export function claimAt(path: BytePath): ListClaim | undefined {
  const claim = claimOfName(nameOf(path));
  return claim === undefined ? undefined : { ...claim, ...subjectBelow(claim, path) };
}

/** Returns how findings and entries refer to a list. */
export function listRef({ file }: FoundList): VoucherRef {
  return { format: 'checksum-list', path: file };
}

function subjectBelow({ subject }: ListClaim, path: BytePath): { subject?: BytePath } {
  return subject === undefined ? {} : { subject: join(directoryOf(path), nameOf(subject)) };
}
