import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeExports } from '../../../src/cli/output/export-files.ts';
import { restorable } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const ID = '1f2e3d4c-0000-4000-8000-000000000000';

/** A sealed tree, its manifest, and a directory beside it. */
async function makeTree(): Promise<{
  readonly root: string;
  readonly manifest: string;
  readonly beside: string;
}> {
  const home = mkdtempSync(join(scratch, 'home-'));
  const [root, beside] = [join(home, 'root'), join(home, 'beside')];
  for (const each of [root, join(root, 'data'), beside]) mkdirSync(each);
  writeFileSync(join(root, 'data', 'a.txt'), 'the first file\n');
  expect((await restorable(['seal', root])).code).toBe(0);
  return { root, manifest: join(root, 'restorable.sha256'), beside };
}

const DIGEST = /^[0-9a-f]{64} {2}data\/a\.txt\n$/;

describe('exported lists', () => {
  it('are written from the manifest into the tree, and nothing is left beside them', async () => {
    const { root, manifest } = await makeTree();
    await writeExports(root, manifest, [{ format: 'sha256sums' }, { format: 'bagit-manifests' }], ID);
    const names = ['SHA256SUMS', 'bagit.txt', 'data', 'manifest-sha256.txt', 'restorable.sha256'];
    expect(readdirSync(root).toSorted()).toEqual(names);
    expect(readFileSync(join(root, 'SHA256SUMS'), 'utf8')).toMatch(DIGEST);
    expect(readFileSync(join(root, 'manifest-sha256.txt'), 'utf8')).toMatch(DIGEST);
    expect(readFileSync(join(root, 'bagit.txt'), 'utf8')).toContain('BagIt-Version: ');
  });

  it('go to the file that is named, with what belongs to them in the tree', async () => {
    const { root, manifest, beside } = await makeTree();
    await writeExports(root, manifest, [{ format: 'bagit-manifests', file: join(beside, 'list') }], ID);
    expect(readFileSync(join(beside, 'list'), 'utf8')).toMatch(DIGEST);
    expect(readdirSync(root).toSorted()).toEqual(['bagit.txt', 'data', 'restorable.sha256']);
  });

  it('replace the ones before, and leave those where the manifest cannot be read', async () => {
    const { root, manifest, beside } = await makeTree();
    const list = join(beside, 'SHA256SUMS');
    writeFileSync(list, 'of yesterday\n');
    const choices = [{ format: 'sha256sums', file: list }] as const;
    await expect(writeExports(root, join(beside, 'gone'), choices, ID)).rejects.toMatchObject({ exit: 4 });
    expect(readdirSync(beside)).toEqual(['SHA256SUMS']);
    expect(readFileSync(list, 'utf8')).toBe('of yesterday\n');
    await writeExports(root, manifest, choices, ID);
    expect(readFileSync(list, 'utf8')).toMatch(DIGEST);
  });
});
