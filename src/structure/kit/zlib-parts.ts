import { Inflate } from 'minizlib';

const PIECE = 16_384;

/** A zlib stream (RFC 1950) that comes in parts; at the end its Adler-32 has been compared. */
export type ZlibParts = {
  update(bytes: Buffer): void;
  /** What is wrong, or undefined where the stream was whole. */
  end(): string | undefined;
};

/** Starts to inflate; what comes out is dropped. At most 16 KiB of input, 17 MB of output, at a time. */
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
