import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { git } from '../../src/voucher/git/git.ts';
import { expectUnshaken, opened, problemsOf } from '../help/opened.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });
const scratch = mkdtempSync(join(tmpdir(), 'restorable-git-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;

/** A bare repository with a pack, loose objects, branches and tags, packed and loose; `format` is that of its names. */
function makeRepository(format = 'sha1'): string {
  const root = join(scratch, `repository-${made++}`);
  const script = `git init -q -b main --object-format=${format} work; cd work
    git config user.email a@example.org; git config user.name A
    for i in 1 2 3; do seq $i 500 > file$i; git add .; git commit -q -m commit$i; git tag -a -m tag tag$i; done
    git gc -q; git clone -q --bare . ../bare; seq 9 > new; git add new; git commit -q -m new; git push -q ../bare main:other`;
  execFileSync('mkdir', ['-p', root]);
  execFileSync('sh', ['-ec', script], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  return join(root, 'bare');
}

function fsckFinds(root: string): boolean {
  return spawnSync('git', ['fsck', '--full', '--strict'], { cwd: root, stdio: 'ignore' }).status !== 0;
}

const warnings = (found: readonly string[]): string[] =>
  found.filter((each) => !each.startsWith('unvouched '));

describe.skipIf(!needs('git'))('git', () => {
  it.each(['sha1', 'sha256'])(
    'repositories of %s are sound, and what is flipped or gone is named',
    async (format) => {
      const root = makeRepository(format);
      const { exit, found, vouchers } = await verified(root);
      expect({ exit, warnings: warnings(found), formats: vouchers.map((each) => each.format) }).toEqual({
        exit: 0,
        warnings: [],
        formats: ['git'],
      });
      const objects = filesBelow(root, 'objects').filter((path) => !path.startsWith('objects/info/'));
      expect(await expectFlipsFound(root, objects, { tool: () => !fsckFinds(root) })).toBeGreaterThan(10);
      for (const end of ['.pack', '.idx']) {
        const path = objects.find((each) => each.endsWith(end)) ?? '';
        const bytes = readFileSync(join(root, path));
        for (let at = 0; at < 8; at++) {
          const flipped = Buffer.from(bytes);
          flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
          rmSync(join(root, path));
          writeFileSync(join(root, path), flipped);
          const first = await verified(root);
          expect([at, first.exit, first.found.join()]).toEqual([at, 1, expect.stringContaining(path)]);
        }
        rmSync(join(root, path));
        expect((await verified(root)).found).toContain(`missing ${path}`);
        writeFileSync(join(root, path), bytes);
      }
    },
  );

  it('names an object that a ref names and that is gone', async () => {
    const root = makeRepository();
    const hex = readFileSync(join(root, 'refs/heads/other'), 'latin1').trim();
    const object = `objects/${hex.slice(0, 2)}/${hex.slice(2)}`;
    rmSync(join(root, object));
    expect(await verified(root)).toMatchObject({
      exit: 1,
      found: expect.arrayContaining([`missing ${object}`]),
    });
    expect(fsckFinds(root)).toBe(true);
  });

  it('names refs that are zeros, and a packed list that is none', async () => {
    const root = makeRepository();
    writeFileSync(join(root, 'refs/heads/other'), Buffer.alloc(41));
    expect(problemsOf(await opened(git, root, 'HEAD'))).toEqual([
      'broken-structure refs/heads/other: a ref that names no object and no other ref',
    ]);
    writeFileSync(join(root, 'packed-refs'), 'nonsense\n');
    const { exit, found } = await verified(root);
    expect(exit).toBe(1);
    expect(found).toEqual(
      expect.arrayContaining(['broken-structure packed-refs', 'broken-structure refs/heads/other']),
    );
  });

  it('says that objects lie elsewhere, and does not miss them here', async () => {
    const root = makeRepository();
    execFileSync('git', ['clone', '-q', '--mirror', '--shared', root, join(root, '../shared')]);
    const { findings, notes } = await opened(git, join(root, '../shared'), 'HEAD');
    expect(findings).toEqual([]);
    expect(notes.join()).toContain(`it borrows objects from ${root}/objects`);
  });

  it('leaves alone what git does: hidden files among the refs, and the stand-ins of a reftable', async () => {
    const root = makeRepository();
    writeFileSync(join(root, 'refs/heads/.DS_Store'), 'of a desktop');
    expect(problemsOf(await opened(git, root, 'HEAD'))).toEqual([]);
    writeFileSync(join(root, 'refs/heads/main'), 'this repository uses the reftable format\n');
    expect(problemsOf(await opened(git, root, 'HEAD'))).toHaveLength(1);
    execFileSync('mkdir', [join(root, 'reftable')]);
    expect(problemsOf(await opened(git, root, 'HEAD'))).toEqual([]);
  });

  it('is not shaken by damage', async () => {
    const root = makeRepository();
    const store = mkdtempSync(join(scratch, 'store-'));
    cpSync(root, store, { recursive: true });
    const files = ['HEAD', 'packed-refs', 'refs/heads/other'];
    await expectUnshaken(git, store, files, 40);
  });
});
