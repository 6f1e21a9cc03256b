import { align } from '../../flow/align.ts';
import { type FileEntry, orderKey, type Trouble } from '../../model/entry.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { TreePair } from './batch.ts';

/**
 * Joins the files of a tree and the entries of its manifest, both ordered by `orderKey`, into one stream of pairs. An entry
 * below a directory that could not be listed comes with the trouble of that directory: it is unknown, not missing.
 */
export async function* alignTree(
  files: AsyncIterable<readonly FileEntry[]>,
  entries: AsyncIterable<readonly ManifestEntry[]>,
): AsyncGenerator<readonly TreePair[], void, undefined> {
  const unlisted: Unlisted[] = [];
  const pairs = align(noting(files, unlisted), entries, { left: orderKey, right: orderKey });
  for await (const chunk of pairs)
    yield unlisted.length === 0 ? chunk : chunk.map((pair) => withTrouble(pair, unlisted));
}

/** A directory that could not be listed; what lies below it begins with `prefix`. */
type Unlisted = { readonly path: BytePath; readonly prefix: string; readonly trouble: Trouble };

/** Both streams are ordered, so that a directory is noted before anything below it is paired. */
async function* noting(
  files: AsyncIterable<readonly FileEntry[]>,
  unlisted: Unlisted[],
): AsyncGenerator<readonly FileEntry[], void, undefined> {
  for await (const chunk of files) {
    for (const { path, kind, trouble } of chunk)
      if (kind === 'directory' && trouble !== undefined)
        unlisted.push({ path, prefix: path === '' ? '' : `${path}/`, trouble });
    yield chunk;
  }
}

function withTrouble(pair: TreePair, unlisted: Unlisted[]): TreePair {
  const { left, right } = pair;
  if (right === undefined || left !== undefined) return pair;
  const key = orderKey(right);
  // Of directories that were passed, the last one alone can be above what comes next.
  while (unlisted[1] !== undefined && unlisted[1].prefix <= key) unlisted.shift();
  const [above] = unlisted;
  if (above === undefined || !key.startsWith(above.prefix)) return pair;
  const { path, kind } = right;
  return { left: { path, kind, trouble: { ...above.trouble, above: above.path } }, right };
}
