/**
 * Stretches that look random among blocks that do not: by the samples of their blocks, and apart from them those whose
 * first block looks random to the byte, with what stands before and behind. Where that is not random the border lies on
 * the grid of 4 KiB, which of a compressed stream that begins and ends somewhere one end in sixteen does.
 */
import type { BlockClass, ByteRange, Content } from '../model/content.ts';
import type { Classifier } from './block-class.ts';
import { createRangeTracker } from './byte-ranges.ts';
import { BORDER, kindsIn } from './sharp-edges.ts';

const RUNS_KEPT = 256;
/** Blocks that are tested to the byte in vain, before only one in eight is. */
const FREE_TRIALS = 64;

/** What was found of randomness. */
export type NoiseFacts = Pick<Content, 'randomRuns' | 'noise'>;

/** Sees the blocks of one file in their order, with their classes. */
export type Noise = {
  begin(): void;
  see(kind: BlockClass, bytes: Buffer, at: number, length: number, offset: number, edge: Buffer): void;
  end(size: number): NoiseFacts;
};

/** Makes the watch for noise. */
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
        // The first block of a run may be random in part, and its sample in the random one.
        if (offset - from <= 4096) open(bytes, at, length, offset, edge);
        return;
      }
      if (from < 0) return;
      if (runs.length < RUNS_KEPT) runs.push({ start: from, end: offset });
      from = -1;
      const after = kindsIn(bytes, at, at + Math.min(length, BORDER));
      // Of fewer bytes nobody can tell that they are not random.
      strict.close(offset, length >= BORDER ? after : BORDER);
    },
    end(size) {
      if (from >= 0 && runs.length < RUNS_KEPT) runs.push({ start: from, end: size });
      strict.close(size, 0);
      return { randomRuns: runs, noise: strict.found() };
    },
  };
}
