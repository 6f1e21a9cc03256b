import type { StructureVerdict } from '../../kit/structure.ts';
import { asWarning, verdictsOf } from '../../kit/verdicts.ts';
import type { Directory } from './directory.ts';

const { broken } = verdictsOf('zip');

/** Returns whether the record at the end gives an offset as the start of the central directory. */
export function isStart({ said }: Directory, offset: number): boolean {
  return isSame(said, offset, said.offset, 2 ** 32);
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
