/** The number of slots in a table. */
export const SLOTS = 65_536;
const PROBES = 8;

/** The 64-bit hashes of one file's blocks, with the offset at which each was first seen. */
export type SeenHashes = {
  begin(): void;
  /**
   * Returns the slot of a hash that was seen before; -1 where it was not, in which case it is added unless its slots
   * are taken.
   */
  see(low: number, high: number, offset: number): number;
  offsetOf(slot: number): number;
  /** Returns how often `see` has found the hash of a slot. */
  timesOf(slot: number): number;
};

/** Creates a table of 65,536 slots (1.2 MB), reused for file after file. `high` must not be 0. */
export function createSeenHashes(): SeenHashes {
  const lows = new Int32Array(SLOTS);
  const highs = new Int32Array(SLOTS);
  const offsets = new Float64Array(SLOTS);
  const times = new Int32Array(SLOTS);
  let used: number[] = [];
  return {
    begin() {
      if (used.length > SLOTS / 8) highs.fill(0);
      else for (const slot of used) highs[slot] = 0;
      used = [];
    },
    see(low, high, offset) {
      for (let probe = 0; probe < PROBES; probe++) {
        const slot = (low + probe) & (SLOTS - 1);
        if (highs[slot] === 0) {
          lows[slot] = low;
          highs[slot] = high;
          offsets[slot] = offset;
          times[slot] = 0;
          used.push(slot);
          return -1;
        }
        if (highs[slot] === high && lows[slot] === low) {
          times[slot] = (times[slot] ?? 0) + 1;
          return slot;
        }
      }
      return -1;
    },
    offsetOf: (slot) => offsets[slot] ?? 0,
    timesOf: (slot) => times[slot] ?? 0,
  };
}
