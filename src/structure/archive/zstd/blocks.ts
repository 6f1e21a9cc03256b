/**
 * The blocks of a zstd frame, unpacked one after another. Memory grows with the output, to the window of the frame and
 * at most 8 MiB more.
 */

import { copyMatch } from '../../kit/copy-match.ts';
import { BITS_MARGIN, bitsAt, ZstdFault } from './bits.ts';
import type { HuffmanTable } from './huffman.ts';
import { LITERAL_LENGTHS, MATCH_LENGTHS } from './lengths.ts';
import { readLiteralsSection } from './literals.ts';
import { readSequences, type Sequences, type SequenceTables } from './sequences.ts';

/** The most bytes that a block may contain, packed or not. */
export const MAX_BLOCK = 131_072;

/** The fault of a block that refers to bytes before the beginning of the frame. */
export const BEFORE_BEGINNING = 'it refers to bytes before its beginning';

/** How a block is stored (RFC 8878, 3.1.1.2.2). */
export const BLOCK = { raw: 0, repeated: 1, packed: 2, reserved: 3 };

/** Unpacks the blocks of one frame. */
export type ZstdBlocks = {
  /**
   * Returns the content of a block, valid until the next, or as text what is wrong; `size` is the length of a repeated
   * byte.
   */
  add(type: number, bytes: Buffer, size: number): Buffer | string;
  close(): void;
};

const SLACK = 8 * 2 ** 20;
/** A window that is unpacked is at most 128 MiB. */
const MAX_OFFSET_BITS = 27;
/** Shorter copies are faster byte by byte. */
const LONG = 24;
const FIRST = 2 * MAX_BLOCK;

/** Memory kept for the next frame. */
const SPARE: Buffer[] = [];
const MAX_SPARE = 2;

const scratch = Buffer.allocUnsafeSlow(MAX_BLOCK + 2 * BITS_MARGIN).subarray(BITS_MARGIN);
const literalScratch = Buffer.allocUnsafeSlow(MAX_BLOCK);

/** Creates the unpacker of a frame with a window of `window` bytes. */
export function createZstdBlocks(window: number): ZstdBlocks {
  let output = SPARE.pop() ?? Buffer.allocUnsafeSlow(FIRST);
  let to = 0;
  let code: HuffmanTable | undefined;
  let tables: SequenceTables = {};
  const offsets = Int32Array.of(1, 4, 8);

  /** Makes room for a block: allocates more memory or drops the oldest bytes. */
  const makePlace = (): void => {
    if (output.length - to >= MAX_BLOCK) return;
    const most = window + Math.max(FIRST, Math.min(window, SLACK));
    if (output.length < most) {
      const larger = Buffer.allocUnsafeSlow(Math.min(most, output.length * 2));
      output.copy(larger, 0, 0, to);
      output = larger;
      return;
    }
    output.copyWithin(0, to - window, to);
    to = window;
  };

  const unpack = (size: number): number => {
    const literals = readLiteralsSection(scratch, size, literalScratch, code);
    ({ code } = literals);
    const sequences = readSequences(scratch, literals.next, size, tables);
    if (sequences === undefined) return to + Buffer.from(literals.bytes).copy(output, to);
    ({ tables } = sequences);
    return execute(sequences, literals.bytes, { output, to, window, offsets });
  };

  return {
    add(type, bytes, size) {
      makePlace();
      const from = to;
      if (type === BLOCK.raw) to += bytes.copy(output, to);
      else if (type === BLOCK.repeated) {
        output.fill(bytes[0] ?? 0, to, to + size);
        to += size;
      } else {
        try {
          to = unpack(bytes.copy(scratch));
        } catch (error) {
          if (error instanceof ZstdFault) return error.message;
          throw error;
        }
      }
      return output.subarray(from, to);
    },
    close() {
      if (SPARE.length < MAX_SPARE && output.length <= 2 * SLACK) SPARE.push(output);
    },
  };
}

type Target = {
  readonly output: Buffer;
  readonly to: number;
  readonly window: number;
  /** The last three offsets, which a sequence may repeat. */
  readonly offsets: Int32Array;
};

/** Executes sequences; returns where their output ends. */
function execute({ count, tables, bits }: Sequences, literals: Uint8Array, target: Target): number {
  const { output, window, offsets } = target;
  const most = target.to + MAX_BLOCK;
  const literalStates = tables.literals.states;
  const offsetStates = tables.offsets.states;
  const matchStates = tables.matches.states;
  const { data, start } = bits;
  let literalState = bits.read(tables.literals.log);
  let offsetState = bits.read(tables.offsets.log);
  let matchState = bits.read(tables.matches.log);
  let first = offsets[0] ?? 0;
  let second = offsets[1] ?? 0;
  let third = offsets[2] ?? 0;
  let to = target.to;
  let at = 0;
  let bit = start + bits.left;
  for (let i = 1; ; i++) {
    const literal = literalStates[literalState] ?? 0;
    const offset = offsetStates[offsetState] ?? 0;
    const match = matchStates[matchState] ?? 0;
    let width = offset & 0xff;
    if (width > MAX_OFFSET_BITS) throw new ZstdFault(BEFORE_BEGINNING);
    bit -= width;
    const value =
      (1 << width) +
      (width > 16
        ? (bitsAt(data, bit + 16, width - 16) << 16) | bitsAt(data, bit, 16)
        : bitsAt(data, bit, width));
    width = MATCH_LENGTHS.bits[match & 0xff] ?? 0;
    bit -= width;
    const length = (MATCH_LENGTHS.least[match & 0xff] ?? 0) + bitsAt(data, bit, width);
    width = LITERAL_LENGTHS.bits[literal & 0xff] ?? 0;
    bit -= width;
    const copied = (LITERAL_LENGTHS.least[literal & 0xff] ?? 0) + bitsAt(data, bit, width);
    let distance = value - 3;
    if (value <= 3) {
      // Values one to three repeat one of the last offsets, in a different order where no literals are copied.
      const which = copied === 0 ? value : value - 1;
      distance = which === 0 ? first : which === 1 ? second : which === 2 ? third : first - 1;
      if (which > 1) third = second;
      if (which > 0) second = first;
    } else {
      third = second;
      second = first;
    }
    first = distance;
    if (distance === 0) throw new ZstdFault('it refers to itself');
    if (copied > literals.length - at) throw new ZstdFault('it needs more literals than it has');
    if (copied + length > most - to) throw new ZstdFault('it is longer than a block may be');
    if (copied > LONG) output.set(literals.subarray(at, at + copied), to);
    else for (let j = 0; j < copied; j++) output[to + j] = literals[at + j] ?? 0;
    at += copied;
    to += copied;
    if (distance > to || distance > window) throw new ZstdFault(BEFORE_BEGINNING);
    copyMatch(output, to, distance, length);
    to += length;
    if (i === count) break;
    width = (literal >> 8) & 0xff;
    bit -= width;
    literalState = (literal >>> 16) + bitsAt(data, bit, width);
    width = (match >> 8) & 0xff;
    bit -= width;
    matchState = (match >>> 16) + bitsAt(data, bit, width);
    width = (offset >> 8) & 0xff;
    bit -= width;
    offsetState = (offset >>> 16) + bitsAt(data, bit, width);
    if (bit < start) break;
  }
  bits.left = bit - start;
  bits.close();
  offsets.set([first, second, third]);
  if (literals.length - at > most - to) throw new ZstdFault('it is longer than a block may be');
  output.set(literals.subarray(at), to);
  return to + literals.length - at;
}
