/**
 * "Silent green", third part: verifiers of lists other than sha256sum, with their own exit codes beside ours on the same
 * tree and the same list. A row that asks a peer for an option that weakens it shows what cron lines are found with.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { expectFailure, plainTree, sealedTree, shell } from './help/peer.ts';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** How each of them lists two files, checks the list, and what the list is called. */
const PEERS = [
  { tool: 'b3sum', list: 'B3SUMS', make: 'b3sum a.txt b.txt > B3SUMS', check: 'b3sum --check B3SUMS' },
  {
    tool: 'rhash',
    list: 'SHA256SUMS',
    make: 'rhash --sha256 a.txt b.txt -o SHA256SUMS',
    check: 'rhash --check SHA256SUMS',
  },
  {
    tool: 'hashdeep',
    list: 'hashdeep.txt',
    make: 'hashdeep -l a.txt b.txt > ../list; mv ../list hashdeep.txt',
    check: 'hashdeep -a -l -k hashdeep.txt a.txt b.txt',
  },
  {
    tool: 'rclone',
    list: 'SHA256SUMS',
    make: 'rclone hashsum sha256 . > ../list; mv ../list SHA256SUMS',
    check: 'rclone checksum sha256 --one-way SHA256SUMS .',
  },
];

type Peer = (typeof PEERS)[number];

async function listed({ make, check }: Peer, spoil: (root: string) => void = () => {}): Promise<string> {
  const home = mkdtempSync(join(scratch, 'listed-'));
  const root = plainTree(home);
  spoil(root);
  expect(await shell(make, root)).toBe(0);
  expect(await shell(check, root)).toBe(0);
  return root;
}

describe.each(PEERS)('where $tool ends with 0, we do not', (each) => {
  const { tool, check } = each;
  const isHere = needs(tool);

  it.skipIf(!isHere).concurrent('a baseline of garbage', async () => {
    const root = await listed(each, (tree) => {
      for (const name of ['a.txt', 'b.txt']) writeFileSync(join(tree, name), Buffer.alloc(100_000));
    });
    const { code, findings } = await told(['verify', root]);
    expect(findings.toSorted()).toEqual(['garbage-directory ', 'zero-filled a.txt', 'zero-filled b.txt']);
    expect(code).toBe(1);
  });

  it.skipIf(!isHere).concurrent('a file planted beside the listed ones', async () => {
    const root = await listed(each);
    writeFileSync(join(root, 'planted.txt'), 'evil\n');
    expect(await shell(check, root)).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'unvouched planted.txt');
  });
});

describe.each(PEERS.filter(({ tool }) => tool === 'b3sum' || tool === 'rhash'))('$tool', (each) => {
  it.skipIf(!needs(each.tool)).concurrent('ends with 0 for an empty list, and we do not', async () => {
    const root = await listed(each);
    writeFileSync(join(root, each.list), '');
    expect(await shell(each.check, root)).toBe(0);
    const { code, findings } = await told(['verify', root]);
    expect(findings).toContain(`manifest-damaged ${each.list}`);
    expect(code).toBe(4);
  });
});

describe('where an option or a backend makes them weak', () => {
  it.skipIf(!needs('rhash')).concurrent('a listed file that is gone (rhash --ignore-missing)', async () => {
    const [, rhash = PEERS[0]] = PEERS;
    if (rhash === undefined) throw new Error('no peer');
    const root = await listed(rhash);
    rmSync(join(root, 'b.txt'));
    expect(await shell('rhash --ignore-missing --check SHA256SUMS', root)).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'missing b.txt');
  });

  it.skipIf(!needs('rclone')).concurrent('no common hash, so that rclone compares sizes', async () => {
    const root = await sealedTree(scratch);
    const home = mkdtempSync(join(scratch, 'crypt-'));
    const remote = `":crypt,remote=${home}/far,password=$(rclone obscure secret):"`;
    expect(await shell(`rclone copy ${root} ${remote}`, home)).toBe(0);
    const text = readFileSync(join(root, 'a.txt'), 'latin1');
    writeFileSync(join(root, 'a.txt'), text.replace('first', 'worst'));
    expect(await shell(`rclone check ${root} ${remote}`, home)).toBe(0);
    expect(await shell(`rclone check --download ${root} ${remote}`, home)).toBe(1);
    const { code, findings } = await told(['verify', root]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^(changed|corrupt) a\.txt$/);
    expect(code).toBe(1);
  });

  it.skipIf(!needs('rclone')).concurrent('an empty source, as of a disk that is not mounted', async () => {
    const home = mkdtempSync(join(scratch, 'empty-'));
    for (const name of ['here', 'there']) mkdirSync(join(home, name));
    expect(await shell('rclone check here there', home)).toBe(0);
    expectFailure(await told(['verify', join(home, 'here')]), 4, 'no-voucher ', 'empty-root ');
  });

  it.skipIf(!needs('par2')).concurrent('a planted file and a garbage one beside PAR2 files', async () => {
    const root = plainTree(scratch);
    writeFileSync(join(root, 'a.txt'), Buffer.alloc(100_000));
    expect(await shell('par2 create -q -q set.par2 a.txt b.txt', root)).toBe(0);
    writeFileSync(join(root, 'planted.txt'), 'evil\n');
    expect(await shell('par2 verify -q -q set.par2', root)).toBe(0);
    const { code, findings } = await told(['verify', root]);
    expect(findings).toContain('zero-filled a.txt');
    expect(findings).toContain('unvouched planted.txt');
    expect(code).toBe(1);
  });

  it.skipIf(!needs('hashdeep')).concurrent(
    'a directory whose files vanished before they were listed',
    async () => {
      const root = mkdtempSync(join(scratch, 'none-'));
      chmodSync(root, 0o755);
      expect(await shell('hashdeep -r -l .', root)).toBe(0);
      expectFailure(await told(['seal', root]), 1, 'empty-root ');
    },
  );
});
