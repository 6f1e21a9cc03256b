import { createSeenHashes } from './seen-hashes.ts';

const BLOCK = 4096;
const WORDS = 32;
/** 31 of these and one word are a block, and every place in a record of 8, 16 or 32 bytes comes up. */
const STRIDE = 132;
/** The longest line that text may repeat. */
const LONGEST_LINE = 2048;
const LINE_END = 10;
const COMPARED = 32;

/** Counts blocks that are the same as earlier ones of the file. */
export type Repeats = {
  begin(): void;
  /** Sees the block of 4096 bytes at a place of a buffer, which lies at `offset` in the file. */
  see(bytes: Buffer, at: number, offset: number): void;
  /** How many are the same as an earlier one, and the first two of which that is known. */
  found(): { readonly blocks: number; readonly first?: readonly [number, number] };
};

/**
 * Watches for blocks that are alike. One word of each 132 bytes tells which may be, for rows of a table often agree in all
 * of them; of those the whole block is hashed. So a block counts where it comes for the third time, and then the second
 * time counts too: what stands there twice may be a copy. A block that is one line of text over and over repeats nothing
 * but that line, as people and programs do.
 */
export function createRepeats(): Repeats {
  const samples = createSeenHashes();
  const wholes = createSeenHashes();
  let blocks = 0;
  let first: readonly [number, number] | undefined;

  const seeWhole = (bytes: Buffer, at: number, offset: number): void => {
    const [low, high] = hashOf(bytes, at);
    const slot = wholes.see(low, high, offset);
    if (slot < 0 || isOneLine(bytes, at)) return;
    blocks += wholes.timesOf(slot) === 1 ? 2 : 1;
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

/** 64 bits out of every byte of a block. */
function hashOf(bytes: Buffer, at: number): [low: number, high: number] {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = at; i < at + BLOCK; i += 8) {
    a = Math.imul(rotated(a ^ bytes.readInt32LE(i)), 0x9e3779b1);
    b = Math.imul(rotated(b ^ bytes.readInt32LE(i + 4)) ^ a, 0x85ebca6b);
  }
  return [a ^ rotated(b), b | 1];
}

function rotated(word: number): number {
  return (word << 15) | (word >>> 17);
}

/** Whether a block is one line of text over and over. */
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
