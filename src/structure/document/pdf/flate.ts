import { constants, Inflate } from 'minizlib';
import type { Source, Step } from '../../kit/chunked-reader.ts';

const END = 'endstream';
const PIECE = 16_384;
const FLATE_FIRST = /\/Filter\s*\[?\s*\/(?:FlateDecode|Fl)\b/;

/** Reads the streams of a PDF; those that are Flate (RFC 1950) with their Adler-32. */
export type FlateReader = {
  /** Reads one stream, from its first byte to its end, as the dictionary before it describes it. */
  read(source: Source, dictionary: string): Step<void>;
  /** Returns the first stream that does not decompress, with zlib's message. */
  wrong(): string | undefined;
  close(): void;
};

/** Creates a reader in bounded memory. A stream that stops short is accepted: some producers omit the Adler-32. */
export function createFlateReader(): FlateReader {
  let inflater: Inflate | undefined;
  let said: string | undefined;
  let wrong: string | undefined;

  const begin = (): Inflate => {
    if (inflater !== undefined) {
      inflater.reset();
      return inflater;
    }
    // By default Node uses the window of the first stream for all that follow.
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
      yield* readToStreamEnd(source, (part) => {
        length += part.length;
        if (said === undefined) stream?.write(part);
      });
      if (said !== undefined && length > 2) wrong ??= `the stream at ${start}: ${said}`;
    },
    wrong: () => wrong,
    close: () => inflater?.close(),
  };
}

/** Passes on the bytes up to the word that ends a stream, and consumes it. */
function* readToStreamEnd(source: Source, look: (part: Buffer) => void): Step<void> {
  for (;;) {
    const part = yield* source.takeSome(PIECE);
    const found = part.indexOf(END);
    if (found >= 0) {
      look(part.subarray(0, found));
      source.unread(part.length - found - END.length);
      return;
    }
    // The word may have begun in the last bytes.
    const held = Math.min(part.length, END.length - 1);
    look(part.subarray(0, part.length - held));
    source.unread(held);
    const next = yield* source.peek(held + 1);
    if (next.length <= held) {
      look(next);
      yield* source.skip(held);
      return;
    }
  }
}
