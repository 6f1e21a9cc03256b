import { availableParallelism } from 'node:os';
import { isTrouble, realPath } from '../disk/list.ts';
import { readStart } from '../disk/open.ts';
import { isRemote } from '../disk/remote-channel.ts';
import { isThere, statTarget } from '../disk/stat.ts';
import { type BytePath, directoryOf } from '../model/path.ts';

/** A remote answers late: so many files are asked for at a time at least. */
const REMOTE_LANES = 4;

/**
 * Returns how many lanes a directory is worth: one where it is on a hard disk, which more would slow down; else one per
 * core. Linux reports it in sysfs; a virtual disk always says `rotational`, so it does not count as a hard disk.
 */
export function laneCount(root: BytePath): number {
  if (isRemote(root)) return Math.max(REMOTE_LANES, availableParallelism());
  return isSpinning(root) ? 1 : availableParallelism();
}

/**
 * Returns the disk that a path lies on, by which two can be told apart: of a partition, the disk it is of; of what is no block device (a share, a
 * file system in memory, btrfs), its number. Undefined where the path cannot be seen.
 */
export function diskOf(root: BytePath): string | undefined {
  if (isRemote(root)) return root;
  const stat = statTarget(root);
  if (!isThere(stat)) return undefined;
  const block = blockDevice(stat.dev);
  if (block === undefined) return `${stat.dev}`;
  return readFlag(`${block}/partition`) === undefined ? block : directoryOf(block);
}

/** Returns where sysfs has a block device. */
function blockDevice(dev: number): BytePath | undefined {
  const device = realPath(`/sys/dev/block/${major(dev)}:${minor(dev)}`);
  return device === undefined || isTrouble(device) ? undefined : device.path;
}

function isSpinning(root: BytePath): boolean {
  const stat = statTarget(root);
  const block = isThere(stat) ? blockDevice(stat.dev) : undefined;
  if (block === undefined) return false;
  if (block.includes('/virtio') || block.includes('/vbd-')) return false;
  return [`${block}/queue/rotational`, `${block}/../queue/rotational`].some((file) => readFlag(file) === '1');
}

function readFlag(file: string): string | undefined {
  try {
    return readStart(file, 2).toString('latin1').trim();
  } catch {
    return undefined;
  }
}

/** Unpacks the kernel's device numbers, as in glibc's sys/sysmacros.h. */
function major(dev: number): number {
  return Math.floor(dev / 256) % 4096;
}

function minor(dev: number): number {
  return (dev % 256) + Math.floor(dev / 1_048_576) * 256;
}
