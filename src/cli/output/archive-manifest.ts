import { constants, copyFileSync, linkSync, readFileSync } from 'node:fs';
import { keptName } from '../../manifest/native/chain.ts';
import { errorCode, Fault } from '../../model/fault.ts';

/**
 * Keeps a manifest beside its name under its number, before the next generation takes its place. Throws a Fault (2) where
 * another file has that name.
 */
export function keepManifest(file: string, seq: number): void {
  const kept = keptName(file, seq);
  try {
    linkSync(file, kept);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') {
      if (readFileSync(kept).equals(readFileSync(file))) return;
      throw new Fault(
        2,
        `${kept}: there is another file already`,
        'move it away; the manifest goes there',
        error,
      );
    }
    // Not every file system has links.
    copyFileSync(file, kept, constants.COPYFILE_EXCL);
  }
}
