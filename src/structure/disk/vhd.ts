import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32be, u64be, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const FOOTER = 512;
const HEADER = 1024;
const UNUSED = 0xffffffff;
const MOST_BLOCKS = 1 << 24;

/**
 * A growing disk image of Virtual PC and Hyper-V (VHD specification 1.0): the footer of 512 bytes stands at both ends,
 * footer and header have checksums, and every block of the allocation table is inside the file.
 */
export const vhd: Structure = {
  name: 'vhd',
  starts: 'c',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 8) === 'conectix',
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const footer = yield* tape.take(FOOTER, 'the footer at the head');
  const at = u64be(footer, 16);
  if (!hasChecksum(footer, 64)) return broken('the checksum of the footer at 0 does not hold');
  yield* tape.skipTo(at, 'the header');
  const header = yield* tape.take(HEADER, 'the header');
  if (wordAt(header, 0, 8) !== 'cxsparse') return broken(`no header at ${at}, wanted "cxsparse"`);
  if (!hasChecksum(header, 36)) return broken(`the checksum of the header at ${at} does not hold`);
  const table = u64be(header, 16);
  const blocks = u32be(header, 28);
  const block = u32be(header, 32);
  if (blocks > MOST_BLOCKS || block < 4096) return UNKNOWN;
  yield* tape.skipTo(table, 'the allocation table');
  let end = table + blocks * 4;
  for (let i = 0; i < blocks; i++) {
    const sector = u32be(yield* tape.take(4, 'the allocation table'), 0);
    const bitmap = Math.ceil(block / 512 / 8 / 512) * 512;
    if (sector !== UNUSED) end = Math.max(end, sector * 512 + bitmap + block);
  }
  const tail = yield* tape.restBut(FOOTER, () => {});
  if (tape.offset < end) return cut(`ends at byte ${tape.offset}, but a block reaches to byte ${end}`);
  // Virtual PC before 2004 wrote 511 bytes.
  const isFooter = wordAt(tail, 0, 8) === 'conectix' || wordAt(tail, 1, 8) === 'conectix';
  if (!isFooter) return cut(`ends at byte ${tape.offset} without its footer "conectix"`);
  return SOUND;
}

/** The ones' complement of the sum of all bytes but those of the checksum. */
function hasChecksum(bytes: Buffer, at: number): boolean {
  let sum = 0;
  for (const [i, byte] of bytes.entries()) if (i < at || i >= at + 4) sum += byte;
  return ~sum >>> 0 === u32be(bytes, at);
}
