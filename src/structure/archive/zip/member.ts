/** One member of a zip (APPNOTE 4.3.7 to 4.3.9): local header, data, data descriptor. */

import { crc32 } from '../../../hash/crc.ts';
import { type BytePath, toText } from '../../../model/path.ts';
import type { Probe } from '../../../model/probe.ts';
import type { Source, Step } from '../../kit/chunked-reader.ts';
import type { Inflater } from '../../kit/inflating.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { UNKNOWN, verdictsOf, within } from '../../kit/verdicts.ts';
import {
  DESCRIPTOR,
  descriptorLength,
  type Measured,
  NO_ZIP64,
  passDescriptor,
  startsRecord,
} from './descriptor.ts';

const { broken, cut, mismatch } = verdictsOf('zip');

/** How a member was read. */
export type ZipMember = {
  readonly is: 'checked' | 'skipped' | 'encrypted';
  /** Its length is only in the central directory, so its end is not known. */
  readonly isEndless?: true;
  /** Computed where it was checked, else the value in the header. */
  readonly crc: number | undefined;
  /** As found, where it was checked. */
  readonly lengths?: { readonly packed: number; readonly size: number };
  readonly label: Label;
};

/** What both the header of a member and its entry in the directory say; the name as its CRC-32. */
export type Label = { readonly name: number; readonly method: number };

/** Returns a probe for the content of a member, by its name. */
export type NestedProbe = (name: BytePath) => Probe<StructureVerdict>;

type Header = {
  readonly name: BytePath;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly isWide: boolean;
  readonly label: Label;
};

const ENCRYPTED_BIT = 1;
const DESCRIPTOR_BIT = 8;
const STORED = 0;
const DEFLATED = 8;

/**
 * Reads the member that starts here and checks it where its checksum is supported, and its content where `look` is given.
 * A length that extends beyond a known end of the file is not followed.
 */
export function* readMember(
  source: Source,
  inflater: Inflater,
  fileSize: number | undefined,
  look?: NestedProbe,
): Step<ZipMember | StructureVerdict> {
  const at = source.offset;
  const header = yield* readHeader(source);
  if (header === undefined) return cut(`ends at ${source.offset}, inside the header of the member at ${at}`);
  const { label } = header;
  if (fileSize !== undefined && source.offset + header.packed > fileSize)
    return cut(`ends at ${fileSize}, inside the member at ${at}`);
  const hasDescriptor = (header.flags & DESCRIPTOR_BIT) !== 0;
  const isLengthKnown = !hasDescriptor || header.packed > 0;
  const isEncrypted = (header.flags & ENCRYPTED_BIT) !== 0;
  const isPacked = header.method === DEFLATED && !isEncrypted;
  if (!isPacked && (isEncrypted || header.method !== STORED)) {
    const is = isEncrypted ? 'encrypted' : 'skipped';
    if (!isLengthKnown) return { is, crc: undefined, isEndless: true, label };
    if (!(yield* source.skip(header.packed)))
      return cut(`ends at ${source.offset}, inside the member at ${at}`);
    if (hasDescriptor) yield* passDescriptor(source, header.packed);
    return { is, crc: hasDescriptor ? undefined : header.crc, label };
  }
  if (!isPacked && !isLengthKnown && !(yield* isEmptyStored(source)))
    return { is: 'skipped', crc: undefined, isEndless: true, label };
  const inner = look?.(header.name);
  const see = (bytes: Buffer): void => inner?.update(bytes);
  const found = yield* isPacked
    ? unpack(source, inflater, at, see)
    : readStored(source, header.packed, at, see);
  if ('is' in found) return found;
  const wrong = yield* compare(source, header, found, at);
  return wrong ?? wrongInside(header.name, inner) ?? { is: 'checked', crc: found.crc, lengths: found, label };
}

function* readHeader(source: Source): Step<Header | undefined> {
  const fixed = yield* source.take(30);
  if (fixed.length < 30) return undefined;
  const name = yield* source.take(fixed.readUInt16LE(26));
  const extra = yield* source.take(fixed.readUInt16LE(28));
  if (extra.length < fixed.readUInt16LE(28)) return undefined;
  const wide = zip64Field(extra);
  let packed = fixed.readUInt32LE(18);
  let size = fixed.readUInt32LE(22);
  let at = 0;
  const nextWide = (): number =>
    wide === undefined || at + 8 > wide.length ? -1 : Number(wide.readBigUInt64LE((at += 8) - 8));
  if (size === 0xffffffff) size = Math.max(nextWide(), -1);
  if (packed === 0xffffffff) packed = Math.max(nextWide(), 0);
  return {
    name: name.toString('latin1'),
    flags: fixed.readUInt16LE(6),
    method: fixed.readUInt16LE(8),
    crc: fixed.readUInt32LE(14),
    packed,
    size: size < 0 ? 0xffffffff : size,
    isWide: wide !== undefined,
    label: { name: crc32(name), method: fixed.readUInt16LE(8) },
  };
}

/** Returns the data of the zip64 extra field (APPNOTE 4.5.3), or undefined. */
export function zip64Field(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}

function* unpack(
  source: Source,
  inflater: Inflater,
  at: number,
  see: (bytes: Buffer) => void,
): Step<Measured | StructureVerdict> {
  const start = source.offset;
  let crc = 0;
  let size = 0;
  const inflated = yield* inflater.inflate(source, (bytes) => {
    crc = crc32(bytes, crc);
    size += bytes.length;
    see(bytes);
  });
  if (inflated.is === 'broken') return broken(`member at ${at}: ${inflated.detail}`);
  if (inflated.is === 'cut') return cut(`ends at ${source.offset}, inside the member at ${at}`);
  if (inflated.is === 'unknown') return UNKNOWN;
  return { crc, size, packed: source.offset - start };
}

function* readStored(
  source: Source,
  length: number,
  at: number,
  see: (bytes: Buffer) => void,
): Step<Measured | StructureVerdict> {
  let crc = 0;
  for (let left = length; left > 0; ) {
    const piece = yield* source.takeSome(Math.min(left, 262_144));
    if (piece.length === 0) return cut(`ends at ${source.offset}, inside the member at ${at}`);
    crc = crc32(piece, crc);
    see(piece);
    left -= piece.length;
  }
  return { crc, size: length, packed: length };
}

/** Returns what is wrong with the content of a member whose checksum matches. */
function wrongInside(
  name: BytePath,
  inner: Probe<StructureVerdict> | undefined,
): StructureVerdict | undefined {
  const inside = inner?.end();
  if (inside?.is !== 'broken' && inside?.is !== 'cut') return undefined;
  return within(`inside ${toText(name)}`, inside);
}

/** Returns whether a stored member whose length is not in its header is empty: the descriptor of no bytes follows. */
function* isEmptyStored(source: Source): Step<boolean> {
  const next = yield* source.peek(16);
  return (
    next.length === 16 && next.readUInt32LE(0) === DESCRIPTOR && next.every((byte, i) => i < 4 || byte === 0)
  );
}

/** Compares what was found with the header or the descriptor; returns what is wrong. */
function* compare(
  source: Source,
  header: Header,
  found: Measured,
  at: number,
): Step<StructureVerdict | undefined> {
  let wanted: Measured = header;
  if (header.flags & DESCRIPTOR_BIT) {
    const next = yield* source.peek(28);
    const isBare = startsRecord(next, 0) && next.readUInt32LE(0) !== DESCRIPTOR;
    if (!isBare || header.crc !== found.crc) {
      const length = descriptorLength(next, found);
      if (length > 0) {
        yield* source.skip(length);
        return undefined;
      }
      const from = next.length >= 4 && next.readUInt32LE(0) === DESCRIPTOR ? 4 : 0;
      if (next.length < from + 12) return cut(`ends at ${source.offset}, inside the data descriptor`);
      wanted = {
        crc: next.readUInt32LE(from),
        packed: next.readUInt32LE(from + 4),
        size: next.readUInt32LE(from + 8),
      };
    }
  }
  const of = `member at ${at}: `;
  if (wanted.crc !== found.crc) return mismatch(`${of}CRC-32`, wanted.crc, found.crc);
  // Some writers give sizes over 4 GiB modulo 2^32.
  if (wanted.size % NO_ZIP64 !== found.size % NO_ZIP64)
    return broken(`${of}size wanted ${wanted.size}, found ${found.size}`);
  if (wanted.packed % NO_ZIP64 !== found.packed % NO_ZIP64)
    return broken(`${of}packed size wanted ${wanted.packed}, found ${found.packed}`);
  return undefined;
}
