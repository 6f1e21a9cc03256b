import { fill, readAtOnce } from '../disk/open.ts';
import type { Trouble } from '../model/entry.ts';

/** A file of this size, in bytes, is worth a job of its own. */
export const BIG_FILE = 4 * 1024 * 1024;

/** What a reader tells while it reads, and asks: a run that was told to stop leaves a long file at the next chunk. */
export type Meter = {
  isStopped(): boolean;
  /** The task at hand, by its index in the job. */
  at(index: number): void;
  read(bytes: number): void;
};

/** A file was left in the middle because the run was stopped. */
export class Stopped extends Error {}

/** A directory above a file could not be listed, so nobody knows which store the file lies in. */
export class CannotList extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`a directory above cannot be listed (${trouble.code})`);
    this.trouble = trouble;
  }
}

/**
 * Reads to the end of the file; every chunk but the last fills the buffer, and one that is all of the file is told so. Returns the
 * bytes read. A regular file whose `size` is known, and is less than the buffer, takes one read.
 */
export function readThrough(
  descriptor: number,
  buffer: Buffer,
  meter: Meter,
  see: (chunk: Buffer, isAll: boolean) => void,
  size: number = buffer.length,
): number {
  let total = 0;
  for (;;) {
    const isShort = total === 0 && size < buffer.length;
    const n = isShort ? readAtOnce(descriptor, buffer, size) : fill(descriptor, buffer);
    const isAll = total === 0 && n < buffer.length;
    if (n > 0) see(n === buffer.length ? buffer : buffer.subarray(0, n), isAll);
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
    const n = fill(descriptor, buffer, Math.min(length, buffer.length), from);
    if (n > 0) see(buffer.subarray(0, n));
    meter.read(n);
    at = from + n;
    if (n < length) return;
  }
}
