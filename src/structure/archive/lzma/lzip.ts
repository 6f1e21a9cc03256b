/**
 * lzip (Lzip manual, "File format"): members, each with a trailer that has the CRC-32 and the length of its content, and its own
 * length. Members are unpacked and their content is checked, unless one needs more than 64 MiB of its dictionary. lzip ignores
 * trailing bytes.
 */
import { crc32 } from '../../../hash/crc.ts';
import { chunkedProbe, type Source, type Step } from '../../kit/chunked-reader.ts';
import { type NestedCheck, nestedCheck } from '../../kit/nested.ts';
import { withoutSlack } from '../../kit/padding.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { unpackedPath } from '../../kit/unpacked-path.ts';
import { PROVEN, UNKNOWN, verdictsOf } from '../../kit/verdicts.ts';
import { unpackLzma } from './stream.ts';

const { broken, cut, mismatch } = verdictsOf('lzip');

const MAGIC = Buffer.from('LZIP\x01', 'latin1');
const HEADER = 6;
const TRAILER = 20;
const PIECE = 65_536;
const PROPERTIES = { context: 3, literalPosition: 0, position: 2 };

/** lzip. */
export const lzip: Structure = {
  name: 'lzip',
  starts: 'L',
  traits: ['dense'],
  extensions: ['lz', 'tlz'],
  recognises(head) {
    const bits = (head[5] ?? 0) & 0x1f;
    return MAGIC.equals(head.subarray(0, 5)) && bits >= 12 && bits <= 29;
  },
  createCheck: (file) => chunkedProbe((source) => check(source, file)),
};

function* check(source: Source, file: CheckedFile): Step<StructureVerdict> {
  const inside = nestedCheck(file, unpackedPath(file.path, { lz: '', tlz: 'tar' }));
  const verdict = yield* members(source, inside);
  return inside.judge(verdict ?? PROVEN);
}

function* members(source: Source, inside: NestedCheck): Step<StructureVerdict | undefined> {
  for (;;) {
    const wrong = yield* member(source, inside);
    if (wrong !== undefined) return wrong;
    const next = yield* source.peek(5);
    if (next.length === 0) return undefined;
    if (next.length < 5 && next.equals(MAGIC.subarray(0, next.length)))
      return cut(`ends at ${source.offset + next.length}, inside a header`);
    if (next.equals(MAGIC)) continue;
    const rest = yield* withoutSlack(source, 'lzip', PROVEN);
    return rest.is === 'proven' ? undefined : rest;
  }
}

/** Reads a member to its end; returns what is wrong with it, if anything. */
function* member(source: Source, inside: NestedCheck): Step<StructureVerdict | undefined> {
  const at = source.offset;
  const header = yield* source.take(HEADER);
  if (header.length < HEADER) return cut(`ends at ${source.offset}, inside a header`);
  const code = header[5] ?? 0;
  const largest = 2 ** (code & 0x1f);
  const dictionary = largest - (largest / 16) * (code >> 5);
  let crc = 0;
  let size = 0;
  const end = yield* unpackLzma(source, {
    properties: PROPERTIES,
    dictionary,
    size: undefined,
    isWanted: () => inside.isWanted(),
    see(bytes) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      inside.see(bytes);
    },
  });
  if (typeof end === 'object') return broken(`member at ${at}: at or after ${source.offset}: ${end.fault}`);
  if (end === 'unknown') return UNKNOWN;
  const trailer = end === 'cut' ? yield* source.peek(PIECE) : yield* source.take(TRAILER);
  if (end === 'cut') return cut(`ends at ${source.offset + trailer.length}, inside the member at ${at}`);
  if (trailer.length < TRAILER) return cut(`ends at ${source.offset}, inside the member at ${at}`);
  if (trailer.readUInt32LE(0) !== crc)
    return mismatch(`member at ${at}: CRC-32`, trailer.readUInt32LE(0), crc);
  if (trailer.readBigUInt64LE(4) !== BigInt(size))
    return broken(`member at ${at}: size wanted ${trailer.readBigUInt64LE(4)}, found ${size}`);
  const length = source.offset - at;
  return trailer.readBigUInt64LE(12) === BigInt(length)
    ? undefined
    : broken(`member at ${at}: length wanted ${trailer.readBigUInt64LE(12)}, found ${length}`);
}
