import { createReadStream } from 'node:fs';
import { openRoot } from '../../engine/root.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { type PathList, pathListOf } from '../../walk/path-list.ts';
import type { GateFlags } from './gate-options.ts';
import { findRoots } from './roots.ts';

/** The flags that limit a run to listed paths, and those that do not go with them. */
export type FilesFromFlags = GateFlags & {
  readonly filesFrom?: string;
  readonly null?: boolean;
  readonly exclude?: readonly string[];
  readonly baseline?: string;
};

const MOST_BYTES = 2 ** 28;
const NUL = 0;
const LF = 0x0a;
const SLASH = 0x2f;

/**
 * Reads the list that the flags name; nothing where they name none. Throws a Fault (2) where it cannot be read or names
 * nothing, where there is not one directory, and where a flag asks about the whole tree.
 */
export async function readFilesFrom(
  named: readonly string[],
  flags: FilesFromFlags,
): Promise<{ readonly filesFrom?: PathList }> {
  const { filesFrom } = flags;
  if (filesFrom === undefined) {
    if (flags.null !== true) return {};
    throw new Fault(2, '--null is about the list of --files-from', 'name the list: --files-from FILE');
  }
  for (const [flag, value] of Object.entries(ofTheWhole(flags)))
    if (value !== undefined)
      throw new Fault(
        2,
        `--files-from and ${flag} do not go together`,
        'a list is a part of the tree; ask one at a time',
      );
  const roots = await findRoots(named);
  const [root] = roots;
  if (root === undefined || roots.length > 1 || openRoot(root).only !== undefined)
    throw new Fault(
      2,
      '--files-from takes one directory',
      'name the directory that the paths are relative to',
    );
  return { filesFrom: pathListOf(await readList(filesFrom, flags.null === true ? NUL : LF)) };
}

function ofTheWhole({ exclude, baseline, ...gates }: FilesFromFlags): Record<string, unknown> {
  return {
    '--exclude': exclude === undefined || exclude.length === 0 ? undefined : exclude,
    '--baseline': baseline,
    '--min-files': gates.minFiles,
    '--min-bytes': gates.minBytes,
    '--max-shrink': gates.maxShrink,
    '--max-age': gates.maxAge,
  };
}

/** The paths of a list as they stand in it, one after the other, so that the list is not in memory twice. */
async function readList(file: string, separator: number): Promise<BytePath[]> {
  const paths: BytePath[] = [];
  let rest = Buffer.alloc(0);
  let length = 0;
  try {
    const stream: AsyncIterable<Buffer> = file === '-' ? process.stdin : createReadStream(file);
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > MOST_BYTES) break;
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      rest = Buffer.from(bytes.subarray(take(bytes, separator, paths)));
    }
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    const hint = 'name a file with a path a line, or - for stdin';
    throw new Fault(2, `${file}: cannot read the list (${why})`, hint, error);
  }
  if (length > MOST_BYTES) {
    const hint = 'part it, and check one part after the other';
    throw new Fault(2, `${file}: the list is longer than ${MOST_BYTES} bytes`, hint);
  }
  if (rest.length > 0) paths.push(rest.toString('latin1'));
  return paths;
}

/** Takes the whole paths from some bytes, and says where the one begins that is cut. */
function take(bytes: Buffer, separator: number, paths: BytePath[]): number {
  let start = 0;
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, start)) {
    // With a '/' behind it a path is the key that the slice keeps, and needs no copy.
    if (at > start) bytes[at] = SLASH;
    paths.push(bytes.toString('latin1', start, at > start ? at + 1 : at));
    start = at + 1;
  }
  return start;
}
