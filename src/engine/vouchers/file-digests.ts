import { openBelow, withListedFileBelow } from '../../disk/below.ts';
import { sizeOf } from '../../disk/open.ts';
import { errorCode } from '../../model/fault.ts';
import type { Digest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { createEngines } from '../../read/engines.ts';
import { CannotList, readThrough } from '../../read/file.ts';
import { createHashers } from '../../read/hashers.ts';

const BUFFER = 256 * 1024;
const SILENT = { isStopped: () => false, at: () => {}, read: () => {} };

/** Returns the digests of each file below a root in some algorithms, and looks at nothing else in it; none of a file that cannot be read. */
export async function digestsOf(
  root: BytePath,
  paths: readonly BytePath[],
  algorithms: readonly string[],
): Promise<readonly (readonly Digest[])[]> {
  if (paths.length === 0 || algorithms.length === 0) return paths.map(() => []);
  const engines = createEngines();
  for (const algorithm of algorithms) await engines.load(algorithm);
  const buffer = Buffer.allocUnsafeSlow(BUFFER);
  const below = openBelow(root);
  const digestsAt = (path: BytePath): Digest[] =>
    withListedFileBelow(below, path, (descriptor) => {
      sizeOf(descriptor);
      const hashers = createHashers(algorithms, (algorithm) => engines.loaded(algorithm));
      readThrough(descriptor, buffer, SILENT, (chunk) => hashers.update(chunk));
      return hashers.end();
    });
  try {
    return paths.map((path) => noneWhereUnread(() => digestsAt(path)));
  } finally {
    below.close();
  }
}

function noneWhereUnread(read: () => Digest[]): Digest[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof CannotList || errorCode(error) !== undefined) return [];
    throw error;
  }
}
