import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32be, u64be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const FOOTER = 512;
const HEADER = 1024;
const UNUSED = 0xffffffff;
const MAX_BLOCKS = 1 << 24;

/**
 * A growing disk image of Virtual PC and Hyper-V (VHD specification 1.0): the footer of 512 bytes is at both ends,
 * footer and header have checksums, and every block of the allocation table lies inside the file.
 */
export const vhd: Structure = {
  name: 'vhd',
  starts: 'c',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 8) === 'conectix',
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const footer = yield* reader.take(FOOTER, 'the footer at the head');
  const at = u64be(footer, 16);
  if (!hasChecksum(footer, 64)) return broken('footer at 0: checksum does not match');
  yield* reader.skipTo(at, 'the header');
  const header = yield* reader.take(HEADER, 'the header');
  if (latin1At(header, 0, 8) !== 'cxsparse') return broken(`not a valid header at ${at}: wanted "cxsparse"`);
  if (!hasChecksum(header, 36)) return broken(`header at ${at}: checksum does not match`);
  const table = u64be(header, 16);
  const blocks = u32be(header, 28);
  const block = u32be(header, 32);
  if (blocks > MAX_BLOCKS || block < 4096) return UNKNOWN;
  yield* reader.skipTo(table, 'the allocation table');
  let end = table + blocks * 4;
  for (let i = 0; i < blocks; i++) {
    const sector = u32be(yield* reader.take(4, 'the allocation table'), 0);
    const bitmap = Math.ceil(block / 512 / 8 / 512) * 512;
    if (sector !== UNUSED) end = Math.max(end, sector * 512 + bitmap + block);
  }
  const tail = yield* reader.readAllBut(FOOTER, () => {});
  if (reader.offset < end) return cut(`ends at ${reader.offset}; a block extends to ${end}`);
  // Virtual PC before 2004 wrote 511 bytes.
  const isFooter = latin1At(tail, 0, 8) === 'conectix' || latin1At(tail, 1, 8) === 'conectix';
  if (!isFooter) return cut(`ends at ${reader.offset}, without its footer "conectix"`);
  return SOUND;
}

/** Checks the ones' complement of the sum of all bytes except those of the checksum. */
function hasChecksum(bytes: Buffer, at: number): boolean {
  let sum = 0;
  for (const [i, byte] of bytes.entries()) if (i < at || i >= at + 4) sum += byte;
  return ~sum >>> 0 === u32be(bytes, at);
}
