/**
 * Ranges that look random among blocks that do not: first by the samples of their blocks; and separately those whose
 * first block looks random at every byte, with what precedes and follows them. Where that is not random, the border
 * lies on the 4 KiB grid, as it does at only one end in sixteen of a compressed stream with arbitrary ends.
 */
import type { BlockClass, ByteRange, Content } from '../model/content.ts';
import type { Classifier } from './block-class.ts';
import { createRangeTracker } from './byte-ranges.ts';
import { BORDER, kindsIn } from './sharp-edges.ts';

const RUNS_KEPT = 256;
/** The number of blocks tested at every byte in vain, before only one in eight is tested. */
const FREE_TRIALS = 64;

/** The facts about random-looking blocks. */
export type NoiseFacts = Pick<Content, 'randomRuns' | 'noise'>;

/** Receives the blocks of one file in order, with their classes. */
export type Noise = {
  begin(): void;
  see(kind: BlockClass, bytes: Buffer, at: number, length: number, offset: number, edge: Buffer): void;
  end(size: number): NoiseFacts;
};

/** Creates the detector of random ranges. */
export function createNoise(classifier: Classifier): Noise {
  const strict = createRangeTracker();
  let runs: ByteRange[] = [];
  let from = -1;
  let trials = 0;
  let blocks = 0;

  const open = (bytes: Buffer, at: number, length: number, offset: number, edge: Buffer): void => {
    if (strict.isOpen || length < 4096 || trials > FREE_TRIALS + blocks / 8) return;
    const before =
      offset === 0 ? 0 : at >= BORDER ? kindsIn(bytes, at - BORDER, at) : kindsIn(edge, 0, BORDER);
    trials += 1;
    if (classifier.isRandom(bytes, at)) strict.open(offset, before, bytes, at);
  };

  return {
    begin() {
      strict.begin();
      runs = [];
      from = -1;
      trials = blocks = 0;
    },
    see(kind, bytes, at, length, offset, edge) {
      blocks += 1;
      if (kind === 'R') {
        if (from < 0) from = offset;
        // The first block of a run may be only partly random, with its sample in the random part.
        if (offset - from <= 4096) open(bytes, at, length, offset, edge);
        return;
      }
      if (from < 0) return;
      if (runs.length < RUNS_KEPT) runs.push({ start: from, end: offset });
      from = -1;
      const after = kindsIn(bytes, at, at + Math.min(length, BORDER));
      // With fewer bytes it cannot be shown that they are not random.
      strict.close(offset, length >= BORDER ? after : BORDER);
    },
    end(size) {
      if (from >= 0 && runs.length < RUNS_KEPT) runs.push({ start: from, end: size });
      strict.close(size, 0);
      return { randomRuns: runs, noise: strict.found() };
    },
  };
}
