import { readFileSync, realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type BytePath, toBytes } from '../model/path.ts';

/**
 * How many lanes a directory is worth: one where it lies on a spinning disk, for more make that slower; else one a
 * core. Linux says it in sysfs; a virtual disk says `rotational` whatever it is, so it counts as in doubt.
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

/** The kernel's packing of device numbers, as in glibc's sys/sysmacros.h. */
function major(dev: number): number {
  return Math.floor(dev / 256) % 4096;
}

function minor(dev: number): number {
  return (dev % 256) + Math.floor(dev / 1_048_576) * 256;
}
