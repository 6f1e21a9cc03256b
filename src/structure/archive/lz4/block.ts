/**
 * The blocks of LZ4 (LZ4 Block Format), unpacked one by one: literals, and matches up to 65,535 bytes back. Memory
 * holds the longest block that a frame may have, 4 MiB, and the history that matches of the next block may refer to.
 */
import { copyMatch } from '../../kit/copy-match.ts';

const HISTORY = 65_536;
const SHORTEST_MATCH = 4;
/** Shorter copies are faster byte by byte. */
const SHORT = 24;

const CUT = 'it ends inside a sequence';
const TOO_MUCH = 'it is longer than a block may be';

/** The fault of a block that refers to bytes before the beginning of the frame. */
export const BEFORE_BEGINNING = 'it refers to bytes before its beginning';

/** What can be wrong with a block. */
export type Lz4Fault = typeof CUT | typeof TOO_MUCH | typeof BEFORE_BEGINNING;

/** Unpacks the blocks of one frame. */
export type Lz4Blocks = {
  /** Unpacks a block; the output is valid until the next one. */
  unpack(block: Buffer): Buffer | Lz4Fault;
  /** Passes on a block that is stored uncompressed. */
  pass(block: Buffer): Buffer;
  close(): void;
};

/** Memory kept for the next frame. */
const SPARE: Buffer[] = [];
const MAX_SPARE = 2;

/**
 * Creates the unpacker of a frame with blocks of at most `most` bytes; linked blocks may refer to the output of earlier
 * ones.
 */
export function createLz4Blocks(most: number, isLinked: boolean): Lz4Blocks {
  const kept = SPARE.pop();
  const output =
    kept !== undefined && kept.length >= HISTORY + most ? kept : Buffer.allocUnsafeSlow(HISTORY + most);
  /** Where the history begins; it ends at HISTORY, where the next block goes. */
  let oldest = HISTORY;

  const keep = (end: number): void => {
    if (!isLinked) return;
    oldest = Math.max(0, oldest - (end - HISTORY));
    output.copyWithin(0, end - HISTORY, end);
  };
  return {
    unpack(block) {
      const end = unpackInto(output, block, oldest, HISTORY + most);
      if (typeof end === 'string') return end;
      // The history is moved before the output is handed out, so that the output stays unchanged.
      keep(end);
      return output.subarray(HISTORY, end);
    },
    pass(block) {
      keep(HISTORY + block.copy(output, HISTORY));
      return block;
    },
    close() {
      if (SPARE.length < MAX_SPARE) SPARE.push(output);
    },
  };
}

function unpackInto(output: Buffer, block: Buffer, oldest: number, most: number): number | Lz4Fault {
  let at = 0;
  let to = HISTORY;
  for (;;) {
    if (at >= block.length) return CUT;
    const token = block[at++] ?? 0;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255) {
        if (at >= block.length) return CUT;
        more = block[at++] ?? 0;
        literals += more;
      }
    }
    if (literals > block.length - at) return CUT;
    if (literals > most - to) return TOO_MUCH;
    if (literals < SHORT) for (let i = 0; i < literals; i++) output[to + i] = block[at + i] ?? 0;
    else block.copy(output, to, at, at + literals);
    at += literals;
    to += literals;
    if (at === block.length) return to;
    if (block.length - at < 2) return CUT;
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let more = 255;
      while (more === 255) {
        if (at >= block.length) return CUT;
        more = block[at++] ?? 0;
        length += more;
      }
    }
    length += SHORTEST_MATCH;
    if (distance === 0 || to - distance < oldest) return BEFORE_BEGINNING;
    if (length > most - to) return TOO_MUCH;
    copyMatch(output, to, distance, length);
    to += length;
  }
}
