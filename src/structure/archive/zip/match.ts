/** A member of a zip held against its entry in the central directory, which repeats what the member says (APPNOTE 4.4). */
import { asWarning } from '../../kit/as-warning.ts';
import type { StructureVerdict } from '../../kit/structure.ts';
import { broken, hex32 } from '../../kit/verdicts.ts';
import type { ZipEntry } from './directory.ts';
import type { ZipMember } from './member.ts';

const ELSEWHERE = 0xffffffff;

/**
 * What is wrong between a member at an offset of the file and its entry: a checksum or a length is an error; a name or a
 * method is a warning, for programs that unpack take those of the directory. Times differ in archives that were edited.
 */
export function mismatch(member: ZipMember, entry: ZipEntry, at: number): StructureVerdict | undefined {
  const of = `zip: member at ${at}: `;
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
      return asWarning(broken(`${of}another ${field} in the central directory`));
  }
  return undefined;
}
