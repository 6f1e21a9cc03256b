import { claimOfName, type ListClaim } from '../../manifest/checksum/names.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import { type BytePath, directoryOf, join, nameOf } from '../../model/path.ts';

/** A file whose name claims to be a list; `file` is where it lies, `path` where its names are read from. */
export type FoundList = {
  readonly file: BytePath;
  readonly path: BytePath;
  readonly claim: ListClaim;
  /** Whether a link at `file` is followed: where the user named it. */
  readonly links?: 'follow';
};

/** Returns a file below a directory as a list, where its name claims to be one. */
export function foundList(directory: BytePath, path: BytePath): FoundList | undefined {
  const claim = claimAt(path);
  return claim === undefined ? undefined : { file: join(directory, path), path, claim };
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
