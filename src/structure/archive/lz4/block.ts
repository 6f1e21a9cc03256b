/**
 * The blocks of LZ4 (LZ4 Block Format), unpacked one by one: literals, and matches of up to 65,535 bytes before. Memory is
 * the longest block that a frame may have, 4 MiB, and what matches of the next block may refer to.
 */
import { copyMatch } from '../../kit/copy-match.ts';

const HISTORY = 65_536;
const SHORTEST_MATCH = 4;
/** Shorter copies are faster byte by byte. */
const SHORT = 24;

const CUT = 'it ends inside a sequence';
const TOO_MUCH = 'it holds more than a block may';

/** What is wrong with a block that refers to bytes which no block before it held. */
export const BEFORE_BEGINNING = 'it refers to what is before its beginning';

/** What is wrong with a block. */
export type Lz4Fault = typeof CUT | typeof TOO_MUCH | typeof BEFORE_BEGINNING;

/** Unpacks the blocks of one frame. */
export type Lz4Blocks = {
  /** What a block holds, valid until the next one. */
  unpack(block: Buffer): Buffer | Lz4Fault;
  /** A block that is stored as it is. */
  pass(block: Buffer): Buffer;
  close(): void;
};

/** Memory that waits for the next frame. */
const SPARE: Buffer[] = [];
const MOST_SPARE = 2;

/** Begins a frame of blocks of at most so many bytes; linked ones may refer to what was unpacked before them. */
export function createLz4Blocks(most: number, isLinked: boolean): Lz4Blocks {
  const kept = SPARE.pop();
  const output =
    kept !== undefined && kept.length >= HISTORY + most ? kept : Buffer.allocUnsafeSlow(HISTORY + most);
  /** Where what can be referred to begins: it ends at HISTORY, where the next block goes. */
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
      // What can be referred to is moved before what is handed out, which stays as it is.
      keep(end);
      return output.subarray(HISTORY, end);
    },
    pass(block) {
      keep(HISTORY + block.copy(output, HISTORY));
      return block;
    },
    close() {
      if (SPARE.length < MOST_SPARE) SPARE.push(output);
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
