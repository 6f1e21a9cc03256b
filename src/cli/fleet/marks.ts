/**
 * By what a worker knows that its root is the tree of a run: the manifests in it, by their size and their first bytes, and names in its top
 * directory. A mount that is missing, another backup and another generation differ in that; a whole copy of the tree does not.
 */
import { createHash } from 'node:crypto';
import { type Below, listBelow, openBelow, withFileBelow } from '../../disk/below.ts';
import { isTrouble } from '../../disk/list.ts';
import { fill } from '../../disk/open.ts';
import { isThere, statPath } from '../../disk/stat.ts';
import { both, type Check, count, fields, listOf, text } from '../../model/checks.ts';
import { isKind, type Kind } from '../../model/entry.ts';
import { errorCode } from '../../model/fault.ts';
import { type BytePath, unsafeBecause } from '../../model/path.ts';

/** The marks of a root. */
export type RootMarks = {
  /** Files that vouch for the tree and lie in it: bytes, and the sha256 of the first 4 KiB. */
  readonly files: readonly { readonly path: BytePath; readonly size: number; readonly head: string }[];
  readonly names: readonly { readonly path: BytePath; readonly kind: Kind }[];
};

const HEAD = 4096;
const MOST_FILES = 4;
const MOST_NAMES = 12;

const safe: Check = both(text, (value) => unsafeBecause(String(value)) === undefined);
const marks = fields({
  files: listOf(fields({ path: safe, size: count, head: text })),
  names: listOf(fields({ path: safe, kind: isKind })),
});

/** Whether a value that came from outside has the marks of a root. */
export const isMarks = (value: unknown): value is RootMarks => marks(value);

/** Returns the marks of a root in which some files vouch for the tree. */
export function marksOf(root: BytePath, vouching: readonly BytePath[]): RootMarks {
  const below = openBelow(root);
  try {
    const files = vouching.slice(0, MOST_FILES).flatMap((path) => fileMark(below, path) ?? []);
    const listed = listBelow(below, '');
    const all = isTrouble(listed) ? [] : [...listed];
    const step = Math.max(1, all.length / MOST_NAMES);
    const names = all.flatMap(({ name, kind }, i) =>
      Math.floor(i / step) === Math.floor((i - 1) / step) ? [] : [{ path: name, kind }],
    );
    return { files, names };
  } finally {
    below.close();
  }
}

/** Returns why a root is not the one of these marks; undefined where it is. Half of the names must be there: others may have come and gone. */
export function otherRoot(root: BytePath, { files, names }: RootMarks): string | undefined {
  const below = openBelow(root);
  try {
    for (const { path, size, head } of files) {
      const found = fileMark(below, path);
      if (found === undefined) return `${path} is not there`;
      if (found.size !== size || found.head !== head) return `${path} is another one`;
    }
    const there = names.filter(({ path, kind }) => kindBelow(below, path) === kind).length;
    return there * 2 < names.length
      ? `of ${names.length} names in its top directory, ${there} are there`
      : undefined;
  } finally {
    below.close();
  }
}

function fileMark(below: Below, path: BytePath): RootMarks['files'][number] | undefined {
  return unlessAbsent(() =>
    withFileBelow(below, path, ({ descriptor, size }) => {
      const buffer = Buffer.alloc(HEAD);
      const bytes = buffer.subarray(0, fill(descriptor, buffer));
      return { path, size, head: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

function kindBelow(below: Below, path: BytePath): Kind | undefined {
  const stat = unlessAbsent(() => below.reach(path, statPath));
  return isThere(stat) ? stat.kind : undefined;
}

/** Returns undefined where the system refuses, or what lies there is no file. */
function unlessAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}
