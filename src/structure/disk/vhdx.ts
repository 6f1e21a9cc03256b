import { crc32c } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, UNKNOWN } from '../kit/verdicts.ts';

const KIB = 1024;
const MIB = KIB * KIB;
const BAT = '6677c22d23f600429d64115e9bfd4a08';
const MOST_BLOCKS = 1 << 24;

/**
 * A disk image of Hyper-V (MS-VHDX 2): of two headers and two region tables, each with a CRC-32C, one must hold; the
 * regions are inside the file and every block that is present begins inside it.
 */
export const vhdx: Structure = {
  name: 'vhdx',
  starts: 'v',
  traits: ['paged'],
  extensions: ['vhdx'],
  recognises: (head) => wordAt(head, 0, 8) === 'vhdxfile',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  let held = 0;
  for (const at of [64 * KIB, 128 * KIB]) {
    yield* tape.skipTo(at, 'the headers');
    const header = yield* tape.take(4 * KIB, 'the headers');
    if (wordAt(header, 0, 4) === 'head' && hasCrc(header)) held += 1;
  }
  if (held === 0) return broken('neither header, at 65536 and 131072, holds by its CRC-32C');
  let regions: Buffer | undefined;
  for (const at of [192 * KIB, 256 * KIB]) {
    yield* tape.skipTo(at, 'the region tables');
    const table = yield* tape.take(64 * KIB, 'the region tables');
    if (wordAt(table, 0, 4) === 'regi' && hasCrc(table)) regions ??= table;
  }
  if (regions === undefined)
    return broken('neither region table, at 196608 and 262144, holds by its CRC-32C');

  let end = MIB;
  let bat: { readonly at: number; readonly length: number } | undefined;
  const count = Math.min(u32le(regions, 8), 2047);
  for (let i = 0, at = 16; i < count; i++, at += 32) {
    const region = { at: u64le(regions, at + 16), length: u32le(regions, at + 24) };
    end = Math.max(end, region.at + region.length);
    if (regions.toString('hex', at, at + 16) === BAT) bat = region;
  }
  if (bat === undefined || bat.at < tape.offset || bat.length / 8 > MOST_BLOCKS) return UNKNOWN;
  yield* tape.skipTo(bat.at, 'the block allocation table');
  for (let left = bat.length; left >= 8; left -= 8) {
    const entry = yield* tape.take(8, 'the block allocation table');
    const megabytes = Math.floor(u64le(entry, 0) / MIB);
    if ((u32le(entry, 0) & 7) >= 6 && megabytes > 0) end = Math.max(end, megabytes * MIB + 1);
  }
  return yield* reaching(tape, end, 'a region or a block');
}

/** The CRC-32C stands at 4 and is counted as zero. */
function hasCrc(bytes: Buffer): boolean {
  const wanted = u32le(bytes, 4);
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(0, 4);
  return crc32c(copy) === wanted;
}
