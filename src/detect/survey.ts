/**
 * The survey: one pass over a file's bytes that feeds every detector and the content profile. It promises the
 * figures of `Content`, exact for runs of zeros and fills, sampled (512 of each 4096 bytes, the sector rotating)
 * for classes and entropy. It does not judge. Method and bounds: chi-square of the sampled bytes, two-sided
 * p = 1e-6 at N = 512, which is 1347 <= sum of squares <= 1778.
 */
import type { BlockClass, Content, Depth, Run } from '../model/content.ts';
import type { Probe } from '../model/probe.ts';
import { LONGEST_PERIOD, periodOf } from './period.ts';
import { makeRepeats } from './repeats.ts';

const BLOCK = 4096;
const SECTOR = 512;
const EDGE = 65536;
const RUNS_KEPT = 256;
const RANDOM_SQUARES = { least: 1347, most: 1778 };
const HIGH_ENTROPY = 7.2;
const ZEROS = Buffer.alloc(BLOCK);
const N_LOG_N = Float64Array.from({ length: BLOCK + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));
const IS_CONTROL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 32 ? Number(![9, 10, 12, 13, 27].includes(byte)) : Number(byte === 127),
);

/** What the survey itself establishes; the format is another probe's matter. */
export type Surveyed = Omit<Content, 'format' | 'standing' | 'demanded'>;

/** A survey that is used again for file after file; what `end` gives is valid until the next `begin`. */
export type Survey = Probe<Surveyed> & { begin(depth?: Depth): void };

/** Makes a survey with its buffers (about 150 KB), once a thread. */
export function makeSurvey(): Survey {
  const head = Buffer.alloc(EDGE);
  const tail = Buffer.alloc(EDGE);
  const rest = Buffer.alloc(BLOCK);
  const fill = Buffer.alloc(BLOCK + LONGEST_PERIOD);
  const sample = new Uint32Array(512);
  const histogram = new Float64Array(256);
  const blocks: Record<BlockClass, number> = { Z: 0, C: 0, T: 0, R: 0, H: 0, B: 0 };
  let size = 0;
  let restLength = 0;
  let tailLength = 0;
  let index = 0;
  let zeroRuns: Run[] = [];
  let longestZeroRun = 0;
  let zerosFrom = -1;
  let period = 0;
  let randomRuns: Run[] = [];
  let randomFrom = -1;
  const repeats = makeRepeats();
  let seesRepeats = true;

  const closeRun = (end: number): void => {
    if (zerosFrom < 0) return;
    longestZeroRun = Math.max(longestZeroRun, end - zerosFrom);
    if (zeroRuns.length < RUNS_KEPT) zeroRuns.push({ start: zerosFrom, end });
    zerosFrom = -1;
  };

  const seeSectors = (bytes: Buffer, at: number, length: number, offset: number): void => {
    for (let sector = 0; sector < length; sector += SECTOR) {
      const end = Math.min(sector + SECTOR, length);
      const isZero =
        bytes[at + sector] === 0 && bytes[at + end - 1] === 0 && isAllZero(bytes, at + sector, at + end);
      if (!isZero) closeRun(offset + sector);
      else if (zerosFrom < 0) zerosFrom = offset + sector;
    }
  };

  /** Whether everything up to the end of this block is one pattern; `fill` holds it over and over. */
  const continuesPattern = (bytes: Buffer, at: number, length: number, offset: number): boolean => {
    if (offset === 0) {
      period = periodOf(bytes, at, length);
      if (period > 0) fill.fill(bytes.subarray(at, at + period));
    } else if (period > 0) {
      const from = offset % period;
      if (bytes.compare(fill, from, from + length, at, at + length) !== 0) period = 0;
    }
    return period > 0;
  };

  const classify = (bytes: Buffer, at: number, length: number): BlockClass => {
    const start = length === BLOCK ? at + ((index * 5) & 7) * SECTOR : at;
    const sampled = length === BLOCK ? SECTOR : length;
    const end = start + sampled;
    let i = start;
    for (; i + 1 < end; i += 2) {
      const even = bytes[i] ?? 0;
      const odd = 256 + (bytes[i + 1] ?? 0);
      sample[even] = (sample[even] ?? 0) + 1;
      sample[odd] = (sample[odd] ?? 0) + 1;
    }
    if (i < end) sample[bytes[i] ?? 0] = (sample[bytes[i] ?? 0] ?? 0) + 1;
    let squares = 0;
    let distinct = 0;
    let controls = 0;
    let sum = 0;
    for (let byte = 0; byte < 256; byte++) {
      const n = (sample[byte] ?? 0) + (sample[byte + 256] ?? 0);
      if (n === 0) continue;
      histogram[byte] = (histogram[byte] ?? 0) + n;
      squares += n * n;
      distinct += 1;
      sum += N_LOG_N[n] ?? 0;
      if (IS_CONTROL[byte] === 1) controls += n;
    }
    sample.fill(0);
    if (distinct <= 64 && length === BLOCK && periodOf(bytes, at, length) > 0) return 'C';
    if (controls === 0) return 'T';
    if (sampled < SECTOR) return 'B';
    if (sampled === SECTOR && squares >= RANDOM_SQUARES.least && squares <= RANDOM_SQUARES.most) return 'R';
    return Math.log2(sampled) - sum / sampled > HIGH_ENTROPY ? 'H' : 'B';
  };

  const closeRandom = (end: number): void => {
    if (randomFrom >= 0 && randomRuns.length < RUNS_KEPT) randomRuns.push({ start: randomFrom, end });
    randomFrom = -1;
  };

  const seeBlock = (bytes: Buffer, at: number, length: number, offset: number): void => {
    const isZero =
      bytes[at] === 0 &&
      bytes[at + length - 1] === 0 &&
      bytes.compare(ZEROS, 0, length, at, at + length) === 0;
    if (isZero) {
      if (zerosFrom < 0) zerosFrom = offset;
      histogram[0] = (histogram[0] ?? 0) + (length === BLOCK ? SECTOR : length);
    } else seeSectors(bytes, at, length, offset);
    const isFill = continuesPattern(bytes, at, length, offset);
    const sampled = isZero ? 'Z' : classify(bytes, at, length);
    const kind = isFill && !isZero ? 'C' : sampled;
    blocks[kind] += 1;
    if (kind !== 'R') closeRandom(offset);
    else if (randomFrom < 0) randomFrom = offset;
    if (seesRepeats && kind !== 'Z' && kind !== 'C' && length === BLOCK) repeats.see(bytes, at, offset);
    index += 1;
  };

  const seeTail = (chunk: Buffer): void => {
    if (chunk.length >= EDGE) {
      chunk.copy(tail, 0, chunk.length - EDGE);
      tailLength = EDGE;
      return;
    }
    const kept = Math.min(tailLength, EDGE - chunk.length);
    tail.copyWithin(0, tailLength - kept, tailLength);
    chunk.copy(tail, kept);
    tailLength = kept + chunk.length;
  };

  return {
    begin(depth = 'normal') {
      seesRepeats = depth !== 'quick';
      size = restLength = tailLength = index = longestZeroRun = 0;
      zerosFrom = -1;
      zeroRuns = [];
      randomRuns = [];
      randomFrom = -1;
      repeats.begin();
      period = 0;
      histogram.fill(0);
      blocks.Z = blocks.C = blocks.T = blocks.R = blocks.H = blocks.B = 0;
    },
    update(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (size < EDGE) bytes.copy(head, size);
      seeTail(bytes);
      let at = 0;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength);
        restLength += at;
        if (restLength === BLOCK) {
          seeBlock(rest, 0, BLOCK, size + at - BLOCK);
          restLength = 0;
        }
      }
      for (; at + BLOCK <= bytes.length; at += BLOCK) seeBlock(bytes, at, BLOCK, size + at);
      if (at < bytes.length) restLength += bytes.copy(rest, restLength, at);
      size += bytes.length;
    },
    end() {
      if (restLength > 0) seeBlock(rest, 0, restLength, size - restLength);
      closeRun(size);
      closeRandom(size);
      return {
        size,
        head: head.subarray(0, Math.min(size, EDGE)),
        tail: tail.subarray(0, tailLength),
        blocks,
        entropy: entropyOf(histogram),
        zeroRuns: zeroRuns.filter((run) => run.end - run.start >= SECTOR),
        longestZeroRun,
        randomRuns,
        repeated: repeats.found(),
        headEntropy: entropyOfBytes(head.subarray(0, Math.min(size, 256))),
        ...(period === 0 ? {} : { period }),
      };
    },
  };
}

function isAllZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

function entropyOf(histogram: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const n = histogram[byte] ?? 0;
    if (n === 0) continue;
    total += n;
    sum += n * Math.log2(n);
  }
  return total === 0 ? 0 : Math.log2(total) - sum / total;
}

function entropyOfBytes(bytes: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  return bytes.length === 0 ? 0 : entropyOf(counts);
}
