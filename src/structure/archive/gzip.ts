/**
 * gzip (RFC 1952): concatenated members, each with the CRC-32 and the size of its content, so all of it is proven. Zero
 * padding may follow; gzip ignores other trailing bytes but fails, so they are a warning.
 */

import { crc32 } from '../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater, type Inflater } from '../kit/inflating.ts';
import { type NestedCheck, nestedCheck } from '../kit/nested.ts';
import { onlyPaddingFollows, strayBytes } from '../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../kit/structure.ts';
import { unpackedPath } from '../kit/unpacked-path.ts';
import { PROVEN, UNKNOWN, verdictsOf } from '../kit/verdicts.ts';

const { broken, cut, mismatch } = verdictsOf('gzip');

const MAGIC = Buffer.from('1f8b08', 'hex');
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };
const NAMES = { tgz: 'tar', taz: 'tar', svgz: 'svg', gz: '' };

/** gzip and its variants under other names: bgzip, dictzip, .svgz. */
export const gzip: Structure = {
  name: 'gzip',
  starts: '\x1f',
  traits: ['dense'],
  extensions: ['gz', 'tgz', 'taz', 'svgz'],
  recognises: (head) => MAGIC.equals(head.subarray(0, 3)) && ((head[3] ?? 0) & FLAG.reserved) === 0,
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = nestedCheck(file, unpackedPath(file.path, NAMES));
  const inflater = createInflater('raw');
  const verdict = yield* members(source, inflater, inside);
  inflater.close();
  return inside.judge(verdict);
}

function* members(source: Source, inflater: Inflater, inside: NestedCheck): Step<StructureVerdict> {
  for (;;) {
    const start = source.offset;
    const header = yield* readHeader(source);
    if (typeof header === 'object') return header;
    let crc = 0;
    let size = 0;
    const inflated = yield* inflater.inflate(source, (bytes) => {
      crc = crc32(bytes, crc);
      size += bytes.length;
      inside.see(bytes);
    });
    if (inflated.is === 'broken') return broken(inflated.detail);
    if (inflated.is === 'cut') return cut(`ends at ${source.offset}, inside compressed data`);
    if (inflated.is === 'unknown' || !inside.isWanted()) return UNKNOWN;
    const trailer = yield* source.take(8);
    if (trailer.length < 8) return cut(`ends at ${source.offset}, inside the trailer`);
    const wanted = trailer.readUInt32LE(0);
    const of = `member at ${start}: `;
    if (wanted !== crc) return mismatch(`${of}CRC-32`, wanted, crc);
    if (trailer.readUInt32LE(4) !== size % 2 ** 32)
      return broken(`${of}size wanted ${trailer.readUInt32LE(4)}, found ${size % 2 ** 32}`);
    const next = yield* source.peek(3);
    if (next.length === 0) return PROVEN;
    if (next.equals(MAGIC)) continue;
    if (next.equals(MAGIC.subarray(0, next.length))) return cut(`ends at ${source.offset + next.length}`);
    const isBlocked = header === 'bgzip';
    const from = source.offset;
    if (yield* onlyPaddingFollows(source, [0])) return PROVEN;
    return isBlocked ? broken(`no member at ${from}, where bgzip requires one`) : strayBytes('gzip', from);
  }
}

/** Reads a member's header; returns its kind, or a verdict. */
function* readHeader(source: Source): Step<StructureVerdict | 'plain' | 'bgzip'> {
  const short = (): StructureVerdict => cut(`ends at ${source.offset}, inside a header`);
  const at = source.offset;
  const fixed = yield* source.take(10);
  if (fixed.length < 10) return short();
  const flags = fixed.readUInt8(3);
  if ((flags & FLAG.reserved) !== 0) return broken(`the header at ${at} has reserved flags ${flags}`);
  let crc = crc32(fixed);
  let kind: 'plain' | 'bgzip' = 'plain';
  if (flags & FLAG.extra) {
    const length = yield* source.take(2);
    if (length.length < 2) return short();
    const extra = yield* source.take(length.readUInt16LE());
    if (extra.length < length.readUInt16LE()) return short();
    crc = crc32(extra, crc32(length, crc));
    if (extra.toString('latin1', 0, 4) === 'BC\x02\0') kind = 'bgzip';
  }
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) continue;
    for (let isOpen = true; isOpen; ) {
      const piece = yield* source.takeSome(4096);
      if (piece.length === 0) return short();
      const zero = piece.indexOf(0);
      if (zero >= 0) source.unread(piece.length - zero - 1);
      crc = crc32(zero < 0 ? piece : piece.subarray(0, zero + 1), crc);
      isOpen = zero < 0;
    }
  }
  if (flags & FLAG.headerCrc) {
    const sum = yield* source.take(2);
    if (sum.length < 2) return short();
    if (sum.readUInt16LE() !== (crc & 0xffff)) return broken(`header at ${at}: CRC-16 does not match`);
  }
  return kind;
}
