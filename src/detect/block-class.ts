/**
 * The class of one block, by the chi-square of its bytes or of a sample: two-sided p = 1e-6 at N = 512, which is 1347
 * <= sum of squares <= 1778, and p = 1e-9 at N = 4096. A random block has a NUL, too.
 */
import { BYTE_KERNEL } from '../hash/byte-kernel.ts';
import type { BlockClass } from '../model/content.ts';
import { periodOf } from './period.ts';

const BLOCK = 4096;
const SECTOR = 512;
const RANDOM_SECTOR = { least: 1347, most: 1778 };
const RANDOM_BLOCK = { least: 67_808, most: 72_176 };
/** Chi-square with 255 degrees of freedom, p = 1e-9 on both sides. */
const RANDOM_CHI = { least: 142, most: 415 };
/** Bytes per sample of sound. */
const WIDTHS = [2, 3, 4];
const HIGH_ENTROPY = 7.2;
/** Above this share of squares no sample has a high entropy: a single byte this frequent rules it out. */
const HIGH_SQUARES = 1 / 24;
const N_LOG_N = Float64Array.from({ length: BLOCK + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));
/** The counts of this many blocks fit into 32 bits. */
const BLOCKS_COUNTED = 1 << 19;
/** The control bytes that do not occur in text. */
const CONTROLS = Uint8Array.from(
  Array.from({ length: 32 }, (_, byte) => byte)
    .filter((byte) => ![9, 10, 12, 13, 27].includes(byte))
    .concat(127),
);

const { counts: sample, totals } = BYTE_KERNEL;
/** Takes the totals of the kernel into the histogram that they belong to. */
let counting: (() => void) | undefined;
const blockCounts = new Int32Array(256);

/** Classifies blocks and sums up what it has sampled. */
export type Classifier = {
  begin(seesAll: boolean): void;
  /** Returns the class of a block that is not zero; `index`, its number in the file, selects the sector to sample. */
  classify(bytes: Buffer, at: number, length: number, index: number): BlockClass;
  /** Counts the zeros of a block that need not be classified. */
  addZeros(length: number): void;
  /** Returns whether all 4096 bytes of a block look random, also as samples of two, three or four bytes. */
  isRandom(bytes: Buffer, at: number): boolean;
  /** Returns the Shannon entropy of all samples, in bits per byte. */
  entropy(): number;
};

/** Creates a classifier with its tables. */
export function createClassifier(): Classifier {
  const histogram = new Float64Array(256);
  let blocksCounted = 0;
  let seesAll = false;

  const addCounted = (): void => {
    for (let byte = 0; byte < 256; byte++) histogram[byte] = (histogram[byte] ?? 0) + (totals[byte] ?? 0);
    totals.fill(0);
    blocksCounted = 0;
  };
  /** The totals of the kernel are of one classifier at a time: a file in a file has its own. */
  const enter = (): void => {
    if (counting === addCounted) return;
    counting?.();
    counting = addCounted;
  };

  const isHighEntropy = (sampled: number): boolean => {
    let sum = 0;
    for (let byte = 0; byte < 256; byte++) sum += N_LOG_N[sample[byte] ?? 0] ?? 0;
    return Math.log2(sampled) - sum / sampled > HIGH_ENTROPY;
  };

  return {
    begin(all) {
      seesAll = all;
      enter();
      totals.fill(0);
      histogram.fill(0);
      blocksCounted = 0;
    },
    classify(bytes, at, length, index) {
      const sampled = length === BLOCK && !seesAll ? SECTOR : length;
      const start = sampled === length ? at : at + ((index * 5) & 7) * SECTOR;
      enter();
      BYTE_KERNEL.count(bytes, start, start + sampled);
      const squares = BYTE_KERNEL.squares();
      const distinct = BYTE_KERNEL.kinds();
      let controls = 0;
      for (let i = 0; i < CONTROLS.length; i++) controls += sample[CONTROLS[i] ?? 0] ?? 0;
      if (++blocksCounted === BLOCKS_COUNTED) addCounted();
      if (distinct <= 64 && length === BLOCK && periodOf(bytes, at, length) > 0) return 'C';
      if (controls === 0) return 'T';
      if (sampled < SECTOR) return 'B';
      const bounds = sampled === SECTOR ? RANDOM_SECTOR : RANDOM_BLOCK;
      const isFull = sampled === SECTOR || sampled === BLOCK;
      const looksRandom = isFull && squares >= bounds.least && squares <= bounds.most;
      if (looksRandom && (length < BLOCK || hasNul(bytes, at))) return 'R';
      return squares < HIGH_SQUARES * sampled * sampled && isHighEntropy(sampled) ? 'H' : 'B';
    },
    addZeros(length) {
      histogram[0] = (histogram[0] ?? 0) + (length === BLOCK && !seesAll ? SECTOR : length);
    },
    isRandom: (bytes, at) => {
      let squares = 0;
      const all = blockCounts;
      all.fill(0);
      for (let i = at; i < at + BLOCK; i++) all[bytes[i] ?? 0] = (all[bytes[i] ?? 0] ?? 0) + 1;
      for (let byte = 0; byte < 256; byte++) squares += (all[byte] ?? 0) ** 2;
      if (squares < RANDOM_BLOCK.least || squares > RANDOM_BLOCK.most) return false;
      return WIDTHS.every((width) => areLanesRandom(bytes.subarray(at, at + BLOCK), width));
    },
    entropy() {
      if (counting === addCounted) addCounted();
      return entropyOf(histogram);
    },
  };
}

/**
 * Returns whether a block has a NUL, as all but one of 9 million random ones have. Where none has one, binary data was
 * written as text: dumps of databases write a NUL in a string as `\0`.
 */
function hasNul(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at, at + BLOCK).includes(0);
}

const laneCounts = new Uint16Array(256);

/**
 * Returns whether each byte position of samples of some width looks random on its own: the high byte of sound never
 * does.
 */
function areLanesRandom(bytes: Uint8Array, width: number): boolean {
  const counts = laneCounts;
  for (let lane = 0; lane < width; lane++) {
    counts.fill(0);
    let total = 0;
    for (let i = lane; i < bytes.length; i += width, total++) {
      const byte = bytes[i] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
    let squares = 0;
    for (let byte = 0; byte < 256; byte++) squares += (counts[byte] ?? 0) ** 2;
    const chi = (squares * 256) / total - total;
    if (chi < RANDOM_CHI.least || chi > RANDOM_CHI.most) return false;
  }
  return true;
}

const byteCounts = new Float64Array(256);

/** Returns the Shannon entropy of some bytes, in bits per byte. */
export function entropyOfBytes(bytes: Uint8Array): number {
  const counts = byteCounts;
  counts.fill(0);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i] ?? 0] = (counts[bytes[i] ?? 0] ?? 0) + 1;
  return bytes.length === 0 ? 0 : entropyOf(counts);
}

/** Returns whether the first 4096 bytes look random at every byte; false for fewer. */
export function isRandomHead(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false;
  const counts = new Uint32Array(256);
  for (const byte of head.subarray(0, BLOCK)) counts[byte] = (counts[byte] ?? 0) + 1;
  const squares = counts.reduce((sum, n) => sum + n * n, 0);
  return squares >= RANDOM_BLOCK.least && squares <= RANDOM_BLOCK.most;
}

function entropyOf(histogram: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const n = histogram[byte] ?? 0;
    if (n === 0) continue;
    total += n;
    sum += n <= BLOCK ? (N_LOG_N[n] ?? 0) : n * Math.log2(n);
  }
  return total === 0 ? 0 : Math.log2(total) - sum / total;
}
