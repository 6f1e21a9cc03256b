/**
 * Compares a member of a zip with its entry in the central directory, which repeats the member's header (APPNOTE 4.4).
 */
import type { StructureVerdict } from '../../kit/structure.ts';
import { asWarning, hex32, verdictsOf } from '../../kit/verdicts.ts';
import type { ZipEntry } from './directory.ts';
import type { ZipMember } from './member.ts';

const { broken } = verdictsOf('zip');

const ELSEWHERE = 0xffffffff;

/**
 * Returns how a member at an offset of the file differs from its entry: a checksum or a length is an error; a name or a
 * method is a warning, because programs that unpack use those of the directory. Times differ in archives that were
 * edited.
 */
export function mismatch(member: ZipMember, entry: ZipEntry, at: number): StructureVerdict | undefined {
  const of = `member at ${at}: `;
  if (member.crc !== undefined && member.crc !== entry.crc)
    return broken(`${of}CRC-32 ${hex32(entry.crc)} in the central directory, found ${hex32(member.crc)}`);
  for (const field of ['packed', 'size'] as const) {
    const [wanted, found] = [entry[field], member.lengths?.[field]];
    if (found !== undefined && wanted !== ELSEWHERE && wanted !== found % 2 ** 32)
      return broken(
        `${of}${wanted} bytes ${field === 'packed' ? 'packed ' : ''}in the central directory, found ${found}`,
      );
  }
  for (const field of ['name', 'method'] as const) {
    if (member.label[field] !== entry.label[field])
      return asWarning(broken(`${of}its ${field} differs from that in the central directory`));
  }
  return undefined;
}
