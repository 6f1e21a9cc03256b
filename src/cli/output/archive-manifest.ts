import { constants, copyFileSync, existsSync, linkSync, readFileSync, rmSync } from 'node:fs';
import { keptName } from '../../manifest/native/chain.ts';
import { errorCode, Fault } from '../../model/fault.ts';

/**
 * Keeps a manifest and its signature under its own name plus its number before the next generation replaces it. Throws a Fault (2) if another
 * file has that name.
 */
export function archiveManifest(file: string, seq: number): void {
  const kept = keptName(file, seq);
  keep(file, kept);
  if (existsSync(`${file}.sig`)) keep(`${file}.sig`, `${kept}.sig`);
}

function keep(file: string, kept: string): void {
  try {
    linkSync(file, kept);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') {
      if (readFileSync(kept).equals(readFileSync(file))) return;
      throw new Fault(
        2,
        `${kept}: another file already exists`,
        'move it away; the previous manifest is kept there',
        error,
      );
    }
    // Not every file system supports hard links.
    copyWhole(file, kept);
  }
}

/** Copies a file to a new name; what is incomplete is removed. */
function copyWhole(file: string, kept: string): void {
  try {
    copyFileSync(file, kept, constants.COPYFILE_EXCL);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') rmSync(kept, { force: true });
    throw error;
  }
}
