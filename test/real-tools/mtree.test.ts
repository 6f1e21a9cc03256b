/** Specifications of NetBSD's mtree and of libarchive: held, damage named, closed, beside mtree's own verdict. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const NAMES = [
  'a b.txt',
  'sub/x.txt',
  'sub/deep/y.txt',
  '#hash.txt',
  'lat\xe9\\.txt',
  '\xc3\xbc.txt',
  'two\nlines.txt',
];

function makeTree(): string {
  const folder = makeFolder();
  for (const [i, name] of NAMES.entries()) folder.write(`t/${name}`, proseOf(20 + i));
  folder.write('t/empty.log');
  folder.directory('t/nothing here');
  symlinkSync('sub/x.txt', `${folder.path}/t/link`);
  symlinkSync('/nowhere else', `${folder.path}/t/sub/dangling`);
  execFileSync('mkfifo', [`${folder.path}/t/pipe`]);
  return folder.path;
}

const run = (root: string, command: string): void => void execFileSync('sh', ['-ec', command], { cwd: root });
const COVERED = NAMES.map((name) => `t/${name}`);

const SPECS: readonly (readonly [tool: string, command: string])[] = [
  ['mtree', 'mtree -c -p t -k sha256,size,time,type,link,mode > t.mtree'],
  ['mtree', 'mtree -c -p t -k md5,sha1,sha384,sha512,rmd160,cksum,size,type,link > spec.mtree'],
  ['mtree', 'mtree -c -p t -k sha1,type > t/.mtree'],
  ['mtree', 'mtree -c -p t -k sha512,size,type,link | mtree -C -k all > t.mtree; grep -q ^./sub/x t.mtree'],
  ['bsdtar', "bsdtar -cf t.mtree --format=mtree --options='mtree:sha256' t"],
  ['bsdtar', "bsdtar -cf .mtree --format=mtree --options='!all,use-set,type,size,md5,cksum,link' t"],
  ['bsdtar', "cd t; bsdtar -czf ../x.MTREE --format=mtree --options='mtree:sha512,mtree:rmd160' ."],
];

describe('a specification of mtree', () => {
  it.each(SPECS.filter(([tool]) => needs(tool)))('of %s: %s', async (_, command) => {
    const root = makeTree();
    run(root, command);
    const voucher = await expectSound(root, 'mtree');
    expect(voucher.entries).toBe(NAMES.length + 1);
    await expectFlipsFound(root, COVERED, { count: 7 });
    writeFileSync(`${root}/t/sub/more.txt`, proseOf(3));
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['unexpected t/sub/more.txt'] });
    rmSync(`${root}/t/sub/more.txt`);
    rmSync(`${root}/t/sub/x.txt`);
    expect(await verified(root)).toMatchObject({ exit: 1, found: ['missing t/sub/x.txt'] });
  });

  it.skipIf(!needs('mtree'))('every flipped byte is found, as mtree finds it', async () => {
    const root = makeTree();
    run(root, 'mtree -c -p t -k sha256,size,type,link,mode > t.mtree');
    const isContent = (): boolean =>
      spawnSync('mtree', ['-f', 't.mtree', '-p', 't'], { cwd: root }).status === 0;
    expect(isContent()).toBe(true);
    await expectSound(root, 'mtree');
    expect(await expectFlipsFound(root, COVERED, { tool: isContent })).toBe(28);
    truncateSync(`${root}/t/sub/deep/y.txt`, 10);
    rmSync(`${root}/t/link`);
    symlinkSync('elsewhere', `${root}/t/link`);
    expect(isContent()).toBe(false);
    expect(await verified(root)).toMatchObject({
      exit: 1,
      found: ['relinked t/link', 'truncated t/sub/deep/y.txt'],
    });
  });

  it.skipIf(!needs('mtree', 'bsdtar'))(
    'without digests proves sizes and nothing else, and says so',
    async () => {
      for (const command of ['mtree -c -p t > t.mtree', 'bsdtar -cf t.mtree --format=mtree t']) {
        const root = makeTree();
        run(root, command);
        const { exit, found, vouchers } = await verified(root);
        expect(exit).toBe(1);
        expect(new Set(found.map((each) => each.split(' ')[0]))).toEqual(new Set(['unvouched']));
        expect(vouchers[0]?.notes).toEqual([
          `files without a digest there, compared by kind and size alone: ${NAMES.length}`,
          ...(command.startsWith('mtree') ? ['names are relative to t/'] : []),
        ]);
        truncateSync(`${root}/t/sub/x.txt`, 10);
        rmSync(`${root}/t/sub/deep/y.txt`);
        const damaged = await verified(root);
        expect(damaged.found).toEqual(
          expect.arrayContaining(['truncated t/sub/x.txt', 'missing t/sub/deep/y.txt']),
        );
      }
    },
  );

  it.skipIf(!needs('mtree'))('cut or damaged is said of the specification', async () => {
    const root = makeTree();
    run(root, 'mtree -c -p t -k sha256,type,link > t.mtree');
    const spec = readFileSync(`${root}/t.mtree`);
    for (const length of [spec.length - 4, spec.length - 30, spec.length - 200]) {
      writeFileSync(`${root}/t.mtree`, spec.subarray(0, length));
      const { exit, found } = await verified(root);
      expect({ length, exit }).toEqual({ length, exit: 4 });
      expect(found.filter((each) => /^(?:changed|corrupt) /.test(each))).toEqual([]);
    }
    writeFileSync(`${root}/t.mtree`, spec.toString('latin1').replace('sha256=', 'sha256=z'), 'latin1');
    expect(await verified(root)).toMatchObject({ exit: 4 });
  });
});
