import { describe, expect, it } from 'vitest';
import { alignTree } from '../../../src/engine/reading/align-tree.ts';
import type { FileEntry } from '../../../src/model/entry.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';

const trouble = { code: 'EACCES', doing: 'list the directory' };
const file = (path: string): FileEntry => ({ path, kind: 'file' });
const closed = (path: string): FileEntry => ({ path, kind: 'directory', trouble });
const promised = (path: string): ManifestEntry => ({ path, kind: 'file', digests: [] });

/** The promised paths that were not reached, each with the directory above it that could not be listed. */
async function unknown(files: readonly FileEntry[], promises: readonly string[]): Promise<string[]> {
  async function* stream<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
    for (const item of items) yield [item];
  }
  const found: string[] = [];
  for await (const pairs of alignTree(stream(files), stream(promises.map(promised))))
    for (const { left, right } of pairs)
      if (right !== undefined && left?.trouble?.above !== undefined)
        found.push(`${right.path} below '${left.trouble.above}'`);
  return found;
}

describe('what was promised below a directory that cannot be listed', () => {
  it('is unknown, and nothing beside it', async () => {
    const files = [file('a'), closed('b'), file('b0'), closed('d'), file('e')];
    expect(await unknown(files, ['a', 'b-x', 'b/1', 'b/2/3', 'b0', 'c', 'd/1', 'e', 'f'])).toEqual([
      "b/1 below 'b'",
      "b/2/3 below 'b'",
      "d/1 below 'd'",
    ]);
  });

  it('is all of it where that is the root', async () => {
    expect(await unknown([closed('')], ['!first', 'a', 'b/c'])).toEqual([
      "!first below ''",
      "a below ''",
      "b/c below ''",
    ]);
  });
});
