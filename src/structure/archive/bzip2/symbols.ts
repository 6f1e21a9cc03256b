/** The symbols of a block of bzip2: its tables of codes, and what they give. */

import { type Codes, FAST, fillCodes, LONGEST } from './huffman.ts';

/** Thrown where a block cannot be unpacked, with the reason; caught where blocks are unpacked. */
export class BlockFault extends Error {}

/** A block as it is packed: its bits from `from` to `to` in `bytes`, behind which `MARGIN` bytes can be read. */
export type PackedBlock = { readonly bytes: Buffer; readonly from: number; readonly to: number };

/** The bytes that must be readable after a packed block, whatever they are. */
export const MARGIN = 8;

/** The most tables of codes in a block. */
export const MOST_TABLES = 6;
/** The most groups of symbols in a block. */
export const MOST_SELECTORS = 18_002;

/** Where the symbols of a block are read into. */
export type SymbolMemory = {
  /** The bytes of a block, each in the lowest 8 bits. */
  readonly links: Uint32Array;
  readonly codes: readonly Codes[];
  readonly selectors: Uint8Array;
};

const GROUP = 50;

/** Reads the bits of a block, the highest first. */
export class Bits {
  /** Where the next bit is. */
  at: number;
  /** The bytes of the block. */
  readonly view: DataView;
  readonly #to: number;

  constructor({ bytes, from, to }: PackedBlock) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = from;
    this.#to = to;
  }

  /** Reads at most 24 bits. */
  read(count: number): number {
    const { at } = this;
    this.at += count;
    if (this.at > this.#to) throw new BlockFault('it ends too early');
    return (this.view.getUint32(at >>> 3) << (at & 7)) >>> (32 - count);
  }

  /** The last bit that may be read. */
  get end(): number {
    return this.#to;
  }
}

/** Reads which bytes occur in a block, in their order. */
function readAlphabet(bits: Bits): number[] {
  const used: number[] = [];
  const groups = bits.read(16);
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue;
    const members = bits.read(16);
    for (let i = 0; i < 16; i++) if (((members >> (15 - i)) & 1) === 1) used.push(group * 16 + i);
  }
  if (used.length === 0) throw new BlockFault('it has no bytes');
  return used;
}

/** Reads which table each group of symbols uses; returns how many groups there are. */
function readSelectors(bits: Bits, tables: number, selectors: Uint8Array): number {
  const count = bits.read(15);
  if (count === 0) throw new BlockFault('it has no groups of codes');
  const order = [0, 1, 2, 3, 4, 5];
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= tables) throw new BlockFault('a group has no table of codes');
    const table = order[place] ?? 0;
    order.copyWithin(1, 0, place);
    order[0] = table;
    // What is too much is ignored, as by bzip2 itself.
    if (i < MOST_SELECTORS) selectors[i] = table;
  }
  return Math.min(count, MOST_SELECTORS);
}

function readCodes(bits: Bits, codes: Codes, symbols: number): void {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST) throw new BlockFault('a code has no valid length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  fillCodes(codes, lengths, symbols);
}

function codesOf(codes: readonly Codes[], table = 0): Codes {
  const found = codes[table];
  if (found === undefined) throw new BlockFault('a group has no table of codes');
  return found;
}

/** Reads the symbols of a block into `links`; returns how many bytes they are, and how often each byte occurs before it. */
export function readSymbols(
  bits: Bits,
  { links, codes, selectors }: SymbolMemory,
  most: number,
): { readonly count: number; readonly starts: Uint32Array } {
  const alphabet = readAlphabet(bits);
  const end = alphabet.length + 1;
  const tables = bits.read(3);
  if (tables < 2 || tables > MOST_TABLES) throw new BlockFault(`it has ${tables} tables of codes`);
  const groups = readSelectors(bits, tables, selectors);
  for (const each of codes.slice(0, tables)) readCodes(bits, each, end + 1);
  const recent = Uint8Array.from(alphabet);
  const starts = new Uint32Array(256);
  const { view, end: last } = bits;
  let { at } = bits;
  let count = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; group < groups; group++) {
    const { fast, limit, offset, symbols } = codesOf(codes, selectors[group]);
    for (let i = 0; i < GROUP; i++) {
      const ahead = (view.getUint32(at >>> 3) << (at & 7)) >>> (32 - LONGEST);
      const entry = fast[ahead >>> (LONGEST - FAST)] ?? 0;
      let symbol = entry >>> 5;
      let length = entry & 31;
      if (length === 0) {
        length = FAST + 1;
        while (length <= LONGEST && ahead >= (limit[length] ?? 0)) length++;
        if (length > LONGEST) throw new BlockFault('it has bits that are no code');
        symbol = symbols[(ahead >>> (LONGEST - length)) - (offset[length] ?? 0)] ?? 0;
      }
      at += length;
      if (at > last) throw new BlockFault('it ends too early');
      if (symbol <= 1) {
        run += weight << symbol;
        weight <<= 1;
        if (run > most) throw new BlockFault('it is longer than a block may be');
        continue;
      }
      if (run > 0) {
        const byte = recent[0] ?? 0;
        if (count + run > most) throw new BlockFault('it is longer than a block may be');
        links.fill(byte, count, count + run);
        starts[byte] = (starts[byte] ?? 0) + run;
        count += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) {
        bits.at = at;
        return { count, starts };
      }
      if (count >= most) throw new BlockFault('it is longer than a block may be');
      const place = symbol - 1;
      const byte = recent[place] ?? 0;
      recent.copyWithin(1, 0, place);
      recent[0] = byte;
      links[count++] = byte;
      starts[byte] = (starts[byte] ?? 0) + 1;
    }
  }
  throw new BlockFault('it has no end');
}
