import { describe, expect, it } from 'vitest';
import { readEntries } from '../../../dist/engine/generations/read-entries.js';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { walk } from '../../../src/walk/walk.ts';
import { gather } from '../../help/arbitrary.ts';
import { makeFolder } from '../../help/folder.ts';

const folder = makeFolder();
folder.write('a', 'text\n');
folder.directory('b/empty');
folder.link('c', 'a');
folder.write('z', new Uint8Array(8192));

async function read(acceptFindings: boolean): Promise<ManifestEntry[]> {
  const files = walk({ root: folder.path, leaveOut: undefined });
  const tree = { root: folder.path, files, digests: ['xxh64', 'sha256'], acceptFindings };
  return (await gather(readEntries(tree, { jobs: 2 }))).flat();
}

describe('a tree without promises', () => {
  it('is read into what a manifest would promise of it', async () => {
    const entries = await read(false);
    expect(entries.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'file a',
      'directory b/empty',
      'link c',
      'file z',
    ]);
    expect(entries[0]).toMatchObject({ size: 5, digests: [{ algorithm: 'xxh64' }, { algorithm: 'sha256' }] });
    expect(entries[2]).toMatchObject({ target: 'a', digests: [] });
    expect(entries.some(({ accepted }) => accepted !== undefined)).toBe(false);
  });

  it('carries the findings that are accepted', async () => {
    const entries = await read(true);
    expect(entries.filter(({ accepted }) => accepted !== undefined)).toMatchObject([
      { path: 'z', accepted: ['zero-filled'] },
    ]);
  });
});
