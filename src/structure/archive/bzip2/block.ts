/**
 * The content of a block of bzip2: codes of Huffman, move to front, the transform of Burrows and Wheeler, and runs. Memory is four
 * bytes for each byte of a block.
 */
import { createCrc } from '../../../hash/crc.ts';
import { emptyCodes } from './huffman.ts';
import {
  Bits,
  BlockFault,
  MOST_SELECTORS,
  MOST_TABLES,
  type PackedBlock,
  readSymbols,
  type SymbolMemory,
} from './symbols.ts';

/** The bytes of a block, before runs are unpacked, for each step of the level. */
const PER_LEVEL = 100_000;
const LEVELS = 9;
const PIECE = 65_536;
const LONGEST_RUN = 255;
const RUN = 4;

/** The CRC-32 of bzip2: that of zip with the highest bit first. */
const crc32Forward = createCrc({
  width: 32,
  polynomial: 0x04c11db7,
  isReflected: false,
  initial: 0xffffffff,
  xorOut: 0xffffffff,
});

/** What became of a block: its CRC, or what is wrong with it; `randomised` as versions before 0.9.5 did it is not undone. */
export type UnpackedBlock = { readonly crc: number; readonly isRandomised: boolean } | string;

/** Unpacks blocks one after another. */
export type BlockUnpacker = {
  /** Unpacks a block of a stream of this level; `see` receives its content, valid during the call. */
  unpack(block: PackedBlock, level: number, see: (bytes: Buffer) => void): UnpackedBlock;
  close(): void;
};

/** Memory kept for the next file. */
type Memory = SymbolMemory & { readonly output: Buffer };

const SPARE: Memory[] = [];
const MOST_SPARE = 2;

/** Makes an unpacker. */
export function createBlockUnpacker(): BlockUnpacker {
  const memory = SPARE.pop() ?? {
    links: new Uint32Array(LEVELS * PER_LEVEL),
    codes: Array.from({ length: MOST_TABLES }, emptyCodes),
    selectors: new Uint8Array(MOST_SELECTORS),
    output: Buffer.allocUnsafeSlow(PIECE + LONGEST_RUN),
  };
  return {
    unpack(block, level, see) {
      try {
        const bits = new Bits(block);
        const isRandomised = bits.read(1) === 1;
        const first = bits.read(24);
        const { count, starts } = readSymbols(bits, memory, level * PER_LEVEL);
        if (bits.at !== block.to) throw new BlockFault('it does not end where it ends');
        if (first >= count) throw new BlockFault('it begins after its end');
        link(memory.links, count, starts);
        return { crc: writeRuns(memory, count, first, see), isRandomised };
      } catch (error) {
        if (error instanceof BlockFault) return error.message;
        throw error;
      }
    },
    close() {
      if (SPARE.length < MOST_SPARE) SPARE.push(memory);
    },
  };
}

/** Links each byte of a block to the one that follows it, in the upper 24 bits. */
function link(links: Uint32Array, count: number, starts: Uint32Array): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const occurs = starts[byte] ?? 0;
    starts[byte] = sum;
    sum += occurs;
  }
  for (let i = 0; i < count; i++) {
    const byte = (links[i] ?? 0) & 0xff;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    links[place] = (links[place] ?? 0) | (i << 8);
  }
}

/** Follows the links, and writes each run of four equal bytes as long as the byte after it says; returns the CRC. */
function writeRuns(
  { links, output }: Memory,
  count: number,
  first: number,
  see: (bytes: Buffer) => void,
): number {
  let crc = crc32Forward(output.subarray(0, 0));
  let to = 0;
  let equal = 0;
  let before = -1;
  let next = (links[first] ?? 0) >>> 8;
  for (let i = 0; i < count; i++) {
    const entry = links[next] ?? 0;
    const byte = entry & 0xff;
    next = entry >>> 8;
    if (equal === RUN) {
      output.fill(before, to, to + byte);
      to += byte;
      equal = 0;
      before = -1;
    } else {
      output[to++] = byte;
      equal = byte === before ? equal + 1 : 1;
      before = byte;
    }
    if (to < PIECE) continue;
    crc = crc32Forward(output.subarray(0, to), crc);
    see(output.subarray(0, to));
    to = 0;
  }
  crc = crc32Forward(output.subarray(0, to), crc);
  see(output.subarray(0, to));
  return crc;
}
