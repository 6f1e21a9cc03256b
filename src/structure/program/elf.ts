import type { ByteRange } from '../../model/content.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, UNKNOWN } from '../kit/verdicts.ts';

const NO_BITS = 8;
const UNCOUNTED_SEGMENTS = 0xffff;
const CORE = 4;
const PROGRAM = 1;
const STRINGS = 3;
const EXECUTABLE = 4;
const MAX_PARTS = 1024;

/**
 * Programs, libraries, objects and core dumps of Unix (ELF, gABI chapter 4): the section table and every section lie
 * inside the file; without a table (core dumps) every segment. The segments of a file with sections are not checked,
 * because those of split debug information are in another file.
 */
export const elf: Structure = {
  name: 'elf',
  starts: '\x7f',
  traits: ['paged'],
  extensions: [],
  recognises: ([a, b, c, d, width, order, version]) =>
    a === 0x7f &&
    b === 0x45 &&
    c === 0x4c &&
    d === 0x46 &&
    isOneOrTwo(width) &&
    isOneOrTwo(order) &&
    version === 1,
  createCheck: () => exactProbe(walk),
};

function isOneOrTwo(byte: number | undefined): boolean {
  return byte === 1 || byte === 2;
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const ident = yield* reader.take(16, 'the header');
  const isWide = ident[4] === 2;
  const isLittle = ident[5] === 1;
  const header = Buffer.concat([ident, yield* reader.take(isWide ? 48 : 36, 'the header')]);
  const u16 = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  // The segments of a core dump are listed as sections too, and what is code in them was in memory.
  const isCore = u16(header, 16) === CORE;
  const u32 = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  const word = (bytes: Buffer, at: number): number =>
    isWide
      ? u32(bytes, at + (isLittle ? 0 : 4)) + u32(bytes, at + (isLittle ? 4 : 0)) * 2 ** 32
      : u32(bytes, at);
  const segments = {
    at: word(header, isWide ? 32 : 28),
    size: isWide ? 56 : 32,
    count: u16(header, isWide ? 56 : 44),
  };
  const sections = {
    at: word(header, isWide ? 40 : 32),
    size: isWide ? 64 : 40,
    count: u16(header, isWide ? 60 : 48),
  };
  const sizes = { segment: u16(header, isWide ? 54 : 42), section: u16(header, isWide ? 58 : 46) };
  let end = 0;

  if (sections.at === 0) {
    if (segments.at < reader.offset || segments.count === UNCOUNTED_SEGMENTS) return UNKNOWN;
    if (segments.count > 0 && sizes.segment !== segments.size) return UNKNOWN;
    yield* reader.skipTo(segments.at, 'the segment table');
    for (let i = 0; i < segments.count; i++) {
      const entry = yield* reader.take(segments.size, 'the segment table');
      const [from, length] = isWide ? [word(entry, 8), word(entry, 32)] : [word(entry, 4), word(entry, 16)];
      if (length > 0) end = Math.max(end, from + length);
    }
    return yield* checkReaches(reader, end, 'a segment');
  }

  if (sections.at < reader.offset || sizes.section !== sections.size) return UNKNOWN;
  yield* reader.skipTo(sections.at, 'the section table');
  const code: ByteRange[] = [];
  const parts: ByteRange[] = [];
  const names = u16(header, isWide ? 62 : 50);
  let count = sections.count;
  for (let i = 0; i < Math.max(count, 1); i++) {
    const entry = yield* reader.take(sections.size, 'the section table');
    const [from, length] = isWide ? [word(entry, 24), word(entry, 32)] : [word(entry, 16), word(entry, 20)];
    // The section of section names: where the table was lost, it has none.
    if (i > 0 && i === names && u32(entry, 4) !== STRINGS)
      return broken(`section ${i}, the section names: type wanted ${STRINGS}, found ${u32(entry, 4)}`);
    // More sections than 16 bits can count: the first, unused entry has their number as its size.
    if (i === 0) count = count === 0 ? length : count;
    else if (u32(entry, 4) !== NO_BITS && u32(entry, 4) !== 0) end = Math.max(end, from + length);
    if (u32(entry, 4) !== NO_BITS && i > 0 && parts.length < MAX_PARTS)
      parts.push({ start: from, end: from + length });
    const isCode = u32(entry, 4) === PROGRAM && (word(entry, 8) & EXECUTABLE) !== 0;
    if (isCode && code.length < MAX_PARTS) code.push({ start: from, end: from + length });
  }
  const verdict = yield* checkReaches(reader, end, 'a section');
  return verdict.is === 'sound' && !isCore ? { ...verdict, plain: code, parts } : verdict;
}
