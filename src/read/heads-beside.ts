import { type Below, listBelow, withFileBelow } from '../disk/below.ts';
import { isTrouble } from '../disk/list.ts';
import { fill } from '../disk/open.ts';
import { type BytePath, directoryOf, join } from '../model/path.ts';
import { VOLUME_HEAD } from '../structure/archive/tar/volume.ts';

/** In a larger directory the heads of these many files are read. */
const MOST = 2000;

/** Yields the names and first bytes of the files in the directory of a file; nothing of what cannot be read. */
export function* headsBeside(
  below: Below,
  path: BytePath,
): Generator<{ readonly name: BytePath; readonly head: Uint8Array }> {
  const directory = directoryOf(path);
  const entries = listBelow(below, directory);
  if (isTrouble(entries)) return;
  let count = 0;
  for (const { name, kind } of entries) {
    if (kind !== 'file') continue;
    if (++count > MOST) return;
    yield { name, head: headBelow(below, join(directory, name), VOLUME_HEAD) };
  }
}

/** Returns the first bytes of a file; none where it cannot be read. */
export function headBelow(below: Below, path: BytePath, length: number): Uint8Array {
  return bytesBelow(below, path, length, () => 0);
}

/** Returns the last bytes of a file; none where it cannot be read. */
export function tailBelow(below: Below, path: BytePath, length: number): Uint8Array {
  return bytesBelow(below, path, length, (size) => Math.max(0, size - length));
}

function bytesBelow(
  below: Below,
  path: BytePath,
  length: number,
  startOf: (size: number) => number,
): Uint8Array {
  try {
    return withFileBelow(below, path, ({ descriptor, size }) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, fill(descriptor, bytes, length, startOf(size)));
    });
  } catch {
    return new Uint8Array();
  }
}
