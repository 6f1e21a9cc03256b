import { constants, Inflate } from 'minizlib';
import type { Source, Step } from '../../kit/chunked-reader.ts';

const END = 'endstream';
const PIECE = 16_384;
const FLATE_FIRST = /\/Filter\s*\[?\s*\/(?:FlateDecode|Fl)\b/;

/** Reads the streams of a PDF; those that are Flate (RFC 1950) with their Adler-32. */
export type FlateReader = {
  /** Passes over one stream, from its first byte to behind its end, by the dictionary before it. */
  read(source: Source, dictionary: string): Step<void>;
  /** The first stream that does not decompress, and zlib's word for it. */
  wrong(): string | undefined;
  close(): void;
};

/** Makes a reader in bounded memory. A stream that stops short is let go: some producers leave out the Adler-32. */
export function createFlateReader(): FlateReader {
  let inflater: Inflate | undefined;
  let said: string | undefined;
  let wrong: string | undefined;

  const begin = (): Inflate => {
    if (inflater !== undefined) {
      inflater.reset();
      return inflater;
    }
    // Left to itself Node takes the window of the first stream for all that follow.
    const options: { windowBits: number; flush: number } = { windowBits: 15, flush: constants.Z_NO_FLUSH };
    inflater = new Inflate(options);
    inflater.on('data', () => {});
    inflater.on('error', (error: unknown) => {
      said = error instanceof Error ? error.message.replace(/^zlib: /, '') : 'damaged';
    });
    return inflater;
  };

  return {
    *read(source, dictionary) {
      const start = source.offset;
      const isFlate = wrong === undefined && FLATE_FIRST.test(dictionary);
      const stream = isFlate ? begin() : undefined;
      let length = 0;
      yield* toEnd(source, (part) => {
        length += part.length;
        if (said === undefined) stream?.write(part);
      });
      if (said !== undefined && length > 2) wrong ??= `the stream at ${start}: ${said}`;
    },
    wrong: () => wrong,
    close: () => inflater?.close(),
  };
}

/** Shows the bytes up to the word that ends a stream, and stands behind it. */
function* toEnd(source: Source, look: (part: Buffer) => void): Step<void> {
  for (;;) {
    const part = yield* source.some(PIECE);
    const found = part.indexOf(END);
    if (found >= 0) {
      look(part.subarray(0, found));
      source.back(part.length - found - END.length);
      return;
    }
    // The word may have begun in the last bytes.
    const held = Math.min(part.length, END.length - 1);
    look(part.subarray(0, part.length - held));
    source.back(held);
    const next = yield* source.peek(held + 1);
    if (next.length <= held) {
      look(next);
      yield* source.skip(held);
      return;
    }
  }
}
