import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const MAX = 256;

/** Windows icons and cursors: every picture listed in the directory lies inside the file, after the directory. */
export const ico: Structure = {
  name: 'ico',
  starts: '\0',
  traits: [],
  extensions: ['ico', 'cur'],
  recognises(head) {
    const bytes = Buffer.from(head.subarray(0, 22));
    if (bytes.length < 22 || bytes.readUInt16LE(0) !== 0) return false;
    const kind = bytes.readUInt16LE(2);
    const count = bytes.readUInt16LE(4);
    if ((kind !== 1 && kind !== 2) || count < 1 || count > MAX || bytes[9] !== 0) return false;
    if (kind === 1 && (bytes.readUInt16LE(10) > 1 || bytes.readUInt16LE(12) > 32)) return false;
    return (
      bytes.readUInt32LE(14) >= 40 &&
      bytes.readUInt32LE(18) >= 6 + 16 * count &&
      bytes.readUInt32LE(18) < 65_536
    );
  },
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(6);
  if (head.length < 6) return cut(`ends at ${source.offset}, inside its header`);
  const count = head.readUInt16LE(4);
  const table = yield* source.take(16 * count);
  if (table.length < 16 * count) return cut(`ends at ${source.offset}, inside its directory`);
  let end = 0;
  for (let at = 0; at < table.length; at += 16) {
    const start = table.readUInt32LE(at + 12);
    if (start < source.offset) return broken(`the picture at ${start} begins inside the directory`);
    end = Math.max(end, start + table.readUInt32LE(at + 8));
  }
  if (!(yield* source.skip(end - source.offset)))
    return cut(`ends at ${source.offset}; its pictures extend to ${end}`);
  return SOUND;
}
