import { type BigIntStats, lstatSync } from 'node:fs';
import { type BytePath, toBytes } from '../model/path.ts';

const SECOND = 1_000_000_000n;

/** Returns the mtime of a stat in seconds and nanoseconds since 1970, as a manifest has it: `1795409983.170223676`. */
export function mtimeOf({ mtimeNs }: BigIntStats): string {
  const seconds = mtimeNs >= 0n ? mtimeNs / SECOND : (mtimeNs - SECOND + 1n) / SECOND;
  return `${seconds}.${String(mtimeNs - seconds * SECOND).padStart(9, '0')}`;
}

/**
 * Returns mtime and permission bits of what lies at a path, of the link itself if it is one; undefined where it is
 * gone.
 */
export function stampOf(root: BytePath, path: BytePath): { readonly mtime?: string; readonly mode?: number } {
  const stats = lstatSync(toBytes(`${root}/${path}`), { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? {} : { mtime: mtimeOf(stats), mode: Number(stats.mode & 0o7777n) };
}
