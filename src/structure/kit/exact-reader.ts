/**
 * A stricter reading than `follow`: a check on a tape says what it needs, and where the file ends before, the verdict is
 * `cut` with the offset. A length that no file can have, or that would need more memory than 64 KiB, ends in `unknown`.
 */
import type { Probe } from '../../model/probe.ts';
import { follow, type Source, type Step } from './chunked-reader.ts';
import type { StructureVerdict } from './structure.ts';
import { cut, SOUND, UNKNOWN } from './verdicts.ts';

const MOST = 65_536;
const NOTHING = (): void => {};

/** The bytes of one file; `what` names in the verdict what is missing. */
export type Tape = {
  /** Where in the file the next byte lies. */
  readonly offset: number;
  /** A copy of exactly so many bytes, 64 KiB at most. */
  take(count: number, what: string): Step<Buffer>;
  /** A copy of the next bytes, fewer only where the file ends. */
  most(count: number): Step<Buffer>;
  /** The same without a copy, valid until the next step. */
  view(count: number): Step<Buffer>;
  /** At least one byte and at most `limit`, valid until the next step; empty at the end of the file. */
  some(limit: number): Step<Buffer>;
  /** Gives back the last bytes of what `some` gave. */
  back(count: number): void;
  /** Passes over bytes, and shows them on the way where somebody sees. */
  skip(count: number, what: string, see?: (bytes: Buffer) => void): Step<void>;
  /** Passes over bytes up to an offset that is not behind. */
  skipTo(offset: number, what: string): Step<void>;
  /** Runs to the end of the file, and gives its size. */
  rest(see?: (bytes: Buffer) => void): Step<number>;
  /** Runs to the end and shows all but the last bytes; those it gives, fewer only where no more were left. */
  restBut(count: number, see: (bytes: Buffer) => void): Step<Buffer>;
};

/** Makes a check that reads on a tape. */
export function onTape(check: (tape: Tape) => Step<StructureVerdict>): Probe<StructureVerdict> {
  return follow(function* (source) {
    try {
      return yield* check(tapeOf(source));
    } catch (error) {
      if (error instanceof Stop) return error.verdict;
      throw error;
    }
  });
}

/** Runs to the end: cut where the file ends before `end`, to which `what` reaches. More bytes are no harm. */
export function* reaching(
  tape: Tape,
  end: number,
  what: string,
  held: StructureVerdict = SOUND,
): Step<StructureVerdict> {
  const size = yield* tape.rest();
  if (!isLength(end)) return UNKNOWN;
  return size < end ? cut(`ends at byte ${size}, but ${what} reaches to byte ${end}`) : held;
}

/** How a check leaves from wherever it stands. */
class Stop extends Error {
  readonly verdict: StructureVerdict;
  constructor(verdict: StructureVerdict) {
    super('the check has ended');
    this.verdict = verdict;
  }
}

function tapeOf(source: Source): Tape {
  const short = (size: number, end: number, what: string): Stop =>
    new Stop(cut(`ends at byte ${size}, ${end - size} bytes before the end of ${what}`));
  const tape: Tape = {
    get offset() {
      return source.offset;
    },
    *take(count, what) {
      const end = source.offset + count;
      const bytes = yield* tape.most(count);
      if (bytes.length < count) throw short(source.offset, end, what);
      return bytes;
    },
    *most(count) {
      if (!isLength(count) || count > MOST) throw new Stop(UNKNOWN);
      return yield* source.take(count);
    },
    *view(count) {
      if (!isLength(count) || count > MOST) throw new Stop(UNKNOWN);
      return yield* source.view(count);
    },
    some: (limit) => source.some(limit),
    back: (count) => source.back(count),
    *skip(count, what, see) {
      const end = source.offset + count;
      if (!isLength(end) || count < 0) throw new Stop(UNKNOWN);
      if (see === undefined) {
        if (!(yield* source.skip(count))) throw short(source.offset, end, what);
        return;
      }
      while (source.offset < end) {
        const bytes = yield* source.some(end - source.offset);
        if (bytes.length === 0) throw short(source.offset, end, what);
        see(bytes);
      }
    },
    *skipTo(offset, what) {
      yield* tape.skip(offset - source.offset, what);
    },
    *rest(see = NOTHING) {
      for (;;) {
        const bytes = yield* source.some(MOST);
        if (bytes.length === 0) return source.offset;
        see(bytes);
      }
    },
    *restBut(count, see) {
      let held = yield* source.take(count);
      for (;;) {
        const bytes = yield* source.some(MOST);
        if (bytes.length === 0) return held;
        if (bytes.length >= count) {
          see(held);
          see(bytes.subarray(0, bytes.length - count));
          held = Buffer.from(bytes.subarray(bytes.length - count));
        } else {
          see(held.subarray(0, bytes.length));
          held = Buffer.concat([held.subarray(bytes.length), bytes]);
        }
      }
    },
  };
  return tape;
}

function isLength(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
