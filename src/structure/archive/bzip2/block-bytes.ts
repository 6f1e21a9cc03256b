import { MARGIN } from './symbols.ts';

/** The bytes of a block while they arrive. */
export type BlockBytes = {
  /** Begins a block of at most `most` bytes. */
  begin(most: number): void;
  /** Adds bytes; what is beyond the most is dropped. */
  add(bytes: Buffer): void;
  /** Returns all bytes, with some behind them that may be read. */
  all(): Buffer;
};

const FIRST = 65_536;

/** Makes memory for blocks, which grows to the largest of them. */
export function createBlockBytes(): BlockBytes {
  let memory = Buffer.alloc(FIRST + MARGIN);
  let length = 0;
  let limit = 0;
  return {
    begin(most) {
      length = 0;
      limit = most + FIRST;
    },
    add(bytes) {
      const needed = Math.min(length + bytes.length, limit);
      if (needed + MARGIN > memory.length) {
        const larger = Buffer.alloc(Math.min(Math.max(needed, 2 * memory.length), limit) + MARGIN);
        memory.copy(larger, 0, 0, length);
        memory = larger;
      }
      length += bytes.copy(memory, length, 0, needed - length);
    },
    all: () => memory,
  };
}
