import type { StructureVerdict } from '../../kit/structure.ts';
import { asWarning, verdictsOf } from '../../kit/verdicts.ts';
import type { Directory } from './directory.ts';

const { broken } = verdictsOf('zip');

/** The end record and the longest comment: programs do not look for it further from the end. */
const FURTHEST_END = 22 + 65_535;

/** Returns whether the record at the end gives an offset as the start of the central directory. */
export function isStart({ said }: Directory, offset: number): boolean {
  return isSame(said, offset, said.offset, 2 ** 32);
}

/** Returns what is wrong where the record lies so far from the end of the file that programs do not find it. */
export function outOfReach({ record }: Directory, fileSize: number): StructureVerdict | undefined {
  return fileSize - record <= FURTHEST_END
    ? undefined
    : broken(
        `the end record at ${record} is not in the last ${FURTHEST_END} of ${fileSize} bytes, where programs look for it`,
      );
}

/** Returns the verdict on a central directory without members. */
export function namesNothing({ start }: Directory): StructureVerdict {
  return asWarning(broken(`central directory at ${start}: 0 members in it`));
}

/** Returns how the central directory differs from the record at the end; `isFound` says that it is where that says. */
export function contradiction(
  { said, start, size, entries }: Directory,
  isFound: boolean,
): StructureVerdict | undefined {
  const of = `central directory at ${start}: `;
  if (!isSame(said, entries, said.entries, 2 ** 16))
    return broken(`${of}entry count wanted ${said.entries}, found ${entries}`);
  if (!isSame(said, size, said.size, 2 ** 32)) return broken(`${of}size wanted ${said.size}, found ${size}`);
  if (isFound) return undefined;
  return said.offset > start
    ? broken(`${of}offset wanted ${said.offset}: ${said.offset - start} bytes are missing`)
    : asWarning(broken(`${of}offset wanted ${said.offset}`));
}

/** Fields that are not of Zip64 wrap around. */
function isSame(said: Directory['said'], found: number, wanted: number, modulus: number): boolean {
  return said.isWide ? found === wanted : found % modulus === wanted % modulus;
}
