const SLOTS = 65_536;
const PROBES = 8;
const WORDS = 32;

/** Counts blocks that are the same as an earlier one of the file. */
export type Repeats = {
  begin(): void;
  /** Sees the block of 4096 bytes at a place of a buffer, which lies at `offset` in the file. */
  see(bytes: Buffer, at: number, offset: number): void;
  /** How many were seen before, and where the first pair lies. */
  found(): { readonly blocks: number; readonly first?: readonly [number, number] };
};

/**
 * Remembers the signatures of up to 65,536 blocks in a fixed table (1 MB); a block that finds no slot is not remembered.
 * A signature is 64 bits mixed from 32 words spread over the block, so two blocks that differ only between those words
 * count as the same: good for a warning, not for proof.
 */
export function makeRepeats(): Repeats {
  const low = new Int32Array(SLOTS);
  const high = new Int32Array(SLOTS);
  const offsets = new Float64Array(SLOTS);
  let used: number[] = [];
  let blocks = 0;
  let first: readonly [number, number] | undefined;

  const remember = (slot: number, a: number, b: number, offset: number): void => {
    low[slot] = a;
    high[slot] = b;
    offsets[slot] = offset;
    used.push(slot);
  };

  return {
    begin() {
      if (used.length > SLOTS / 8) {
        low.fill(0);
        high.fill(0);
      } else {
        for (const slot of used) low[slot] = high[slot] = 0;
      }
      used = [];
      blocks = 0;
      first = undefined;
    },
    see(bytes, at, offset) {
      let a = 0x811c9dc5;
      let b = 0x01000193;
      for (let word = 0; word < WORDS; word++) {
        const value = bytes.readInt32LE(at + word * 128);
        a = Math.imul(a ^ value, 0x9e3779b1);
        b = Math.imul(b ^ (value >>> 15) ^ a, 0x85ebca6b);
      }
      b |= 1;
      for (let probe = 0; probe < PROBES; probe++) {
        const slot = (a + probe) & (SLOTS - 1);
        if (high[slot] === 0) {
          remember(slot, a, b, offset);
          return;
        }
        if (low[slot] === a && high[slot] === b) {
          blocks += 1;
          first ??= [offsets[slot] ?? 0, offset];
          return;
        }
      }
    },
    found: () => (first === undefined ? { blocks } : { blocks, first }),
  };
}
