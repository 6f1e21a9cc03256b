/**
 * Reads a file that comes in chunks as if it lay there whole: a check is a generator that takes, peeks and skips, and
 * sleeps where the chunk ends. So no verdict can depend on where chunks are cut. Memory is the longest `take` or `peek`.
 */
import type { Probe } from '../../model/probe.ts';
import type { StructureVerdict } from './structure.ts';

/** A part of a check that may have to wait for the next chunk; used with `yield*`. */
export type Step<T> = Generator<undefined, T, undefined>;

/** The bytes of one file, from the first to the last. Callers bound what they `take` and `peek` to about 64 KiB. */
export type Source = {
  /** Where in the file the next byte lies. */
  readonly offset: number;
  /** A copy of the next bytes, which stay to be read; fewer where the file ends. */
  peek(count: number): Step<Buffer>;
  /** A copy of the next bytes; fewer where the file ends. */
  take(count: number): Step<Buffer>;
  /** The same without a copy where they lie in one chunk: valid until the next step. */
  view(count: number): Step<Buffer>;
  /** Passes over bytes; false where the file ends before. */
  skip(count: number): Step<boolean>;
  /** At least one byte and at most `limit`, valid until the next step; empty at the end of the file. */
  some(limit: number): Step<Buffer>;
  /** Gives back the last bytes of what `some` gave. */
  back(count: number): void;
};

const EMPTY: Buffer = Buffer.alloc(0);

/** Makes a check of a generator; what it returns is the verdict, and it sees no more bytes after that. */
export function follow(check: (source: Source) => Step<StructureVerdict>): Probe<StructureVerdict> {
  let window = EMPTY;
  let start = 0;
  let at = 0;
  let isEnded = false;
  let verdict: StructureVerdict | undefined;

  function* gather(count: number): Step<void> {
    if (window.length - at >= count || isEnded) return;
    const from = start + at;
    const parts: Buffer[] = at < window.length ? [Buffer.from(window.subarray(at))] : [];
    let have = window.length - at;
    while (have < count) {
      yield;
      if (isEnded) break;
      have += window.length;
      parts.push(have < count ? Buffer.from(window) : window);
    }
    window = parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts);
    start = from;
    at = 0;
  }

  const source: Source = {
    get offset() {
      return start + at;
    },
    *peek(count) {
      yield* gather(count);
      return Buffer.from(window.subarray(at, at + count));
    },
    *take(count) {
      const bytes = yield* source.peek(count);
      at += bytes.length;
      return bytes;
    },
    *view(count) {
      yield* gather(count);
      const bytes = window.subarray(at, at + count);
      at += bytes.length;
      return bytes;
    },
    *skip(count) {
      let left = count;
      while (left > window.length - at) {
        left -= window.length - at;
        at = window.length;
        if (isEnded) return false;
        yield;
      }
      at += left;
      return true;
    },
    *some(limit) {
      while (at === window.length) {
        if (isEnded) return EMPTY;
        yield;
      }
      const bytes = window.subarray(at, at + limit);
      at += bytes.length;
      return bytes;
    },
    back(count) {
      at -= count;
    },
  };

  const steps = check(source);
  const run = (): void => {
    const step = steps.next();
    if (step.done === true) verdict = step.value;
  };
  const bring = (bytes: Buffer): void => {
    start += window.length;
    window = bytes;
    at = 0;
    run();
  };

  return {
    update(chunk) {
      if (verdict !== undefined || chunk.length === 0) return;
      bring(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    },
    end() {
      isEnded = true;
      if (verdict === undefined) bring(EMPTY);
      return verdict ?? { is: 'unknown' };
    },
  };
}
