/** Where candidates are sought: in the whole tree, unless a manifest of ours at its top has the last word. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../../src/engine/vouchers/find-candidates.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { restorable } from '../../help/program.ts';

type Search = Parameters<typeof findCandidates>[1];

/** A sealed tree to which a list came later. */
async function sealedTree(): Promise<Folder> {
  const folder = makeFolder();
  folder.write('d/a.txt', 'a file\n');
  expect((await restorable(['seal', folder.path])).code).toBe(0);
  folder.write('d/SHA256SUMS', '');
  return folder;
}

async function found({ path }: Folder, search: Partial<Search> = {}): Promise<readonly string[][]> {
  const { natives, lists } = await findCandidates({ directory: path }, { leaveOut: undefined, ...search });
  return [[...natives], lists.map((list) => list.path)];
}

const MANIFEST = 'restorable.sha256';
const ALL = [[MANIFEST], ['d/SHA256SUMS']];
const ITSELF = [[MANIFEST], []];

describe('a manifest of ours at the top', () => {
  it('has the last word where lists were checked when it was made', async () => {
    expect(await found(await sealedTree())).toEqual(ITSELF);
  });

  it('has none where nobody looked for lists then', async () => {
    const folder = await sealedTree();
    const file = `${folder.path}/${MANIFEST}`;
    writeFileSync(file, readFileSync(file, 'latin1').replace(/\theld=[^\t\n]*/, ''), 'latin1');
    expect(await found(folder)).toEqual(ALL);
  });

  it('has it where it alone is asked for, and none where another format is, or everything', async () => {
    const folder = await sealedTree();
    expect(await found(folder, { voucher: 'native' })).toEqual(ITSELF);
    expect(await found(folder, { voucher: 'checksum-list' })).toEqual(ALL);
    expect(await found(folder, { everythingBut: () => false })).toEqual(ALL);
    expect(await found(folder, { everythingBut: (path) => path === 'd/SHA256SUMS' })).toEqual(ITSELF);
  });

  it('has it where its head is damaged, which is told instead', async () => {
    const folder = await sealedTree();
    writeFileSync(`${folder.path}/${MANIFEST}`, 'no manifest\n');
    expect(await found(folder)).toEqual(ITSELF);
  });
});
