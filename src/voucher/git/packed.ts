import { fill } from '../../disk/open.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import type { PartsPlace } from '../kit/parts.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';
import { openPackIndex } from './index-file.ts';

const LOOSE = /^objects\/([0-9a-f]{2})\/([0-9a-f]+)$/;

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

/** Returns what says whether `packed-refs` has a ref, by its path below the top: then its own file is not needed. */
export function packedRefs({ root, directory }: PartsPlace): (path: BytePath) => boolean {
  const text = withVoucherFile(root, join(directory, 'packed-refs'), (descriptor, size) => {
    const bytes = Buffer.alloc(size);
    return bytes.toString('latin1', 0, fill(descriptor, bytes));
  });
  const names = new Set((text ?? '').split('\n').map((line) => line.slice(line.indexOf(' ') + 1)));
  return (path) => names.has(path);
}
