import { ZstdFault } from './bits.ts';
import { type HuffmanTable, readHuffman, readLiterals } from './huffman.ts';

/**
 * The literals of a block, the offset of what follows them, and the code for later blocks that have none of their own.
 */
export type Literals = {
  readonly bytes: Uint8Array;
  readonly next: number;
  readonly code: HuffmanTable | undefined;
};

const RAW = 0;
const REPEATED = 1;
const PACKED = 2;
const MAX = 131_072;
const JUMPS = 6;
const CUT = 'its literals are longer than the block';

/** Reads the literals section at the beginning of a block (RFC 8878, 3.1.1.3.1), into `output` or in place. */
export function readLiteralsSection(
  block: Uint8Array,
  end: number,
  output: Uint8Array,
  code: HuffmanTable | undefined,
): Literals {
  const first = block[0] ?? 0;
  const type = first & 3;
  const form = (first >> 2) & 3;
  if (type <= REPEATED) {
    const [head, size] =
      form % 2 === 0 ? [1, first >> 3] : form === 1 ? [2, number(block, 2) >> 4] : [3, number(block, 3) >> 4];
    const next = head + (type === RAW ? size : 1);
    if (next > end || size > MAX) throw new ZstdFault(CUT);
    const bytes = type === RAW ? block.subarray(head, next) : output.subarray(0, size).fill(block[head] ?? 0);
    return { bytes, next, code };
  }
  const [head, width] = form < 2 ? [3, 10] : form === 2 ? [4, 14] : [5, 18];
  const sizes = Math.floor(number(block, head) / 16);
  const bytes = output.subarray(0, Math.min(sizes % 2 ** width, MAX));
  const next = head + Math.floor(sizes / 2 ** width);
  if (next > end || sizes % 2 ** width > MAX) throw new ZstdFault(CUT);
  const { table, next: start } =
    type === PACKED ? readHuffman(block, head, next) : { table: code, next: head };
  if (table === undefined) throw new ZstdFault('it repeats a code, but there was none');
  if (form === 0) readLiterals(table, block, [start, next], bytes);
  else readFour(table, block, [start, next], bytes);
  return { bytes, next, code: table };
}

/** Reads four streams with equally many literals, preceded by the lengths of three of them. */
function readFour(
  table: HuffmanTable,
  block: Uint8Array,
  [start, end]: readonly [number, number],
  output: Uint8Array,
): void {
  const part = Math.ceil(output.length / 4);
  let from = start + JUMPS;
  for (let i = 0; i < 4; i++) {
    const length = (block[start + 2 * i] ?? 0) | ((block[start + 2 * i + 1] ?? 0) << 8);
    const to = i === 3 ? end : from + length;
    if (to > end || part * 3 > output.length) throw new ZstdFault(CUT);
    readLiterals(
      table,
      block,
      [from, to],
      output.subarray(i * part, i === 3 ? output.length : (i + 1) * part),
    );
    from = to;
  }
}

/** Reads `count` bytes as one little-endian number. */
function number(bytes: Uint8Array, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[i] ?? 0);
  return value;
}
