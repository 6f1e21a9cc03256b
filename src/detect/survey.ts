/**
 * The survey: one pass over a file's bytes that feeds every detector and the content profile. It computes the figures
 * of `Content`, exact for zeros, patterns and fills, and sampled (512 of each 4096 bytes, the sector rotating; all of
 * them at depth `deep`) for classes and entropy. It does not judge.
 */
import type { BlockClass, Content, Depth } from '../model/content.ts';
import type { Probe } from '../model/probe.ts';
import { createClassifier, entropyOfBytes } from './block-class.ts';
import { createLongPeriod } from './long-period.ts';
import { createNoise } from './noise.ts';
import { LONGEST_PERIOD, periodOf } from './period.ts';
import { createRepeats } from './repeats.ts';
import { createSectorScan } from './sector-scan.ts';
import { BORDER } from './sharp-edges.ts';

const BLOCK = 4096;
const EDGE = 65536;

/** What the survey itself establishes; the format is found by another probe. */
export type Surveyed = Omit<Content, 'format' | 'verdict' | 'demanded' | 'isUnchecked'>;

/** A survey that is reused for file after file; the result of `end` is valid until the next `begin`. */
export type Survey = Probe<Surveyed> & {
  begin(depth?: Depth): void;
  /**
   * Skips bytes, from one boundary of 4096-byte blocks to another: a run that reaches both sides is assumed to continue
   * between.
   */
  skip(bytes: number): void;
};

/** Creates a survey with its buffers (about 3.5 MB), once per thread. */
export function createSurvey(): Survey {
  const head = Buffer.alloc(EDGE);
  // Twice as long, so that short chunks rarely cause a move.
  const tail = Buffer.alloc(2 * EDGE);
  const rest = Buffer.alloc(BLOCK);
  const edge = Buffer.alloc(BORDER);
  const fill = Buffer.alloc(BLOCK + LONGEST_PERIOD);
  const blocks: Record<BlockClass, number> = { Z: 0, C: 0, T: 0, R: 0, H: 0, B: 0 };
  const classifier = createClassifier();
  const sectors = createSectorScan();
  const noise = createNoise(classifier);
  const repeats = createRepeats();
  const longPeriod = createLongPeriod();
  let size = 0;
  let restLength = 0;
  let tailLength = 0;
  let index = 0;
  let period = 0;
  let seesRepeats = true;

  /** Returns whether everything up to the end of this block is one pattern; `fill` contains it repeatedly. */
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

  const seeBlock = (bytes: Buffer, at: number, length: number, offset: number): void => {
    const isZero = sectors.see(bytes, at, length, offset, edge);
    if (isZero) classifier.addZeros(length);
    const isFill = continuesPattern(bytes, at, length, offset);
    const sampled = isZero ? 'Z' : classifier.classify(bytes, at, length, index);
    const kind = isFill && !isZero ? 'C' : sampled;
    blocks[kind] += 1;
    noise.see(kind, bytes, at, length, offset, edge);
    if (seesRepeats && kind !== 'Z' && kind !== 'C' && length === BLOCK) repeats.see(bytes, at, offset);
    index += 1;
  };

  const seeTail = (chunk: Buffer): void => {
    if (chunk.length >= EDGE) {
      chunk.copy(tail, 0, chunk.length - EDGE);
      tailLength = EDGE;
      return;
    }
    if (tailLength + chunk.length > tail.length) {
      tail.copyWithin(0, tailLength - EDGE, tailLength);
      tailLength = EDGE;
    }
    tailLength += chunk.copy(tail, tailLength);
  };

  return {
    begin(depth = 'normal') {
      seesRepeats = depth !== 'quick';
      size = restLength = tailLength = index = period = 0;
      classifier.begin(depth === 'deep');
      sectors.begin();
      noise.begin();
      repeats.begin();
      longPeriod.begin();
      blocks.Z = blocks.C = blocks.T = blocks.R = blocks.H = blocks.B = 0;
    },
    skip(bytes) {
      size += bytes;
      index += bytes / BLOCK;
    },
    update(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (size < EDGE) bytes.copy(head, size);
      seeTail(bytes);
      longPeriod.see(bytes, size, head);
      let at = 0;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength);
        restLength += at;
        if (restLength === BLOCK) {
          seeBlock(rest, 0, BLOCK, size + at - BLOCK);
          rest.copy(edge, 0, BLOCK - BORDER);
          restLength = 0;
        }
      }
      const first = at;
      for (; at + BLOCK <= bytes.length; at += BLOCK) seeBlock(bytes, at, BLOCK, size + at);
      if (at > first) bytes.copy(edge, 0, at - BORDER, at);
      if (at < bytes.length) restLength += bytes.copy(rest, restLength, at);
      size += bytes.length;
    },
    end() {
      if (restLength > 0) seeBlock(rest, 0, restLength, size - restLength);
      const beginning = head.subarray(0, Math.min(size, EDGE));
      const wholePeriod = period > 0 ? period : longPeriod.end(size, beginning);
      return {
        size,
        head: beginning,
        tail: tail.subarray(Math.max(0, tailLength - EDGE), tailLength),
        blocks,
        entropy: classifier.entropy(),
        ...sectors.end(size),
        ...noise.end(size),
        repeated: repeats.found(),
        headEntropy: entropyOfBytes(head.subarray(0, Math.min(size, 256))),
        ...(wholePeriod === 0 ? {} : { period: wholePeriod }),
      };
    },
  };
}
