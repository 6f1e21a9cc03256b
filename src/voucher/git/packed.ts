import { fill } from '../../disk/open.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import type { PartsPlace } from '../kit/parts.ts';
import { statEntry, withVoucherFile } from '../kit/read-voucher-file.ts';
import { openPackIndex } from './index-file.ts';

const LOOSE = /^objects\/([0-9a-f]{2})\/([0-9a-f]+)$/;
const LINE = /^\^?([0-9a-f]{40}|[0-9a-f]{64})(?: (refs\/.+))?$/;
/** More refs than these of one repository are not read. */
export const MOST_REFS = 1 << 21;

/** Returns whether a loose object, by its path below the top, is in one of the packs that are there now. */
export function packedObjects({ root, directory }: PartsPlace): (path: BytePath) => boolean {
  const packs = join(directory, 'objects/pack');
  const files = namesOf(root, packs).filter(({ name }) => name.endsWith('.idx'));
  return (path) => {
    const [, first, rest] = LOOSE.exec(path) ?? [];
    if (first === undefined || rest === undefined) return false;
    return files.some(({ name }) => {
      const index = openPackIndex(root, join(packs, name));
      const isThere = index?.has(first + rest) === true;
      index?.close();
      return isThere;
    });
  };
}

/** What `packed-refs` says; it is bad where git takes a line for none of it, also a last one without an end (git-pack-refs). */
export type PackedRefs = { readonly refs: ReadonlyMap<string, string>; readonly isBad: boolean };

/** Reads `packed-refs`, which names refs that need no files of their own; undefined where there is no such file. */
export function readPackedRefs({ root, directory }: Omit<PartsPlace, 'format'>): PackedRefs | undefined {
  const path = join(directory, 'packed-refs');
  if (statEntry(root, path)?.kind !== 'file') return undefined;
  const text = withVoucherFile(root, path, (descriptor, size) => {
    const bytes = Buffer.alloc(size);
    return bytes.toString('latin1', 0, fill(descriptor, bytes));
  });
  const refs = new Map<string, string>();
  if (text === undefined) return { refs, isBad: true };
  const lines = text.split('\n');
  let isBad = lines.at(-1) !== '';
  for (const line of lines.slice(0, MOST_REFS)) {
    if (line === '' || line.startsWith('#')) continue;
    const [, hex, name] = LINE.exec(line) ?? [];
    if (hex === undefined || (name === undefined) !== line.startsWith('^')) isBad = true;
    else if (name !== undefined) refs.set(name, hex);
  }
  return { refs, isBad };
}
