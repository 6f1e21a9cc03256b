import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { hexOf } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const HEADER = 512;
const DIFAT = 76;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const LAST_REGULAR = 0xfffffffa;
const FAT_ITSELF = 0xfffffffd;

/**
 * Compound files (MS-CFB 2.2, 2.3; doc, xls, ppt, msg, msi, and OOXML with a password): the sectors that its allocation
 * table marks as used lie inside the file (only the parts of the table listed in the header, which cover at least 7
 * MB).
 */
export const ole: Structure = {
  name: 'ole',
  starts: '\xd0',
  traits: ['paged'],
  extensions: ['ppt', 'pps', 'doc', 'dot', 'xls', 'xlt', 'xlw', 'msg', 'msi', 'vsd', 'mpp'],
  recognises: (head) => hexOf(head.subarray(0, 8)) === 'd0cf11e0a1b11ae1',
  createCheck: () => chunkedProbe(check),
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(HEADER);
  if (head.length < HEADER) return cut(`ends at ${source.offset}, inside its header`);
  const shift = head.readUInt16LE(30);
  if (head.readUInt16LE(28) !== 0xfffe)
    return broken(`byte order wanted feff, found ${hexOf(head.subarray(28, 30))}`);
  if (shift !== 9 && shift !== 12) return UNKNOWN;
  const sector = 2 ** shift;
  const place = (index: number): number => (index + 1) * sector;
  const fat: { index: number; part: number }[] = [];
  for (let part = 0; DIFAT + 4 * part < HEADER; part++) {
    const index = head.readUInt32LE(DIFAT + 4 * part);
    if (index < LAST_REGULAR) fat.push({ index, part });
  }
  if (fat.length === 0) return UNKNOWN;
  let used = Math.max(head.readUInt32LE(48), ...fat.map(({ index }) => index));
  if (head.readUInt32LE(48) >= LAST_REGULAR) return broken('it has no directory');
  for (const { index, part } of fat.toSorted((a, b) => a.index - b.index)) {
    if (place(index) < source.offset) continue;
    if (!(yield* source.skip(place(index) - source.offset))) return short(source, place(index) + sector);
    const table = yield* source.take(sector);
    if (table.length < sector) return short(source, place(index) + sector);
    const last = lastUsed(table);
    if (last >= 0) used = Math.max(used, part * (sector / 4) + last);
    const own = index - part * (sector / 4);
    // Some writers mark these sectors as the end of a chain, or as a chain of their own.
    const mark = own >= 0 && own < sector / 4 ? table.readUInt32LE(own * 4) : FAT_ITSELF;
    if (mark !== FAT_ITSELF && mark !== END && !fat.some((other) => other.index === mark))
      return broken(`part ${part} of its allocation table, at ${place(index)}, does not list itself`);
  }
  // The last sector may be short: its stream is.
  const end = place(used) + 1;
  if (end > source.offset && !(yield* source.skip(end - source.offset))) return short(source, place(used));
  return SOUND;
}

/**
 * Returns the last used sector in a part of the table; some writers fill the rest with ends of chains instead of FREE.
 */
function lastUsed(table: Buffer): number {
  const entry = (i: number): number => (i < 0 ? FREE : table.readUInt32LE(i * 4));
  let last = table.length / 4 - 1;
  while (last >= 0 && entry(last) === FREE) last -= 1;
  let first = last;
  while (first >= 0 && entry(first - 1) === END && entry(first) === END) first -= 1;
  // Of several ends in a row the first may end a chain, and the others may be padding.
  if (first < last) return entry(first - 1) === first ? first : first - 1;
  return last;
}

function short(source: Source, end: number): StructureVerdict {
  return cut(`ends at ${source.offset}; its sectors extend beyond ${end}`);
}
