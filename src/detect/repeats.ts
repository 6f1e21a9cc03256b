import { BYTE_KERNEL } from '../hash/byte-kernel.ts';
import { createSeenHashes, SLOTS } from './seen-hashes.ts';

const BLOCK = 4096;
const WORDS = 32;
/** 31 of these and one word make a block, and every position in a record of 8, 16 or 32 bytes is sampled. */
const STRIDE = 132;
/** The longest line that text may repeat. */
const LONGEST_LINE = 2048;
const LINE_END = 10;
const COMPARED = 32;

/** Counts blocks that repeat earlier ones of the file. */
export type Repeats = {
  begin(): void;
  /** Receives the block of 4096 bytes at `at` in the buffer, which lies at `offset` in the file. */
  see(bytes: Buffer, at: number, offset: number): void;
  /** Returns how many repeat an earlier block, and the offsets of the first known pair. */
  found(): { readonly blocks: number; readonly first?: readonly [number, number] };
};

/**
 * Creates the search for repeated blocks. One word of each 132 bytes shows which blocks may repeat, since table rows
 * often agree in all of them; those blocks are hashed completely. So a block counts when it comes for the third time,
 * and then the second time counts too: two of a kind may be a legitimate copy. A block that is one line of text
 * repeated does not count, because people and programs write such files.
 */
export function createRepeats(): Repeats {
  const samples = createSeenHashes();
  const wholes = createSeenHashes();
  const areLines = new Uint8Array(SLOTS);
  let blocks = 0;
  let first: readonly [number, number] | undefined;

  const seeWhole = (bytes: Buffer, at: number, offset: number): void => {
    BYTE_KERNEL.hash(bytes, at, at + BLOCK);
    const slot = wholes.see(BYTE_KERNEL.low(), BYTE_KERNEL.high() | 1, offset);
    if (slot < 0) return;
    const times = wholes.timesOf(slot);
    // Equal blocks are one line of text together or not at all.
    if (times === 1) areLines[slot] = Number(isOneLine(bytes, at));
    if (areLines[slot] === 1) return;
    blocks += times === 1 ? 2 : 1;
    first ??= [wholes.offsetOf(slot), offset];
  };

  return {
    begin() {
      samples.begin();
      wholes.begin();
      blocks = 0;
      first = undefined;
    },
    see(bytes, at, offset) {
      let a = 0x811c9dc5;
      let b = 0x01000193;
      for (let word = 0; word < WORDS; word++) {
        const value = bytes.readInt32LE(at + word * STRIDE);
        a = Math.imul(a ^ value, 0x9e3779b1);
        b = Math.imul(b ^ (value >>> 15) ^ a, 0x85ebca6b);
      }
      if (samples.see(a, b | 1, offset) >= 0) seeWhole(bytes, at, offset);
    },
    found: () => (first === undefined ? { blocks } : { blocks, first }),
  };
}

/** Returns whether a block is one line of text repeated. */
function isOneLine(bytes: Buffer, at: number): boolean {
  const end = at + BLOCK;
  const next = bytes
    .subarray(at + 1, at + LONGEST_LINE + COMPARED)
    .indexOf(bytes.subarray(at, at + COMPARED));
  if (next < 0) return false;
  const turn = next + 1;
  const isTurn = bytes.compare(bytes, at, end - turn, at + turn, end) === 0;
  return isTurn && bytes.subarray(at, at + turn).includes(LINE_END);
}
