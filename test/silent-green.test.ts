/**
 * "Silent green": what ends another verifier with 0 where an administrator expects failure must not end ours with 0. Here
 * sha256sum, whose own exit code stands beside ours on the same tree, and what no tool that can be installed shows; the
 * others are in silent-green-lists, silent-green-stores and silent-green-runs. docs/measured/demands.md has the table.
 */
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { expectFailure, plainTree, sealedTree, shell } from './help/peer.ts';
import { execute, PROGRAM, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const sealed = (): Promise<string> => sealedTree(scratch);

/** A tree of two files with a list of both. */
async function listed(): Promise<string> {
  const root = plainTree(scratch);
  await shell('sha256sum a.txt b.txt > SHA256SUMS', root);
  return root;
}

const peer = (root: string, option = ''): Promise<number | null> =>
  shell(`sha256sum --check ${option} SHA256SUMS`, root);

describe.skipIf(!needs('sha256sum'))('where sha256sum ends with 0, we do not', () => {
  it.concurrent('a baseline of garbage: the digests hold, and it is zeros', async () => {
    const root = await listed();
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(root, name), Buffer.alloc(100_000));
    await shell('sha256sum a.txt b.txt > SHA256SUMS', root);
    expect(await peer(root, '--strict')).toBe(0);
    const zeros = ['garbage-directory ', 'zero-filled a.txt', 'zero-filled b.txt'];
    for (const command of ['verify', 'scan', 'seal']) {
      const { code, findings } = await told([command, root]);
      expect(findings.toSorted()).toEqual(zeros);
      expect(code).toBe(1);
    }
  });

  it.concurrent('a file planted beside the listed ones', async () => {
    const root = await listed();
    writeFileSync(join(root, 'planted.txt'), 'evil\n');
    expect(await peer(root, '--strict')).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'unvouched planted.txt');
  });

  it.concurrent('a malformed line', async () => {
    const root = await listed();
    await shell("sed -i '2s/^./x/' SHA256SUMS", root);
    expect(await peer(root)).toBe(0);
    expectFailure(await told(['verify', root]), 4, 'manifest-damaged SHA256SUMS', 'unvouched b.txt');
  });

  it.concurrent('a list that was cut inside a digest', async () => {
    const root = await listed();
    truncateSync(join(root, 'SHA256SUMS'), 73 + 20);
    expect(await peer(root)).toBe(0);
    expectFailure(await told(['verify', root]), 4, 'manifest-truncated SHA256SUMS', 'unvouched b.txt');
  });

  it.concurrent('a listed file that is gone, ignored on request', async () => {
    const root = await listed();
    rmSync(join(root, 'b.txt'));
    expect(await peer(root, '--ignore-missing --strict')).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'missing b.txt');
  });

  it.concurrent('a byte order mark, behind which the first line is not checked', async () => {
    const root = await listed();
    await shell("sed -i '1s/^/\\xef\\xbb\\xbf/' SHA256SUMS", root);
    writeFileSync(join(root, 'a.txt'), 'the other file\n');
    expect(await peer(root)).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'changed a.txt');
  });

  it.concurrent('lines of another algorithm, which are not checked', async () => {
    const root = await listed();
    await shell('(sha256sum --tag a.txt; md5sum --tag b.txt) > SHA256SUMS', root);
    writeFileSync(join(root, 'b.txt'), 'the secind file\n');
    expect(await peer(root)).toBe(0);
    expectFailure(await told(['verify', root]), 1, 'changed b.txt');
  });

  it.concurrent('an index that was altered: one whole entry less', async () => {
    const root = await sealed();
    await shell("sed -i '/b.txt/d' restorable.sha256", root);
    rmSync(join(root, 'b.txt'));
    expect(await shell('sha256sum --check --strict restorable.sha256', root)).toBe(0);
    expectFailure(await told(['verify', root]), 4, 'manifest-damaged restorable.sha256');
  });
});

describe('where other verifiers end with 0, we do not', () => {
  it.concurrent('missing files (chkbit, scorch, bitrot, cshatag)', async () => {
    const root = await sealed();
    rmSync(join(root, 'a.txt'));
    expectFailure(await told(['verify', root]), 1, 'missing a.txt');
  });

  it.concurrent('a file overwritten with a fresh mtime (chkbit, bitrot, cshatag)', async () => {
    const root = await sealed();
    writeFileSync(join(root, 'a.txt'), 'the worst file\n');
    const later = new Date(Date.now() + 10_000);
    utimesSync(join(root, 'a.txt'), later, later);
    expectFailure(await told(['verify', root]), 1, 'changed a.txt');
  });

  it.concurrent('no digest that can be computed, so that only names are compared (rclone)', async () => {
    const root = await listed();
    const digest = '0'.repeat(48);
    writeFileSync(join(root, 'SHA256SUMS'), `TIGER (a.txt) = ${digest}\nTIGER (b.txt) = ${digest}\n`);
    const { code, findings } = await told(['verify', root]);
    expect(findings).toContain('manifest-damaged SHA256SUMS');
    expect(code).toBe(4);
  });

  it.concurrent('a list that promises nothing', async () => {
    const root = await listed();
    for (const text of ['', '# nothing\n']) {
      writeFileSync(join(root, 'SHA256SUMS'), text);
      const { code, findings } = await told(['verify', root]);
      expect(findings).toContain('manifest-damaged SHA256SUMS');
      expect(code).toBe(4);
    }
  });

  it.concurrent('an empty directory, as of a disk that is not mounted', async () => {
    const root = mkdtempSync(join(scratch, 'empty-'));
    expectFailure(await told(['scan', root]), 1, 'empty-root ');
    expectFailure(await told(['seal', root]), 1, 'empty-root ');
    expectFailure(await told(['verify', root]), 4, 'no-voucher ', 'empty-root ');
    mkdirSync(join(root, 'lost+found'));
    expect((await told(['verify', root])).code).toBe(4);
  });

  it.concurrent('everything excluded', async () => {
    const root = await sealed();
    expectFailure(await told(['verify', '--exclude', '*', root]), 1, 'empty-root ');
  });

  it.concurrent('a link to the newest backup, where only the link is looked at', async () => {
    const root = await sealed();
    symlinkSync(join(root, 'a.txt'), `${root}.latest`);
    expect((await told(['verify', `${root}.latest`])).events.at(-1)).toMatchObject({
      exit: 0,
      files: 1,
      held: 1,
    });
    writeFileSync(join(root, 'a.txt'), Buffer.alloc(10_000));
    expectFailure(await told(['scan', `${root}.latest`]), 1, 'zero-filled a.txt');
    const { code, findings } = await told(['verify', `${root}.latest`]);
    expect(findings).toContain('grown a.txt');
    expect(code).toBe(1);
  });

  it.concurrent('a path that is empty, as of a variable that is not set', async () => {
    const root = await sealed();
    for (const command of ['verify', 'scan', 'seal']) {
      const { code, stdout, stderr } = await execute(process.execPath, [PROGRAM, command, ''], { cwd: root });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('restorable: error: empty path\n');
    }
  });
});
