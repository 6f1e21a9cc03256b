/** Chunks of LZMA2 (The .xz File Format 1.2, 5.3.1), walked, and unpacked where their content is wanted. */

import type { Source, Step } from '../../kit/chunked-reader.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { verdictsOf } from '../../kit/verdicts.ts';
import { LzmaDecoder, lzmaProperties, MOST_INPUT, NOT_KEPT } from '../lzma/decoder.ts';
import { LzmaFault, START } from '../lzma/range-coder.ts';
import { Window } from '../lzma/window.ts';

const { broken } = verdictsOf('xz');

/** Receives the content of chunks as it is unpacked. */
export type Unpacking = {
  readonly dictionary: number;
  isWanted(): boolean;
  /** Reports that nothing more can be unpacked. */
  giveUp(): void;
  /** The bytes are valid during the call. */
  see(bytes: Buffer): void;
};

const CONTROL = { emptied: 1, stored: 2, packed: 0x80, reset: 0xa0, properties: 0xc0, begun: 0xe0 };
const MOST_PROPERTIES = 224;
const MOST_PACKED = 65_536;

type Chunk = {
  readonly control: number;
  /** The bytes of its header, and of what follows that. */
  readonly length: number;
  readonly packed: number;
  readonly size: number;
  readonly properties: number;
};

/**
 * Reads chunks of LZMA2 to their end; returns the number of bytes in them, or undefined where the file ends first. Their
 * content is unpacked for `unpacking`.
 */
export function* readChunks(
  source: Source,
  unpacking?: Unpacking,
): Step<StructureVerdict | number | undefined> {
  const decoder = unpacking === undefined ? undefined : chunkDecoder(unpacking);
  const result = yield* eachChunk(source, decoder);
  decoder?.close();
  return result;
}

function* eachChunk(
  source: Source,
  decoder: ChunkDecoder | undefined,
): Step<StructureVerdict | number | undefined> {
  let size = 0;
  for (;;) {
    const at = source.offset;
    const head = yield* source.peek(7);
    if (head.length === 0) return undefined;
    if (head[0] === 0) {
      yield* source.skip(1);
      return size;
    }
    const chunk = chunkOf(head);
    if (chunk === 'invalid') return broken(`not a valid LZMA2 chunk at ${at}: ${head.toString('hex')}`);
    if (chunk === 'cut') return undefined;
    size += chunk.size;
    if (decoder?.isWanted() !== true) {
      if (!(yield* source.skip(chunk.length + chunk.packed))) return undefined;
      continue;
    }
    yield* source.skip(chunk.length);
    const bytes = yield* source.view(chunk.packed);
    if (bytes.length < chunk.packed) return undefined;
    const fault = decoder.add(chunk, bytes);
    if (fault === NOT_KEPT) decoder.giveUp();
    else if (fault !== undefined) return broken(`LZMA2 chunk at ${at}: ${fault}`);
  }
}

function chunkOf(head: Buffer): Chunk | 'invalid' | 'cut' {
  const [control = 0, , , , , properties = 0] = head;
  if (control > CONTROL.stored && control < CONTROL.packed) return 'invalid';
  const isPacked = control >= CONTROL.packed;
  const hasProperties = control >= CONTROL.properties;
  const length = isPacked ? (hasProperties ? 6 : 5) : 3;
  if (head.length < length) return 'cut';
  if (hasProperties && properties > MOST_PROPERTIES) return 'invalid';
  // The range coder starts every chunk with a zero.
  if (isPacked && head.length > length && head[length] !== 0) return 'invalid';
  const size = (isPacked ? (control & 0x1f) << 16 : 0) + head.readUInt16BE(1) + 1;
  return { control, length, size, packed: isPacked ? head.readUInt16BE(3) + 1 : size, properties };
}

type ChunkDecoder = Pick<Unpacking, 'isWanted' | 'giveUp'> & {
  /** Unpacks a chunk; returns what is wrong with it, if anything. */
  add(chunk: Chunk, bytes: Buffer): string | undefined;
  close(): void;
};

function chunkDecoder(unpacking: Unpacking): ChunkDecoder {
  const window = new Window(unpacking.dictionary);
  const decoder = new LzmaDecoder(window);
  let needs: 'dictionary' | 'properties' | undefined = 'dictionary';

  const prepare = ({ control, properties }: Chunk): string | undefined => {
    if (control >= CONTROL.begun || control === CONTROL.emptied) {
      window.filled = 0;
      needs = 'properties';
    }
    if (needs === 'dictionary') return 'the first does not empty the dictionary';
    if (control < CONTROL.packed) return undefined;
    if (control >= CONTROL.properties) {
      const read = lzmaProperties(properties);
      if (read === undefined) return `its properties are ${properties}`;
      decoder.reset(read);
      needs = undefined;
    } else if (needs !== undefined) return 'the first that is packed has no properties';
    else if (control >= CONTROL.reset) decoder.reset();
    return undefined;
  };

  const unpack = ({ size, packed }: Chunk, bytes: Buffer): string | undefined => {
    bytes.copy(input);
    if (packed < START) return 'it is too short';
    decoder.coder.start(input, 0);
    const before = window.filled;
    const isEnd = decoder.decode(input, packed + 1, size);
    if (isEnd || window.filled - before < size || decoder.coder.at !== packed || !decoder.coder.isFinished)
      return 'its content does not end where it ends';
    return undefined;
  };

  return {
    isWanted: () => unpacking.isWanted(),
    giveUp: () => unpacking.giveUp(),
    add(chunk, bytes) {
      const wrong = prepare(chunk);
      if (wrong !== undefined) return wrong;
      window.makeRoom(chunk.size);
      const from = window.to;
      if (chunk.control < CONTROL.packed) window.store(bytes);
      else {
        const fault = faultOf(() => unpack(chunk, bytes));
        if (fault !== undefined) return fault;
      }
      unpacking.see(window.bytes.subarray(from, window.to));
      return undefined;
    },
    close: () => window.close(),
  };
}

/** A chunk, with what may be read behind it. */
const input = Buffer.alloc(MOST_PACKED + MOST_INPUT);

/** Runs a step of a decoder; returns what is wrong, if anything. */
function faultOf(step: () => string | undefined): string | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof LzmaFault) return error.message;
    throw error;
  }
}
