import { crc32c } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, UNKNOWN } from '../kit/verdicts.ts';

const KIB = 1024;
const MIB = KIB * KIB;
const BAT = '6677c22d23f600429d64115e9bfd4a08';
const MAX_BLOCKS = 1 << 24;

/**
 * A disk image of Hyper-V (MS-VHDX 2): of two headers and two region tables, each with a CRC-32C, one must match; the
 * regions lie inside the file and every block that is present begins inside it.
 */
export const vhdx: Structure = {
  name: 'vhdx',
  starts: 'v',
  traits: ['paged'],
  extensions: ['vhdx'],
  recognises: (head) => latin1At(head, 0, 8) === 'vhdxfile',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  let held = 0;
  for (const at of [64 * KIB, 128 * KIB]) {
    yield* reader.skipTo(at, 'the headers');
    const header = yield* reader.take(4 * KIB, 'the headers');
    if (latin1At(header, 0, 4) === 'head' && hasCrc(header)) held += 1;
  }
  if (held === 0) return broken('neither header, at 65536 and 131072, matches its CRC-32C');
  let regions: Buffer | undefined;
  for (const at of [192 * KIB, 256 * KIB]) {
    yield* reader.skipTo(at, 'the region tables');
    const table = yield* reader.take(64 * KIB, 'the region tables');
    if (latin1At(table, 0, 4) === 'regi' && hasCrc(table)) regions ??= table;
  }
  if (regions === undefined) return broken('neither region table, at 196608 and 262144, matches its CRC-32C');

  let end = MIB;
  let bat: { readonly at: number; readonly length: number } | undefined;
  const count = Math.min(u32le(regions, 8), 2047);
  for (let i = 0, at = 16; i < count; i++, at += 32) {
    const region = { at: u64le(regions, at + 16), length: u32le(regions, at + 24) };
    end = Math.max(end, region.at + region.length);
    if (regions.toString('hex', at, at + 16) === BAT) bat = region;
  }
  if (bat === undefined || bat.at < reader.offset || bat.length / 8 > MAX_BLOCKS) return UNKNOWN;
  yield* reader.skipTo(bat.at, 'the block allocation table');
  for (let left = bat.length; left >= 8; left -= 8) {
    const entry = yield* reader.take(8, 'the block allocation table');
    const megabytes = Math.floor(u64le(entry, 0) / MIB);
    if ((u32le(entry, 0) & 7) >= 6 && megabytes > 0) end = Math.max(end, megabytes * MIB + 1);
  }
  return yield* checkReaches(reader, end, 'a region or a block');
}

/** Checks the CRC-32C at 4, whose own bytes count as zero. */
function hasCrc(bytes: Buffer): boolean {
  const wanted = u32le(bytes, 4);
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(0, 4);
  return crc32c(copy) === wanted;
}
