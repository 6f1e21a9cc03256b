/**
 * Decompression of a stretch of a file, in bounded memory: at most 16 KiB of input, and so 17 MB of deflate output, at a
 * time. Pieces keep to a grid of 16 KiB of the file, so an error is told at the same offset wherever chunks are cut.
 */
import { BrotliDecompress, Inflate, InflateRaw, ZlibError, type ZlibOptions } from 'minizlib';
import type { Source, Step } from './chunked-reader.ts';

const PIECE = 16_384;
const MOST_OUTPUT = 33_554_432;
const TOO_MUCH = 'ERR_BUFFER_TOO_LARGE';
const KINDS = { raw: InflateRaw, zlib: Inflate, brotli: BrotliDecompress };

/**
 * How a compressed stretch ended; after `whole` the source stands at the first byte behind it, after `broken` and `unknown`
 * at a multiple of 16 KiB.
 */
export type Inflated =
  | { readonly is: 'whole' | 'cut' | 'unknown' }
  /** `detail` is zlib's word for it and the offset, to 16 KiB. */
  | { readonly is: 'broken'; readonly detail: string };

/** Decompresses stretch after stretch of one kind, and holds what that takes until it is closed. */
export type Inflater = {
  inflate(source: Source, see: (output: Buffer) => void): Step<Inflated>;
  close(): void;
};

/** Makes an inflater: `raw` deflate (RFC 1951), `zlib` (RFC 1950, checks Adler-32) or `brotli` (RFC 7932). At most
 * so many bytes of output a stretch; behind them it is `unknown`. */
export function createInflater(kind: keyof typeof KINDS, most = Infinity): Inflater {
  let codec: Codec | undefined;
  return {
    *inflate(source, see) {
      codec = codec?.isUsable() ? codec : (IDLE[kind].pop() ?? makeCodec(kind));
      let output = 0;
      codec.begin((bytes) => {
        output += bytes.length;
        if (output <= most) see(bytes);
      });
      for (;;) {
        const from = source.offset;
        const piece = yield* source.some(PIECE - (from % PIECE));
        if (piece.length === 0) return codec.finish();
        const used = codec.write(piece);
        if (typeof used === 'string' || output > most) {
          // Where in the piece it went wrong depends on how chunks are cut; where the piece ends does not.
          yield* source.skip((PIECE - (source.offset % PIECE)) % PIECE);
        }
        if (typeof used === 'string') {
          if (used === TOO_MUCH) return { is: 'unknown' };
          return { is: 'broken', detail: `${used} at or after ${from - (from % PIECE)}` };
        }
        if (output > most) return { is: 'unknown' };
        if (used < piece.length) {
          source.back(piece.length - used);
          return { is: 'whole' };
        }
      }
    },
    close() {
      if (codec?.isUsable() && IDLE[kind].length < MOST_IDLE) {
        codec.begin(() => {});
        IDLE[kind].push(codec);
      } else codec?.close();
      codec = undefined;
    },
  };
}

/** Codecs that wait for the next file: to make one costs as much as to inflate some 50 KB. */
const IDLE: Record<keyof typeof KINDS, Codec[]> = { raw: [], zlib: [], brotli: [] };
const MOST_IDLE = 3;

type Codec = {
  isUsable(): boolean;
  begin(see: (output: Buffer) => void): void;
  /** The bytes used, fewer than given where the stream has ended; or what is wrong. */
  write(piece: Buffer): number | string;
  finish(): Inflated;
  close(): void;
};

function makeCodec(kind: keyof typeof KINDS): Codec {
  // These options are Node's own; minizlib hands them on but does not name them.
  const options: ZlibOptions & { maxOutputLength: number; chunkSize: number; windowBits: number } = {
    maxOutputLength: MOST_OUTPUT,
    chunkSize: 65_536,
    // By itself the window is that of the first stream, and a later one with a larger window would be called broken.
    windowBits: 15,
  };
  const stream = new KINDS[kind](options);
  let see: (output: Buffer) => void = () => {};
  let wrong: string | undefined;
  let isNew = true;
  stream.on('data', (output: Buffer) => see(output));
  stream.on('error', (error: unknown) => {
    const { code, message } = error instanceof ZlibError ? error : { code: '', message: 'failed' };
    wrong = code === TOO_MUCH ? code : message.replace(/^zlib: /, '');
  });
  return {
    isUsable: () => wrong === undefined,
    begin(seeing) {
      see = seeing;
      if (!isNew) stream.reset();
      isNew = false;
    },
    write(piece) {
      stream.write(piece);
      return wrong ?? stream.handle?.bytesWritten ?? 0;
    },
    finish() {
      stream.end();
      const isCut = wrong !== undefined;
      wrong ??= 'ended';
      return { is: isCut ? 'cut' : 'whole' };
    },
    close: () => stream.close(),
  };
}
