import { fill } from '../../disk/open.ts';
import type { BytePath } from '../../model/path.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';

const MAGIC = '0000007b';
const FLAG = 14;

/** Returns whether a slice says that another one follows. */
export function isFollowedSlice(root: BytePath, path: BytePath): boolean {
  return markOf(root, path) === 'N';
}

/** Returns whether a slice says that it is the last one. */
export function isLastSlice(root: BytePath, path: BytePath): boolean {
  return markOf(root, path) === 'T';
}

/**
 * The mark of a slice (`header` of dar: magic, label, and at byte 14 `T` for the last, `N` for any other, or `E` where that
 * letter stands in the last byte).
 */
function markOf(root: BytePath, path: BytePath): string | undefined {
  return withVoucherFile(root, path, (descriptor, size) => {
    const head = Buffer.alloc(FLAG + 1);
    const tail = Buffer.alloc(1);
    if (fill(descriptor, head, head.length, 0) < head.length) return undefined;
    fill(descriptor, tail, 1, size - 1);
    const flag = head.toString('latin1', FLAG);
    if (head.toString('hex', 0, 4) !== MAGIC) return undefined;
    return flag === 'E' ? tail.toString('latin1') : flag;
  });
}
