/**
 * Reading past the page cache, so that the bytes come from the medium. Offsets, lengths and memory have to be whole sectors; the
 * last read of a file is shorter.
 */
import { closeSync, constants, fstatSync, openSync, statfsSync } from 'node:fs';
import { errorCode } from '../model/fault.ts';
import { type BytePath, toSystem } from '../model/path.ts';
import { persist } from './persist.ts';

/** Not every system has it, whatever the types say. */
const O_DIRECT: number | undefined = constants.O_DIRECT;
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | (O_DIRECT ?? 0);
/** Past the page cache offsets, lengths and memory are whole sectors: of so many bytes on any disk. */
const SECTOR = 4096;
/** The least that a read past the cache is a multiple of, where it does not end at the end of the file. */
const LEAST_SECTOR = 512;
/** The types of tmpfs and ramfs (statfs(2)). */
const MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
/** Whether a device is one of them. */
const memory = new Map<number, boolean>();
/** The open files that are read past the page cache. */
export const direct = new Set<number>();

/** Returns the least number of whole sectors that has so many bytes, in bytes. */
export function wholeSectors(length: number): number {
  return Math.ceil(length / SECTOR) * SECTOR;
}

/** Whether a read that came to so many bytes ended the file: behind it no whole sector begins. */
export function isTail(bytes: number): boolean {
  return bytes % LEAST_SECTOR !== 0;
}

/** Opens a file past the page cache; undefined where its file system or the system has no such way. */
export function openDirectly(path: BytePath): number | undefined {
  if (O_DIRECT === undefined) return undefined;
  const descriptor = unlessRefused(() => persist(() => openSync(toSystem(path), FLAGS)));
  if (descriptor === undefined) return undefined;
  let isKept = false;
  try {
    isKept = !isMemory(path, descriptor);
    return isKept ? descriptor : undefined;
  } finally {
    if (!isKept) closeSync(descriptor);
  }
}

function unlessRefused(open: () => number): number | undefined {
  try {
    return open();
  } catch (error) {
    if (errorCode(error) === 'EINVAL') return undefined;
    throw error;
  }
}

/** Whether a file lies in a file system that is nothing but page cache. */
function isMemory(path: BytePath, descriptor: number): boolean {
  const { dev } = fstatSync(descriptor);
  const known = memory.get(dev);
  if (known !== undefined) return known;
  const is = MEMORY.has(statfsSync(toSystem(path)).type);
  memory.set(dev, is);
  return is;
}
