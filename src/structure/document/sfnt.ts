import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { latin1At } from '../kit/read-int.ts';
import { hexOf, passTo } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { cut, PROVEN, SOUND } from '../kit/verdicts.ts';

const WHOLE = 0xb1b0afba;
const MAX_TABLES = 200;
const MAX_FONTS = 256;

/**
 * TrueType and OpenType fonts: the tables listed in the directory lie inside the file, and the checksum of the whole,
 * or of each table, matches. Programs that change one table leave checksums stale, so both must fail, and that is a
 * warning.
 */
export const sfnt: Structure = {
  name: 'sfnt',
  starts: '\0Ot',
  traits: [],
  extensions: ['ttf', 'otf'],
  recognises(head) {
    const tables = (head[4] ?? 0) * 256 + (head[5] ?? 0);
    if (!/^(?:00010000|4f54544f|74727565)$/.test(hexOf(head.subarray(0, 4)))) return false;
    return tables > 0 && tables <= MAX_TABLES && /^[\x20-\x7e]{4}$/.test(latin1At(head, 12, 4));
  },
  createCheck: () => chunkedProbe(checkFont),
};

/** Collections of fonts: the tables of every font lie inside the file. */
export const ttc: Structure = {
  name: 'ttc',
  starts: 't',
  traits: [],
  extensions: ['ttc', 'otc'],
  recognises: (head) => /^747463660(?:001|002)000000/.test(hexOf(head.subarray(0, 9))),
  createCheck: () => chunkedProbe(checkCollection),
};

type Table = { readonly tag: string; readonly sum: number; readonly start: number; readonly end: number };

function* checkFont(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(12);
  if (head.length < 12) return cut(`ends at ${source.offset}, inside its header`);
  const directory = yield* source.take(16 * head.readUInt16BE(4));
  if (directory.length < 16 * head.readUInt16BE(4))
    return cut(`ends at ${source.offset}, inside its directory`);
  const tables = tablesOf(directory).toSorted((a, b) => a.start - b.start);
  let total = sumOf(head) + sumOf(directory);
  let wrong: Table | undefined;
  for (const { tag, sum, start, end } of tables) {
    // Two tables may share their bytes.
    if (start < source.offset) continue;
    if (!(yield* source.skip(start - source.offset))) return outside(source, tag, end);
    let own = 0;
    let rest: Buffer = Buffer.alloc(0);
    const isWhole = yield* passTo(source, end - start, (part) => {
      const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
      const words = bytes.length - (bytes.length % 4);
      own = (own + sumOf(bytes.subarray(0, words))) % 2 ** 32;
      rest = Buffer.from(bytes.subarray(words));
    });
    if (!isWhole) return outside(source, tag, end);
    own = (own + sumOf(rest)) % 2 ** 32;
    total += own;
    if (own !== sum && tag !== 'head') wrong ??= { tag, sum, start, end };
  }
  if (wrong === undefined || total % 2 ** 32 === WHOLE) return PROVEN;
  const detail = `table ${JSON.stringify(wrong.tag)} at ${wrong.start}: checksum does not match, nor does that of the whole font`;
  return { is: 'broken', detail, severity: 'warning' };
}

function* checkCollection(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(12);
  const fonts = Math.min(head.length < 12 ? 0 : head.readUInt32BE(8), MAX_FONTS);
  const offsets = yield* source.take(4 * fonts);
  if (head.length < 12 || offsets.length < 4 * fonts)
    return cut(`ends at ${source.offset}, inside its header`);
  const starts = Array.from({ length: fonts }, (_, i) => offsets.readUInt32BE(4 * i));
  let end = 0;
  let furthest = '';
  for (const start of starts.toSorted((a, b) => a - b)) {
    if (start < source.offset) continue;
    if (!(yield* source.skip(start - source.offset))) return outside(source, 'a font', start);
    const lead = yield* source.take(12);
    const size = lead.length < 12 ? 0 : 16 * Math.min(lead.readUInt16BE(4), MAX_TABLES);
    const directory = yield* source.take(size);
    if (lead.length < 12 || directory.length < size) return outside(source, 'a directory', start + size);
    for (const table of tablesOf(directory)) {
      if (table.end <= end) continue;
      end = table.end;
      furthest = table.tag;
    }
  }
  if (end > source.offset && !(yield* source.skip(end - source.offset)))
    return outside(source, furthest, end);
  return SOUND;
}

function tablesOf(directory: Buffer): readonly Table[] {
  return Array.from({ length: directory.length / 16 }, (_, i) => {
    const start = directory.readUInt32BE(16 * i + 8);
    return {
      tag: directory.toString('latin1', 16 * i, 16 * i + 4),
      sum: directory.readUInt32BE(16 * i + 4),
      start,
      end: start + directory.readUInt32BE(16 * i + 12),
    };
  });
}

/** Sums big-endian 32-bit words, the last one padded with zeros. */
function sumOf(bytes: Buffer): number {
  let sum = 0;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) sum += bytes.readUInt32BE(at);
  const rest = bytes.length - at;
  return (sum + (rest === 0 ? 0 : bytes.readUIntBE(at, rest) * 256 ** (4 - rest))) % 2 ** 32;
}

function outside(source: Source, what: string, end: number): StructureVerdict {
  return cut(`ends at ${source.offset}, inside ${JSON.stringify(what)}, which extends to ${end}`);
}
