/**
 * A stricter reader than that of `chunkedProbe`: a check says what it needs, and where the file ends first, the verdict
 * is `cut` with the offset. A length that no file can have, or that would need more memory than 64 KiB, ends in
 * `unknown`.
 */
import type { Probe } from '../../model/probe.ts';
import { chunkedProbe, type Source, type Step } from './chunked-reader.ts';
import type { StructureVerdict } from './structure.ts';
import { cut, SOUND, UNKNOWN } from './verdicts.ts';

const MAX = 65_536;
const NOTHING = (): void => {};

/** The bytes of one file; `what` names in the verdict what is missing. */
export type ExactReader = {
  /** The offset of the next byte in the file. */
  readonly offset: number;
  /** Returns a copy of exactly `count` bytes, at most 64 KiB. */
  take(count: number, what: string): Step<Buffer>;
  /** Returns a copy of the next bytes, fewer only at the end of the file. */
  takeUpTo(count: number): Step<Buffer>;
  /** The same as `takeUpTo` without a copy, valid until the next step. */
  view(count: number): Step<Buffer>;
  /** Returns at least one byte and at most `limit`, valid until the next step; none at the end of the file. */
  takeSome(limit: number): Step<Buffer>;
  /** Puts back the last bytes that `takeSome` returned. */
  unread(count: number): void;
  /** Skips bytes, passing them to `see` if given. */
  skip(count: number, what: string, see?: (bytes: Buffer) => void): Step<void>;
  /** Skips bytes up to an offset that has not been passed yet. */
  skipTo(offset: number, what: string): Step<void>;
  /** Reads to the end of the file; returns its size. */
  readToEnd(see?: (bytes: Buffer) => void): Step<number>;
  /**
   * Reads to the end, passing all but the last `count` bytes to `see`; returns those, fewer only where no more were
   * left.
   */
  readAllBut(count: number, see: (bytes: Buffer) => void): Step<Buffer>;
};

/** Creates a probe from a check that uses the exact reader. */
export function exactProbe(check: (reader: ExactReader) => Step<StructureVerdict>): Probe<StructureVerdict> {
  return chunkedProbe(function* (source) {
    try {
      return yield* check(readerOf(source));
    } catch (error) {
      if (error instanceof Stop) return error.verdict;
      throw error;
    }
  });
}

/**
 * Reads to the end of the file: `cut` where it ends before `end`, up to which `what` extends. More bytes are allowed.
 */
export function* checkReaches(
  reader: ExactReader,
  end: number,
  what: string,
  verdict: StructureVerdict = SOUND,
): Step<StructureVerdict> {
  const size = yield* reader.readToEnd();
  if (!isLength(end)) return UNKNOWN;
  return size < end ? cut(`ends at ${size}; ${what} extends to ${end}`) : verdict;
}

/** Ends a check from any depth of its calls. */
class Stop extends Error {
  readonly verdict: StructureVerdict;
  constructor(verdict: StructureVerdict) {
    super('the check has ended');
    this.verdict = verdict;
  }
}

function readerOf(source: Source): ExactReader {
  const short = (size: number, end: number, what: string): Stop =>
    new Stop(cut(`ends at ${size}, inside ${what}; ${end - size} bytes are missing`));
  const reader: ExactReader = {
    get offset() {
      return source.offset;
    },
    *take(count, what) {
      const end = source.offset + count;
      const bytes = yield* reader.takeUpTo(count);
      if (bytes.length < count) throw short(source.offset, end, what);
      return bytes;
    },
    *takeUpTo(count) {
      if (!isLength(count) || count > MAX) throw new Stop(UNKNOWN);
      return yield* source.take(count);
    },
    *view(count) {
      if (!isLength(count) || count > MAX) throw new Stop(UNKNOWN);
      return yield* source.view(count);
    },
    takeSome: (limit) => source.takeSome(limit),
    unread: (count) => source.unread(count),
    *skip(count, what, see) {
      const end = source.offset + count;
      if (!isLength(end) || count < 0) throw new Stop(UNKNOWN);
      if (see === undefined) {
        if (!(yield* source.skip(count))) throw short(source.offset, end, what);
        return;
      }
      while (source.offset < end) {
        const bytes = yield* source.takeSome(end - source.offset);
        if (bytes.length === 0) throw short(source.offset, end, what);
        see(bytes);
      }
    },
    *skipTo(offset, what) {
      yield* reader.skip(offset - source.offset, what);
    },
    *readToEnd(see = NOTHING) {
      for (;;) {
        const bytes = yield* source.takeSome(MAX);
        if (bytes.length === 0) return source.offset;
        see(bytes);
      }
    },
    *readAllBut(count, see) {
      let verdict = yield* source.take(count);
      for (;;) {
        const bytes = yield* source.takeSome(MAX);
        if (bytes.length === 0) return verdict;
        if (bytes.length >= count) {
          see(verdict);
          see(bytes.subarray(0, bytes.length - count));
          verdict = Buffer.from(bytes.subarray(bytes.length - count));
        } else {
          see(verdict.subarray(0, bytes.length));
          verdict = Buffer.concat([verdict.subarray(bytes.length), bytes]);
        }
      }
    },
  };
  return reader;
}

function isLength(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
