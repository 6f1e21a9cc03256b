import { createReadStream } from 'node:fs';
import { openRoot } from '../../engine/root.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { type PathList, pathListOf } from '../../walk/path-list.ts';
import type { GateFlags } from './gate-options.ts';
import { findRoots } from './roots.ts';

/** The flags that limit a run to listed paths, and those that cannot be combined with them. */
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
 * Reads the list that `--files-from` names; returns an empty object without that flag. Throws a Fault (2) if the list is
 * unreadable or empty, if more or less than one directory is named, or if another flag is about the whole tree.
 */
export async function readFilesFrom(
  named: readonly string[],
  flags: FilesFromFlags,
): Promise<{ readonly filesFrom?: PathList }> {
  const { filesFrom } = flags;
  if (filesFrom === undefined) {
    if (flags.null !== true) return {};
    throw new Fault(2, '--null is only for the list of --files-from', 'name the list: --files-from FILE');
  }
  for (const [flag, value] of Object.entries(wholeTreeFlags(flags)))
    if (value !== undefined)
      throw new Fault(
        2,
        `--files-from cannot be combined with ${flag}`,
        'the list limits the run to a part of the tree; use one flag or the other',
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

function wholeTreeFlags({ exclude, baseline, ...gates }: FilesFromFlags): Record<string, unknown> {
  return {
    '--exclude': exclude === undefined || exclude.length === 0 ? undefined : exclude,
    '--baseline': baseline,
    '--min-files': gates.minFiles,
    '--min-bytes': gates.minBytes,
    '--max-shrink': gates.maxShrink,
    '--max-age': gates.maxAge,
    '--max-seal-age': gates.maxSealAge,
  };
}

/** Reads the paths of a list chunk by chunk, so that the list is never in memory twice. */
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
      rest = Buffer.from(bytes.subarray(takePaths(bytes, separator, paths)));
    }
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    const hint = 'name a file with one path per line, or - for stdin';
    throw new Fault(2, `${file}: cannot read the list (${why})`, hint, error);
  }
  if (length > MOST_BYTES) {
    const hint = 'split the list and check the parts one by one';
    throw new Fault(2, `${file}: the list is longer than ${MOST_BYTES} bytes`, hint);
  }
  if (rest.length > 0) paths.push(rest.toString('latin1'));
  return paths;
}

/** Appends the complete paths in some bytes, and returns the offset of the incomplete one after them. */
function takePaths(bytes: Buffer, separator: number, paths: BytePath[]): number {
  let start = 0;
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, start)) {
    // A path that ends in '/' is the key that PathList stores, so it needs no copy.
    if (at > start) bytes[at] = SLASH;
    paths.push(bytes.toString('latin1', start, at > start ? at + 1 : at));
    start = at + 1;
  }
  return start;
}
