/** Finite state entropy (RFC 8878, 4.1): distributions as blocks give them, and the decoding tables built from them. */
import { type BackwardBits, ZstdFault } from './bits.ts';

/**
 * One number per state: the symbol, from bit 8 the number of bits to read, from bit 16 the base they are added to for
 * the next state.
 */
export type FseTable = { readonly log: number; readonly states: Int32Array };

/** A distribution, and the offset after it. */
type Counts = { readonly counts: readonly number[]; readonly log: number; readonly next: number };

const SMALLEST_LOG = 5;
const MAX_REPEATED = 3;

/** Reads the table of a distribution in the bytes from `at` on; returns it and where it ends. */
export function readFse(
  bytes: Uint8Array,
  at: number,
  end: number,
  most: { readonly log: number; readonly symbols: number },
): { readonly table: FseTable; readonly next: number } {
  const { counts, log, next } = readCounts(bytes, at, end, most);
  return { table: createFse(counts, log), next };
}

function readCounts(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: { readonly log: number; readonly symbols: number },
): Counts {
  let bit = 0;
  const peek = (count: number): number => {
    const at = start + (bit >> 3);
    const four = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    return (four >>> (bit & 7)) & ((1 << count) - 1);
  };
  const log = peek(4) + SMALLEST_LOG;
  bit = 4;
  if (log > most.log) throw new ZstdFault('a table is too large');
  const counts: number[] = [];
  let left = 1 << log;
  while (left > 0 && counts.length < most.symbols) {
    const width = 32 - Math.clz32(left + 1);
    const spared = 2 ** width - 1 - (left + 1);
    const low = peek(width - 1);
    let value = low;
    if (low < spared) bit += width - 1;
    else {
      value = peek(width);
      if (value >= 2 ** (width - 1)) value -= spared;
      bit += width;
    }
    counts.push(value - 1);
    left -= Math.abs(value - 1);
    for (let repeated = value === 1 ? MAX_REPEATED : 0; repeated === MAX_REPEATED; ) {
      repeated = peek(2);
      bit += 2;
      for (let i = 0; i < repeated; i++) counts.push(0);
      if (counts.length > most.symbols) break;
    }
  }
  const next = start + ((bit + 7) >> 3);
  if (left !== 0 || counts.length > most.symbols || next > end)
    throw new ZstdFault('a table does not add up');
  return { counts, log, next };
}

/** Creates the table of a distribution; -1 means less than one. */
export function createFse(counts: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const nexts = counts.map((count) => (count === -1 ? 1 : count));
  let high = size - 1;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[high--] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at > high);
    }
  });
  const states = new Int32Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] ?? 0;
    const next = nexts[symbol] ?? 0;
    nexts[symbol] = next + 1;
    const bits = log - (31 - Math.clz32(next));
    states[state] = symbol | (bits << 8) | (((next << bits) - size) << 16);
  }
  return { log, states };
}

/** Creates a table with a single symbol. */
export function oneSymbol(symbol: number): FseTable {
  return { log: 0, states: Int32Array.of(symbol) };
}

/** Reads the symbols of a stream with two alternating states, at most `most`. */
export function readFseStream(table: FseTable, bits: BackwardBits, most: number): number[] {
  const states = [bits.read(table.log), bits.read(table.log)];
  const symbols: number[] = [];
  for (let turn = 0; symbols.length <= most; turn ^= 1) {
    const entry = table.states[states[turn] ?? 0] ?? 0;
    symbols.push(entry & 0xff);
    states[turn] = (entry >>> 16) + bits.read((entry >> 8) & 0xff);
    if (bits.left >= 0) continue;
    symbols.push((table.states[states[turn ^ 1] ?? 0] ?? 0) & 0xff);
    return symbols;
  }
  throw new ZstdFault('a bit stream does not end with its content');
}
