/**
 * Sealing a tree that has lists of its own: what they say is checked in the same read, what does not hold is not sealed, and
 * what holds is named in the head of the manifest.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { expectFailure, plainTree, shell } from './help/peer.ts';
import { restorable, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const MANIFEST = 'restorable.sha256';

/** Lists that real tools write, below a tree of a.txt and b.txt, and what the head of a manifest says of them. */
const LISTS = [
  {
    what: 'SHA256SUMS',
    tools: ['sha256sum'],
    make: 'sha256sum a.txt b.txt > SHA256SUMS',
    held: 'SHA256SUMS:2',
  },
  { what: 'a sidecar', tools: ['md5sum'], make: 'md5sum a.txt > a.txt.md5', held: 'a.txt.md5:1' },
  {
    what: 'a list of sizes and digests',
    tools: ['rhash'],
    make: 'rhash --sfv a.txt b.txt > all.sfv',
    held: 'all.sfv:2',
  },
  { what: 'PAR2', tools: ['par2'], make: 'par2 create -q -q -n1 all.par2 a.txt b.txt', held: 'all.par2:2' },
  {
    what: 'a bag',
    tools: ['sha256sum'],
    make: `mkdir data && cp a.txt b.txt data/ && sha256sum data/a.txt data/b.txt > manifest-sha256.txt &&
      printf 'BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8\\n' > bagit.txt && rm a.txt b.txt`,
    held: 'bagit.txt:2',
    below: 'data/',
  },
] as const;

type List = (typeof LISTS)[number];

async function listed({ make }: List): Promise<string> {
  const root = plainTree(mkdtempSync(join(scratch, 'listed-')));
  expect(await shell(make, root)).toBe(0);
  return root;
}

function head(root: string): string {
  return readFileSync(join(root, MANIFEST), 'latin1').split('\n')[0] ?? '';
}

describe.each(LISTS)('a tree with $what', (list) => {
  const isHere = needs(...list.tools);
  const first = `${'below' in list ? list.below : ''}a.txt`;

  it.skipIf(!isHere).concurrent('is sealed where it holds, and the head says so', async () => {
    const root = await listed(list);
    const { code, findings } = await told(['seal', root]);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(head(root).split('\t')).toContain(`held=${list.held}`);
    expect(await shell(`sha256sum -c --strict ${MANIFEST}`, root)).toBe(0);
    const verified = await told(['verify', root]);
    expect({ code: verified.code, findings: verified.findings }).toEqual({ code: 0, findings: [] });
    expect(JSON.stringify(verified.events[0])).toContain('also checked at seal: ');
  });

  it.skipIf(!isHere).concurrent('is not sealed where a byte was flipped', async () => {
    const root = await listed(list);
    writeFileSync(join(root, first), 'the f1rst file\n');
    expectFailure(await told(['seal', root]), 1, `changed ${first}`);
    expect(existsSync(join(root, MANIFEST))).toBe(false);
    expectFailure(await told(['seal', '--accept-findings', root]), 1, `changed ${first}`);
    expect(existsSync(join(root, MANIFEST))).toBe(false);
  });

  it.skipIf(!isHere).concurrent('is not sealed where a listed file is gone', async () => {
    const root = await listed(list);
    rmSync(join(root, first));
    expectFailure(await told(['seal', root]), 1, `missing ${first}`);
    expect(existsSync(join(root, MANIFEST))).toBe(false);
  });
});

describe.skipIf(!needs('sha256sum'))('a list that does not hold', () => {
  async function contradicted(): Promise<string> {
    const root = plainTree(mkdtempSync(join(scratch, 'contradicted-')));
    expect(await shell('sha256sum a.txt b.txt > SHA256SUMS', root)).toBe(0);
    writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
    return root;
  }

  it.concurrent('is accepted by the name of the code, and the head says so', async () => {
    const root = await contradicted();
    const { code, findings } = await told(['seal', '--accept-code', 'changed', root]);
    expect({ code, findings }).toEqual({ code: 0, findings: ['changed a.txt'] });
    expect(head(root).split('\t')).toContain('accepted=changed');
    expect(await shell(`sha256sum -c --strict ${MANIFEST}`, root)).toBe(0);
    const verified = await told(['verify', root]);
    expect(verified.code).toBe(0);
    expect(JSON.stringify(verified.events[0])).toContain('accepted at seal despite the lists: changed');
  });

  it.concurrent('is not accepted by the name of another code', async () => {
    expectFailure(await told(['seal', '--accept-code', 'missing', await contradicted()]), 1, 'changed a.txt');
  });

  it.concurrent('leaves the manifest that is there, also with --force', async () => {
    const root = await contradicted();
    const file = join(root, MANIFEST);
    expect((await told(['seal', '--accept-code', 'changed', root])).code).toBe(0);
    const before = readFileSync(file);
    expectFailure(await told(['seal', '--force', root]), 1, 'changed a.txt');
    expect(readFileSync(file)).toEqual(before);
  });

  it.concurrent('does not matter where it is excluded', async () => {
    const { code, findings } = await told(['seal', '--exclude', 'SHA256SUMS', await contradicted()]);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
  });

  it.concurrent('is damaged: exit 4 and no manifest, unless that is accepted', async () => {
    const root = await contradicted();
    writeFileSync(join(root, 'SHA256SUMS'), 'not a line\n'.repeat(3));
    expect((await told(['seal', root])).code).toBe(4);
    expect(existsSync(join(root, MANIFEST))).toBe(false);
    expect((await told(['seal', '--accept-code', 'manifest-damaged', root])).code).toBe(0);
  });
});

describe('manifests of ours in the tree', () => {
  it.concurrent('a sealed directory below is checked', async () => {
    const root = plainTree(mkdtempSync(join(scratch, 'above-')));
    const below = join(root, 'below');
    mkdirSync(below);
    cpSync(join(root, 'a.txt'), join(below, 'a.txt'));
    expect((await told(['seal', below])).code).toBe(0);
    expect((await told(['seal', '--output', join(scratch, 'above.sha256'), root])).code).toBe(0);
    expect(readFileSync(join(scratch, 'above.sha256'), 'latin1')).toContain(`\theld=below/${MANIFEST}:1\n`);
    appendFileSync(join(below, 'a.txt'), 'more\n');
    writeFileSync(join(below, 'new.txt'), 'new\n');
    expectFailure(await told(['seal', root]), 1, 'grown below/a.txt', 'unexpected below/new.txt');
    expect(existsSync(join(root, MANIFEST))).toBe(false);
  });

  it.concurrent('the one that --force replaces is not', async () => {
    const root = plainTree(mkdtempSync(join(scratch, 'replaced-')));
    expect((await told(['seal', root])).code).toBe(0);
    writeFileSync(join(root, 'a.txt'), 'another file\n');
    rmSync(join(root, 'b.txt'));
    const { code, findings } = await told(['seal', '--force', root]);
    expect({ code, findings }).toEqual({ code: 0, findings: [] });
    expect(head(root).split('\t')).toContain('held=');
  });

  it.concurrent('one that stays is', async () => {
    const root = plainTree(mkdtempSync(join(scratch, 'stays-')));
    expect((await told(['seal', root])).code).toBe(0);
    appendFileSync(join(root, 'a.txt'), 'more\n');
    expectFailure(await told(['seal', '--output', join(scratch, 'stays.sha256'), root]), 1, 'grown a.txt');
  });
});

describe.skipIf(!needs('sha256sum'))('accepting a change beside lists of the tree', () => {
  const ACCEPT = ['--reason', 'meant', '--yes'];

  /** A sealed tree with a SHA256SUMS of both files. */
  async function sealedWithList(): Promise<string> {
    const root = plainTree(mkdtempSync(join(scratch, 'accepting-')));
    expect(await shell('sha256sum a.txt b.txt > SHA256SUMS', root)).toBe(0);
    expect((await told(['seal', root])).code).toBe(0);
    return root;
  }

  const accept = async (root: string, ...args: string[]): Promise<{ code: number | null; said: string }> => {
    const { code, stdout, stderr } = await restorable(['accept', root, ...ACCEPT, ...args]);
    return { code, said: stdout + stderr };
  };

  it.concurrent('takes what no list contradicts, and the head says which were checked', async () => {
    const root = await sealedWithList();
    writeFileSync(join(root, 'new.txt'), 'new\n');
    expect((await accept(root)).code).toBe(0);
    expect(head(root).split('\t')).toEqual(expect.arrayContaining(['seq=2', 'held=SHA256SUMS:2']));
    expect(await told(['verify', root])).toMatchObject({ code: 0, findings: [] });
  });

  it.concurrent('takes a change of the list with that of the file', async () => {
    const root = await sealedWithList();
    writeFileSync(join(root, 'a.txt'), 'another file\n');
    expect(await shell('sha256sum a.txt b.txt > SHA256SUMS', root)).toBe(0);
    expect((await accept(root)).code).toBe(0);
    expect(head(root).split('\t')).toContain('held=SHA256SUMS:2');
  });

  it.concurrent.each([
    ['a changed file', (root: string) => writeFileSync(join(root, 'a.txt'), 'another file\n'), 'changed'],
    ['a file that is gone', (root: string) => rmSync(join(root, 'a.txt')), 'missing'],
    ['a file that moved', (root: string) => renameSync(join(root, 'a.txt'), join(root, 'z.txt')), 'moved'],
    [
      'a new list',
      (root: string) => writeFileSync(join(root, 'a.txt.md5'), `${'0'.repeat(32)}  a.txt\n`),
      'changed',
    ],
  ])('takes nothing where a list says otherwise: %s', async (_, change, code) => {
    const root = await sealedWithList();
    const before = readFileSync(join(root, MANIFEST));
    change(root);
    writeFileSync(join(root, 'new.txt'), 'new\n');
    const refused = await accept(root);
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(/nothing was accepted: .* against lists in the tree/);
    expect(readFileSync(join(root, MANIFEST))).toEqual(before);
    const named = [code, 'unexpected', 'changed', 'grown', 'truncated'].flatMap((each) => ['--code', each]);
    expect((await accept(root, ...named)).code).toBe(0);
    expect(head(root)).toMatch(/\taccepted=/);
    expect((await told(['verify', root])).code).toBe(0);
    // What was accepted by name need not be named for the next change.
    writeFileSync(join(root, 'newer.txt'), 'newer\n');
    expect((await accept(root)).code).toBe(0);
  });

  it.concurrent('takes nothing where a list is damaged', async () => {
    const root = await sealedWithList();
    writeFileSync(join(root, 'B2SUMS'), 'not a line\n'.repeat(3));
    const { code, said } = await accept(root);
    expect(code).toBe(4);
    expect(said).toContain('B2SUMS: cannot be trusted');
  });
});
