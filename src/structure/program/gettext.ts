import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32be, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0x950412de;
const PIECE = 8192;
const MAX_STRINGS = 65_536;

/**
 * Compiled translations (gettext manual, "The Format of GNU MO Files"): every string lies inside the file, followed by
 * a NUL.
 */
export const gettext: Structure = {
  name: 'gettext',
  starts: '\xde\x95',
  traits: [],
  extensions: ['mo', 'gmo'],
  recognises: (head) =>
    (u32le(head, 0) === MAGIC && u32le(head, 4) >>> 16 <= 1) ||
    (u32be(head, 0) === MAGIC && u32be(head, 4) >>> 16 <= 1),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const head = yield* reader.take(20, 'the header');
  const u32 = u32le(head, 0) === MAGIC ? u32le : u32be;
  const count = u32(head, 8);
  const tables = [u32(head, 12), u32(head, 16)].toSorted((a, b) => a - b);
  if (count > MAX_STRINGS) return UNKNOWN;
  const ends: number[] = [];
  for (const table of tables) {
    if (table < reader.offset) return UNKNOWN;
    yield* reader.skipTo(table, 'the header');
    for (let left = count; left > 0; left -= PIECE / 8) {
      const entries = yield* reader.take(Math.min(left * 8, PIECE), 'a table of strings');
      for (let at = 0; at < entries.length; at += 8) ends.push(u32(entries, at) + u32(entries, at + 4));
    }
  }
  ends.sort((a, b) => a - b);
  for (const end of ends) {
    // Strings may share their bytes, or lie before the tables.
    if (end < reader.offset) continue;
    yield* reader.skipTo(end, 'the strings');
    if ((yield* reader.take(1, 'the strings'))[0] !== 0)
      return broken(`no NUL after the string that ends at ${end}`);
  }
  return SOUND;
}
