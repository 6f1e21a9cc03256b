import { asWarning } from '../structure/as-warning.ts';
import { follow, type Source, type Step } from '../structure/follow.ts';
import type { Standing } from '../structure/structure.ts';
import { broken, cut, SOUND } from '../structure/verdicts.ts';
import type { Store } from './store.ts';
import { held } from './taken.ts';

const MOST_LINE = 32;
const MOST_NOTE = 4096;
const NOTE = 0x23;

/** The appendonlydir of Redis 7: commands as RESP, one behind another; the base is an RDB, which is a format. */
export const redis: Store = {
  name: 'redis',
  about: 'the append-only files of Redis: commands follow each other without a gap',
  isTop: (names) => names.has('appendonly.aof.manifest'),
  take: (path) => (/^[^/]*\.(?:incr|base)\.aof$/.test(path) ? held(() => follow(walk)) : undefined),
};

function* walk(source: Source): Step<Standing> {
  for (;;) {
    const at = source.offset;
    const [first] = yield* source.peek(1);
    if (first === undefined) return SOUND;
    if (first === NOTE) {
      const end = (yield* source.peek(MOST_NOTE)).indexOf('\r\n');
      if (end < 0) return yield* ended(source, at, /^#/);
      yield* source.skip(end + 2);
      continue;
    }
    const count = yield* numberAt(source, /^\*(\d{1,10})\r\n/);
    if (count === undefined) return yield* ended(source, at, /^\*\d{0,10}\r?$/);
    for (let i = 0; i < count; i++) {
      const length = yield* numberAt(source, /^\$(\d{1,10})\r\n/);
      if (length === undefined) return yield* ended(source, at, /^(?:\$\d{0,10}\r?)?$/);
      const isThere = yield* source.skip(length);
      const end = (yield* source.take(2)).toString('latin1');
      if (isThere && end === '\r\n') continue;
      return isThere && end.length === 2
        ? broken(`an argument does not end at ${source.offset - 2}, in the command at ${at}`)
        : tornOff(source.offset, at);
    }
  }
}

/** The number in a line; undefined, and nothing read, where the line is no such line. */
function* numberAt(source: Source, line: RegExp): Step<number | undefined> {
  const [all = '', digits] = line.exec((yield* source.peek(MOST_LINE)).toString('latin1')) ?? [];
  if (digits === undefined) return undefined;
  yield* source.skip(all.length);
  return Number(digits);
}

/** Where no line ends, in the command at `at`: the file does, inside what the line may be; or it is something else. */
function* ended(source: Source, at: number, beginning: RegExp): Step<Standing> {
  const { offset } = source;
  const ahead = yield* source.peek(MOST_NOTE);
  return ahead.length < MOST_NOTE && beginning.test(ahead.toString('latin1'))
    ? tornOff(offset + ahead.length, at)
    : broken(`neither a command nor an argument at ${offset}: ${ahead.toString('hex', 0, 16)}`);
}

/** Redis takes what comes before, by itself or with redis-check-aof --fix: a server that was killed leaves it so. */
function tornOff(size: number, at: number): Standing {
  return asWarning(cut(`ends at ${size}, inside the command at ${at}`));
}
