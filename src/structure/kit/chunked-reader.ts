/**
 * Reads a file that arrives in chunks as if it were there as a whole: a check is a generator that takes, peeks and
 * skips, and waits where the chunk ends. So a verdict cannot depend on the chunk borders. Memory is the longest `take`
 * or `peek`.
 */
import type { Probe } from '../../model/probe.ts';
import type { StructureVerdict } from './structure.ts';

/** A part of a check that may have to wait for the next chunk; used with `yield*`. */
export type Step<T> = Generator<undefined, T, undefined>;

/** The bytes of one file, from the first to the last. Callers must limit `take` and `peek` to about 64 KiB. */
export type Source = {
  /** The offset of the next byte in the file. */
  readonly offset: number;
  /** Returns a copy of the next bytes without consuming them; fewer at the end of the file. */
  peek(count: number): Step<Buffer>;
  /** Returns a copy of the next bytes; fewer at the end of the file. */
  take(count: number): Step<Buffer>;
  /** The same as `take`, without a copy where they lie in one chunk: valid until the next step. */
  view(count: number): Step<Buffer>;
  /** Skips bytes; false where the file ends first. */
  skip(count: number): Step<boolean>;
  /** Returns at least one byte and at most `limit`, valid until the next step; none at the end of the file. */
  takeSome(limit: number): Step<Buffer>;
  /** Puts back the last bytes that `takeSome` returned. */
  unread(count: number): void;
};

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Creates a probe from a generator; the verdict is what the generator returns, after which it receives no more bytes.
 */
export function chunkedProbe(check: (source: Source) => Step<StructureVerdict>): Probe<StructureVerdict> {
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
    *takeSome(limit) {
      while (at === window.length) {
        if (isEnded) return EMPTY;
        yield;
      }
      const bytes = window.subarray(at, at + limit);
      at += bytes.length;
      return bytes;
    },
    unread(count) {
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
