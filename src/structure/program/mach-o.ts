import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32be, u32le, u64be, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken } from '../kit/verdicts.ts';

const THIN = new Set([0xfeedface, 0xfeedfacf]);
const FAT = new Set([0xcafebabe, 0xcafebabf]);
const MAX_ARCHITECTURES = 40;
const SEGMENT = 1;
const WIDE_SEGMENT = 0x19;
const SYMBOLS = 2;
const SIGNATURE = 0x1d;

/**
 * Programs and libraries of macOS (loader.h, fat.h): the segments, symbols and signature of a thin file, or the parts
 * of a universal one, lie inside it. A universal file has the magic number of a Java class, but few architectures.
 */
export const machO: Structure = {
  name: 'mach-o',
  starts: '\xfe\xce\xcf\xca',
  traits: ['paged'],
  extensions: [],
  recognises(head) {
    const count = u32be(head, 4);
    if (FAT.has(u32be(head, 0))) return count > 0 && count < MAX_ARCHITECTURES;
    const isLittle = THIN.has(u32le(head, 0));
    if (!isLittle && !THIN.has(u32be(head, 0))) return false;
    const kind = isLittle ? u32le(head, 12) : u32be(head, 12);
    return kind >= 1 && kind <= 15;
  },
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(8, 'the header');
  const magic = u32be(header, 0);
  if (FAT.has(magic)) return yield* walkFat(reader, u32be(header, 4), magic === 0xcafebabf);
  const isLittle = THIN.has(u32le(header, 0));
  const u32 = isLittle ? u32le : u32be;
  const u64 = isLittle ? u64le : u64be;
  const isWide = u32(header, 0) === 0xfeedfacf;
  const rest = yield* reader.take(isWide ? 24 : 20, 'the header');
  let end = 0;
  for (let left = u32(rest, 8); left > 0; left--) {
    const at = reader.offset;
    const kindAndSize = yield* reader.take(8, 'the load commands');
    const kind = u32(kindAndSize, 0) % 2 ** 31;
    const size = u32(kindAndSize, 4);
    if (size < 8) return broken(`not a valid load command at ${at}: ${size} bytes`);
    const command = yield* reader.take(Math.min(size - 8, 64), 'the load commands');
    yield* reader.skip(size - 8 - command.length, 'the load commands');
    if (kind === SEGMENT) end = Math.max(end, u32(command, 24) + u32(command, 28));
    else if (kind === WIDE_SEGMENT) end = Math.max(end, u64(command, 32) + u64(command, 40));
    else if (kind === SIGNATURE) end = Math.max(end, u32(command, 0) + u32(command, 4));
    else if (kind === SYMBOLS) end = Math.max(end, u32(command, 8) + u32(command, 12));
  }
  return yield* checkReaches(reader, end, 'a segment');
}

function* walkFat(reader: ExactReader, count: number, isWide: boolean): Step<StructureVerdict> {
  let end = 0;
  for (let i = 0; i < count; i++) {
    const part = yield* reader.take(isWide ? 32 : 20, 'the list of architectures');
    end = Math.max(end, isWide ? u64be(part, 8) + u64be(part, 16) : u32be(part, 8) + u32be(part, 12));
  }
  return yield* checkReaches(reader, end, 'an architecture');
}
