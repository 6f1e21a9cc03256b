/**
 * Decompression of part of a file in bounded memory: at most 16 KiB of input, and so 17 MB of deflate output, at a
 * time. Pieces are aligned to 16 KiB of the file, so an error is reported at the same offset whatever the chunk
 * borders.
 */
import { BrotliDecompress, Inflate, InflateRaw, ZlibError, type ZlibOptions } from 'minizlib';
import type { Source, Step } from './chunked-reader.ts';

const PIECE = 16_384;
const MAX_OUTPUT = 33_554_432;
const TOO_MUCH = 'ERR_BUFFER_TOO_LARGE';
const KINDS = { raw: InflateRaw, zlib: Inflate, brotli: BrotliDecompress };

/**
 * How compressed data ended; after `whole` the source is at the first byte after it, after `broken` and `unknown` at a
 * multiple of 16 KiB.
 */
export type Inflated =
  | { readonly is: 'whole' | 'cut' | 'unknown' }
  /** `at` is the offset, to 16 KiB; `detail` is zlib's word for it and the offset. */
  | { readonly is: 'broken'; readonly at: number; readonly detail: string };

/** Decompresses streams of one kind one after another, and keeps what that needs until it is closed. */
export type Inflater = {
  inflate(source: Source, see: (output: Buffer) => void): Step<Inflated>;
  close(): void;
};

/**
 * Creates an inflater: `raw` deflate (RFC 1951), `zlib` (RFC 1950, checks Adler-32) or `brotli` (RFC 7932). A stream
 * with more than `most` bytes of output is `unknown`.
 */
export function createInflater(kind: keyof typeof KINDS, most = Infinity): Inflater {
  let codec: Codec | undefined;
  return {
    *inflate(source, see) {
      codec = codec?.isUsable() ? codec : (IDLE[kind].pop() ?? createCodec(kind));
      let output = 0;
      codec.begin((bytes) => {
        output += bytes.length;
        if (output <= most) see(bytes);
      });
      for (;;) {
        const from = source.offset;
        const piece = yield* source.takeSome(PIECE - (from % PIECE));
        if (piece.length === 0) return codec.finish();
        const used = codec.write(piece);
        if (typeof used === 'string' || output > most) {
          // Where in the piece the error occurred depends on the chunk borders; where the piece ends does not.
          yield* source.skip((PIECE - (source.offset % PIECE)) % PIECE);
        }
        if (typeof used === 'string') {
          if (used === TOO_MUCH) return { is: 'unknown' };
          const at = from - (from % PIECE);
          return { is: 'broken', at, detail: `${used} at or after ${at}` };
        }
        if (output > most) return { is: 'unknown' };
        if (used < piece.length) {
          source.unread(piece.length - used);
          return { is: 'whole' };
        }
      }
    },
    close() {
      if (codec?.isUsable() && IDLE[kind].length < MAX_IDLE) {
        codec.begin(() => {});
        IDLE[kind].push(codec);
      } else codec?.close();
      codec = undefined;
    },
  };
}

/** Codecs kept for the next file: creating one costs as much as inflating about 50 KB. */
const IDLE: Record<keyof typeof KINDS, Codec[]> = { raw: [], zlib: [], brotli: [] };
const MAX_IDLE = 3;

type Codec = {
  isUsable(): boolean;
  begin(see: (output: Buffer) => void): void;
  /** Returns the number of bytes used, fewer than given where the stream has ended; or what is wrong. */
  write(piece: Buffer): number | string;
  finish(): Inflated;
  close(): void;
};

function createCodec(kind: keyof typeof KINDS): Codec {
  // These options are Node's own; minizlib passes them on but does not declare them.
  const options: ZlibOptions & { maxOutputLength: number; chunkSize: number; windowBits: number } = {
    maxOutputLength: MAX_OUTPUT,
    chunkSize: 65_536,
    // By default the window is that of the first stream, and a later one with a larger window would be reported as
    // broken.
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
