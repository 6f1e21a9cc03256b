/** One stream of LZMA that is not in chunks, as .lzma files and the members of lzip have it. */

import type { Source, Step } from '../../kit/chunked-reader.ts';
import { LONGEST_MATCH, LzmaDecoder, type LzmaProperties, MOST_INPUT, NOT_KEPT } from './decoder.ts';
import { LzmaFault, START } from './range-coder.ts';
import { Window } from './window.ts';

/** How a stream is packed, and who receives its content. */
export type LzmaStream = {
  readonly properties: LzmaProperties;
  readonly dictionary: number;
  /** The bytes of its content; undefined where it ends in a mark. */
  readonly size: number | undefined;
  /** Returns false once nothing more needs to be unpacked. */
  isWanted(): boolean;
  /** Receives the content as it is unpacked, valid during the call. */
  see(bytes: Buffer): void;
};

/** How a stream ended; after `whole` the source is at the first byte after it, after `unknown` anywhere in it. */
export type LzmaEnd = 'whole' | 'cut' | 'unknown' | { readonly fault: string };

const PIECE = 65_536;
const OUTPUT = 65_536;
/** More than any output. */
const OPEN = 2 ** 52;

/** Unpacks a stream from its range coder to its end. */
export function* unpackLzma(source: Source, stream: LzmaStream): Step<LzmaEnd> {
  const window = new Window(Math.max(stream.dictionary, OUTPUT));
  const end = yield* unpackInto(source, stream, window);
  window.close();
  return end;
}

function* unpackInto(source: Source, stream: LzmaStream, window: Window): Step<LzmaEnd> {
  const decoder = new LzmaDecoder(window);
  decoder.reset(stream.properties);
  const input = Buffer.alloc(PIECE + MOST_INPUT);
  let left = stream.size ?? OPEN;
  for (let isStarted = false; ; isStarted = true) {
    const piece = yield* source.peek(PIECE);
    const isLast = piece.length < PIECE;
    if (piece.length < START && !isStarted) return 'cut';
    input.fill(0, piece.copy(input));
    try {
      decoder.coder.at = 0;
      if (!isStarted) decoder.coder.start(input, 0);
      const enough = isLast ? piece.length + 1 : piece.length - MOST_INPUT;
      const step = unpackPiece({ decoder, window, input, enough, left, stream });
      ({ left } = step);
      if (step.isEnd) {
        if (decoder.coder.at > piece.length) return 'cut';
        yield* source.skip(decoder.coder.at);
        return decoder.coder.isFinished && (stream.size === undefined || left === 0)
          ? 'whole'
          : { fault: 'its content does not end where it ends' };
      }
    } catch (error) {
      if (!(error instanceof LzmaFault)) throw error;
      if (error.message === NOT_KEPT) return 'unknown';
      return isLast && decoder.coder.at > piece.length ? 'cut' : { fault: error.message };
    }
    if (isLast) return 'cut';
    if (!stream.isWanted()) return 'unknown';
    yield* source.skip(decoder.coder.at);
  }
}

type PieceOfInput = {
  readonly decoder: LzmaDecoder;
  readonly window: Window;
  readonly input: Buffer;
  /** Where in the input to stop for more. */
  readonly enough: number;
  readonly left: number;
  readonly stream: LzmaStream;
};

/** Unpacks what one piece of input gives; returns how much is left then, and whether the stream has ended. */
function unpackPiece({ decoder, window, input, enough, left, stream }: PieceOfInput): {
  readonly left: number;
  readonly isEnd: boolean;
} {
  let rest = left;
  while (rest > 0 && decoder.coder.at < enough && stream.isWanted()) {
    window.makeRoom(OUTPUT + LONGEST_MATCH);
    const from = window.to;
    const count = Math.min(rest, OUTPUT);
    const isMarked = decoder.decode(input, enough, count, Math.min(rest - count, LONGEST_MATCH));
    rest -= window.to - from;
    stream.see(window.bytes.subarray(from, window.to));
    if (isMarked) return { left: rest, isEnd: true };
  }
  if (rest > 0) return { left: rest, isEnd: false };
  // An end mark may follow although the size is given.
  if (!decoder.coder.isFinished && decoder.coder.at < enough) {
    window.makeRoom(LONGEST_MATCH);
    return { left: decoder.decode(input, enough, 1) ? 0 : 1, isEnd: true };
  }
  return { left: 0, isEnd: decoder.coder.isFinished };
}
