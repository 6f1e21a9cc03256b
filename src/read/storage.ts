import { readFileSync, realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type BytePath, toBytes } from '../model/path.ts';

/**
 * Returns how many lanes a directory is worth: one where it is on a hard disk, which more would slow down; else one per
 * core. Linux reports it in sysfs; a virtual disk always says `rotational`, so it does not count as a hard disk.
 */
export function laneCount(root: BytePath): number {
  return isSpinning(root) ? 1 : availableParallelism();
}

function isSpinning(root: BytePath): boolean {
  try {
    const { dev } = statSync(toBytes(root));
    const block = realpathSync(`/sys/dev/block/${major(dev)}:${minor(dev)}`);
    if (block.includes('/virtio') || block.includes('/vbd-')) return false;
    return [`${block}/queue/rotational`, `${block}/../queue/rotational`].some(
      (file) => readFlag(file) === '1',
    );
  } catch {
    return false;
  }
}

function readFlag(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
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
