/** The Huffman codes of literals (RFC 8878, 4.2). */
import { BackwardBits, bitsAt, ZstdFault } from './bits.ts';
import { readFse, readFseStream } from './fse.ts';

/** One number per value of `bits` bits: the symbol, and from bit 8 the length of its code. */
export type HuffmanTable = { readonly bits: number; readonly codes: Uint16Array };

const MAX_BITS = 11;
const MAX_WEIGHTS = 255;
const WEIGHT_FSE = { log: 6, symbols: 256 };
const NO_SUM = 'the weights of a code do not add up';

/** Reads the code described by the bytes from `at` on; returns it and where it ends. */
export function readHuffman(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly table: HuffmanTable; readonly next: number } {
  const head = bytes[at] ?? 0;
  const isPacked = head < 128;
  const next = at + 1 + (isPacked ? head : (head - 126) >> 1);
  if (at >= end || next > end) throw new ZstdFault('a code is longer than its block');
  return {
    table: createHuffman(isPacked ? packedWeights(bytes, at + 1, next) : weights(bytes, at + 1, head - 127)),
    next,
  };
}

function weights(bytes: Uint8Array, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const byte = bytes[at + (i >> 1)] ?? 0;
    return i % 2 === 0 ? byte >> 4 : byte & 15;
  });
}

function packedWeights(bytes: Uint8Array, at: number, end: number): number[] {
  const { table, next } = readFse(bytes, at, end, WEIGHT_FSE);
  return readFseStream(table, new BackwardBits(bytes, next, end), MAX_WEIGHTS);
}

/** The weight of the last symbol follows from the others. */
function createHuffman(known: readonly number[]): HuffmanTable {
  if (known.length > MAX_WEIGHTS || known.some((weight) => weight > MAX_BITS)) throw new ZstdFault(NO_SUM);
  let sum = 0;
  for (const weight of known) sum += weight === 0 ? 0 : 1 << (weight - 1);
  if (sum === 0) throw new ZstdFault(NO_SUM);
  const bits = 32 - Math.clz32(sum);
  const left = (1 << bits) - sum;
  if (bits > MAX_BITS || (left & (left - 1)) !== 0) throw new ZstdFault(NO_SUM);
  const all = [...known, 32 - Math.clz32(left)];
  const codes = new Uint16Array(1 << bits);
  let at = 0;
  for (let weight = 1; weight <= bits; weight++) {
    all.forEach((each, symbol) => {
      if (each !== weight) return;
      const width = 1 << (weight - 1);
      codes.fill(symbol | ((bits + 1 - weight) << 8), at, at + width);
      at += width;
    });
  }
  return { bits, codes };
}

/** Unpacks one stream of literals into `output`, filling it. */
export function readLiterals(
  { bits: width, codes }: HuffmanTable,
  bytes: Uint8Array,
  [start, end]: readonly [number, number],
  output: Uint8Array,
): void {
  const bits = new BackwardBits(bytes, start, end);
  const { data, start: origin } = bits;
  const mask = (1 << width) - 1;
  const count = output.length;
  let { left } = bits;
  let at = 0;
  // Two codes take at most 22 bits, and 25 bits of four bytes are usable.
  for (const pairs = count - 1; at < pairs && left >= 2 * width; at += 2) {
    const from = left - 2 * width;
    const two = bitsAt(data, origin + from, 2 * width);
    const first = codes[(two >>> width) & mask] ?? 0;
    const used = first >> 8;
    const second = codes[(two >>> (width - used)) & mask] ?? 0;
    output[at] = first & 0xff;
    output[at + 1] = second & 0xff;
    left -= used + (second >> 8);
  }
  bits.left = left;
  for (; at < count; at++) {
    const code = codes[bits.peek(width)] ?? 0;
    output[at] = code & 0xff;
    bits.left -= code >> 8;
  }
  bits.close();
}
