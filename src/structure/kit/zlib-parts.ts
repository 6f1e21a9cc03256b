import { Inflate } from 'minizlib';

const PIECE = 16_384;

/** A zlib stream (RFC 1950) that comes in parts; its Adler-32 is checked at the end. */
export type ZlibParts = {
  update(bytes: Buffer): void;
  /** Returns what is wrong, or undefined where the stream was complete. */
  end(): string | undefined;
};

/** Creates a checking inflater; its output is discarded. At most 16 KiB of input, 17 MB of output, at a time. */
export function createZlibParts(): ZlibParts {
  const stream = new Inflate({});
  let wrong: string | undefined;
  stream.on('data', () => {});
  stream.on('error', (error: unknown) => {
    wrong ??= error instanceof Error ? error.message.replace(/^zlib: /, '') : 'not zlib';
  });
  const isWrong = (): boolean => wrong !== undefined;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length && !isWrong(); at += PIECE)
        stream.write(bytes.subarray(at, at + PIECE));
    },
    end() {
      if (wrong === undefined) stream.end();
      else stream.close();
      return wrong;
    },
  };
}
