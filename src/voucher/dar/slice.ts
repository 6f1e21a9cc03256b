import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, join, toBytes } from '../../model/path.ts';

const MAGIC = '0000007b';
const FLAG = 14;
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Whether a slice says that another one follows (`header` of dar: magic, label, and at byte 14 `T` for the last, `N` for
 * any other, or `E` where that letter stands in the last byte).
 */
export function isFollowedSlice(root: BytePath, path: BytePath): boolean {
  try {
    const descriptor = openSync(toBytes(join(root, path)), FLAGS);
    try {
      const stats = fstatSync(descriptor);
      const head = Buffer.alloc(FLAG + 1);
      const tail = Buffer.alloc(1);
      if (!stats.isFile() || readSync(descriptor, head, 0, head.length, 0) < head.length) return false;
      readSync(descriptor, tail, 0, 1, stats.size - 1);
      const flag = head.toString('latin1', FLAG);
      return head.toString('hex', 0, 4) === MAGIC && (flag === 'E' ? tail.toString('latin1') : flag) === 'N';
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
