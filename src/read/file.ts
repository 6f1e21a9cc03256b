import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystem } from '../model/path.ts';

/** A file of this size, in bytes, is worth a job of its own. */
export const BIG_FILE = 4 * 1024 * 1024;

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a reader tells while it reads, and asks: a run that was told to stop leaves a long file at the next chunk. */
export type Meter = {
  isStopped(): boolean;
  /** The task at hand, by its index in the job. */
  at(index: number): void;
  read(bytes: number): void;
};

/** A file was left in the middle because the run was stopped. */
export class Stopped extends Error {}

/**
 * Opens a file for reading, gives its descriptor to `use` and closes it. A link is not followed, and a FIFO that took
 * the file's place since the listing does not hang.
 */
export function withFile<T>(root: BytePath, path: BytePath, use: (descriptor: number) => T): T {
  const descriptor = openSync(toSystem(`${root}/${path}`), FLAGS);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Fills the buffer from where the file stands; fewer bytes than fit mean the end of the file. */
export function fill(descriptor: number, buffer: Buffer): number {
  let filled = 0;
  while (filled < buffer.length) {
    const n = readSync(descriptor, buffer, filled, buffer.length - filled, null);
    if (n === 0) break;
    filled += n;
  }
  return filled;
}

/** Reads to the end of the file; every chunk but the last fills the buffer. Returns the bytes read. */
export function readThrough(
  descriptor: number,
  buffer: Buffer,
  meter: Meter,
  see: (chunk: Buffer) => void,
): number {
  let total = 0;
  for (;;) {
    const n = fill(descriptor, buffer);
    if (n > 0) see(n === buffer.length ? buffer : buffer.subarray(0, n));
    total += n;
    meter.read(n);
    if (n < buffer.length) return total;
    if (meter.isStopped()) throw new Stopped();
  }
}

const SAMPLE = 65_536;
const SAMPLES = 16;
const BLOCK = 4096;

/**
 * Reads the head, the tail and 16 samples between them, 64 KiB each, from places that are whole blocks of 4096 bytes;
 * `skip` is told what lies between. For a file of more than 1.2 MB.
 */
export function readSamples(
  descriptor: number,
  size: number,
  buffer: Buffer,
  meter: Meter,
  see: (chunk: Buffer) => void,
  skip: (bytes: number) => void,
): void {
  const step = (size - SAMPLE) / (SAMPLES + 1);
  let at = 0;
  for (let sample = 0; sample <= SAMPLES + 1; sample++) {
    const from = Math.max(at, Math.floor((sample * step) / BLOCK) * BLOCK);
    if (from > at) skip(from - at);
    const length = sample > SAMPLES ? size - from : SAMPLE;
    const n = readSync(descriptor, buffer, 0, Math.min(length, buffer.length), from);
    if (n > 0) see(buffer.subarray(0, n));
    meter.read(n);
    at = from + n;
    if (n < length) return;
  }
}

/** The stat of an open file with nanoseconds. */
export function statOf(descriptor: number): BigIntStats {
  return fstatSync(descriptor, { bigint: true });
}
