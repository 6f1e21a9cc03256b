const MIB = 1 << 20;
const MOST = 128 * MIB;
const LEAST_SHARE = 8;

/**
 * Returns whether an image of so many bytes is the beginning of a disk or volume that was saved on purpose, as
 * `dd bs=1M count=8` does before a change: whole MiB, and a small part of the whole.
 */
export function isSavedHead(size: number, end: number): boolean {
  return size > 0 && size % MIB === 0 && size <= MOST && size * LEAST_SHARE <= end;
}
