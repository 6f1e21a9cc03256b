/** Torrents of mktorrent and libtorrent, held beside the verdict of aria2 on the same files. */

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { formatCount } from '../../src/model/counts.ts';
import { torrent } from '../../src/voucher/torrent/torrent.ts';
import { flipByte } from '../help/bytes.ts';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { expectUnshaken, fixtureOf } from '../help/opened.ts';
import { restorable } from '../help/program.ts';
import { needs, takes } from '../help/tools.ts';
import { expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000 });

const MAKE = `
import libtorrent as lt, os, sys
source, version, length = sys.argv[1], sys.argv[2], int(sys.argv[3])
files = lt.file_storage()
lt.add_files(files, source)
flags = {'1': lt.create_torrent.v1_only, '2': lt.create_torrent.v2_only, 'both': 0}[version]
made = lt.create_torrent(files, length, flags)
lt.set_piece_hashes(made, os.path.dirname(os.path.abspath(source)))
sys.stdout.buffer.write(lt.bencode(made.generate()))
`;
const HAS_LIBTORRENT = takes('env', '/usr/bin/python3', '-c', 'import libtorrent');

/** As a tree of 150 kB: two long files, a short one, a tiny one and an empty one. */
function makeTree(): string {
  const folder = makeFolder();
  const long = (seed: number, bytes: number): string =>
    Array.from({ length: bytes / 10 }, (_, i) => `${String(i * seed).padStart(9, '0')}\n`).join('');
  folder.write('d/a.txt', long(7, 70_000));
  folder.write('d/sub/b.txt', long(11, 66_000));
  folder.write('d/c.txt', proseOf(30));
  folder.write('d/tiny', 'x\n');
  folder.write('d/z.txt', '');
  return folder.path;
}

function byMktorrent(root: string, source = 'd'): void {
  const name = `${source.split('/').at(-1)}.torrent`;
  execFileSync('mktorrent', ['-l', '15', '-o', name, source], { cwd: root, stdio: 'ignore' });
}

function byLibtorrent(root: string, version: string, length = 16_384): void {
  const made = execFileSync('/usr/bin/python3', ['-c', MAKE, 'd', version, String(length)], { cwd: root });
  writeFileSync(`${root}/d.torrent`, made);
}

/** Whether aria2 finds every piece. */
function isContent(root: string): boolean {
  const check = ['-q', '--hash-check-only=true', '--check-integrity=true', '-d', '.', 'd.torrent'];
  const { status } = spawnSync('aria2c', check, { cwd: root });
  rmSync(`${root}/d.aria2`, { force: true });
  return status === 0;
}

const PLACES = [0, 20_000, 32_768, 69_999];

describe.skipIf(!needs('mktorrent', 'aria2c'))('a torrent of version 1', () => {
  it('holds its files, and names the file and the bytes of a piece that fails, as aria2 finds it', async () => {
    const root = makeTree();
    byMktorrent(root);
    const { entries } = await expectSound(root, 'torrent');
    expect({ entries, isContent: isContent(root) }).toEqual({ entries: 5, isContent: true });
    for (const at of PLACES) {
      flipByte(`${root}/d/a.txt`, at);
      const { exit, found, details } = await verified(root);
      expect({ at, exit, isContent: isContent(root) }).toEqual({ at, exit: 1, isContent: false });
      expect(found).toContain('changed d/a.txt');
      const from = Math.floor(at / 32_768) * 32_768;
      expect(details.join()).toContain(
        `damage from ${formatCount(from)} to ${formatCount(Math.min(from + 32_768, 70_000))}`,
      );
      flipByte(`${root}/d/a.txt`, at);
    }
    await expectSound(root, 'torrent');
  });

  it('says of a piece in several files that any of them may differ', async () => {
    const root = makeTree();
    byMktorrent(root);
    flipByte(`${root}/d/tiny`, 0);
    const { exit, found, details } = await verified(root);
    expect(exit).toBe(1);
    expect(found.filter((each) => each.startsWith('changed'))).toEqual(
      expect.arrayContaining(['changed d/tiny']),
    );
    expect(details.join()).toMatch(/piece \d does not hold; it also lies in d\//);
  });

  it('reports what is lost or cut, and does not accuse the files beside it', async () => {
    const root = makeTree();
    byMktorrent(root);
    rmSync(`${root}/d/c.txt`);
    truncateSync(`${root}/d/sub/b.txt`, 40_000);
    const { exit, found, vouchers } = await verified(root);
    expect(exit).toBe(1);
    expect(found.filter((each) => !each.startsWith('unvouched d/tiny')).toSorted()).toEqual([
      'missing d/c.txt',
      'truncated d/sub/b.txt',
    ]);
    expect(vouchers[0]?.notes?.join()).toMatch(
      /pieces not compared, of which a file is not here in its length: \d/,
    );
  });

  it('of one file lies beside it', async () => {
    const root = makeTree();
    byMktorrent(root, 'd/a.txt');
    renameSync(`${root}/d/a.txt`, `${root}/a.txt`);
    rmSync(`${root}/d`, { recursive: true });
    await expectSound(root, 'torrent');
    flipByte(`${root}/a.txt`, 69_999);
    const { exit, details } = await verified(root);
    expect(exit).toBe(1);
    expect(details.join()).toContain('damage from 65,536 to 70,000');
  });

  it.each([
    { what: 'in a directory of torrents beside that of the files', list: 'torrents/d.torrent', files: 'x/d' },
    { what: 'in a directory of torrents', list: 'torrents/d.torrent', files: 'd' },
    { what: 'in the directory itself', list: 'd/d.torrent', files: 'd' },
    { what: 'beside a directory that has another name', list: 'd.torrent', files: 'renamed' },
    { what: 'with the files at the top', list: 'd.torrent', files: '' },
  ])('is held $what', async ({ list, files }) => {
    const made = makeTree();
    byMktorrent(made);
    const folder = makeFolder();
    cpSync(`${made}/d`, `${folder.path}/${files}`, { recursive: true });
    folder.directory(list.slice(0, -'/d.torrent'.length));
    rmSync(`${folder.path}/d.torrent`, { recursive: true, force: true });
    copyFileSync(`${made}/d.torrent`, `${folder.path}/${list}`);
    const { entries } = await expectSound(folder.path, 'torrent');
    expect(entries).toBe(5);
    flipByte(`${folder.path}/${files}/a.txt`, 5);
    expect((await verified(folder.path)).exit).toBe(1);
  });

  it('is no list where what it names is elsewhere, also cut', async () => {
    const made = makeTree();
    byMktorrent(made);
    const folder = makeFolder();
    copyFileSync(`${made}/d.torrent`, folder.write('downloads/d.torrent'));
    folder.write('downloads/notes.txt', proseOf(5));
    expect(await verified(folder.path)).toMatchObject({ exit: 4, found: ['no-voucher '] });
    truncateSync(`${folder.path}/downloads/d.torrent`, 100);
    expect(await verified(folder.path)).toMatchObject({ exit: 4, found: ['no-voucher '] });
    truncateSync(`${made}/d.torrent`, 300);
    expect((await verified(made)).found).toContain('manifest-truncated d.torrent');
  });

  it('is held by seal', async () => {
    const root = makeTree();
    byMktorrent(root);
    flipByte(`${root}/d/a.txt`, 100);
    expect((await restorable(['seal', root])).code).toBe(1);
    flipByte(`${root}/d/a.txt`, 100);
    expect((await restorable(['seal', root])).code).toBe(0);
    expect(execFileSync('head', ['-1', `${root}/restorable.sha256`]).toString()).toContain(
      'held=d.torrent:5',
    );
  });
});

describe.skipIf(!HAS_LIBTORRENT)('a torrent of libtorrent', () => {
  it.each(['1', '2', 'both'])(
    'in version %s holds its files, and a flipped byte is found in its piece',
    async (version) => {
      const root = makeTree();
      byLibtorrent(root, version);
      const { entries } = await expectSound(root, 'torrent');
      expect(entries).toBe(5);
      for (const at of [...PLACES, 16_384]) {
        flipByte(`${root}/d/a.txt`, at);
        const { exit, found, details } = await verified(root);
        expect({ at, exit, found }).toMatchObject({ at, exit: 1 });
        expect(found).toContain('changed d/a.txt');
        const ranges = [...details.join('\n').matchAll(/damage from ([\d,]+) to ([\d,]+)/g)];
        const places = ranges.map(([, ...ends]) => ends.map((end) => Number(end.replaceAll(',', ''))));
        const isInside = places.some(([from = 0, to = 0]) => from <= at && at < to);
        const isPiece = places.every(([from = 0, to = 0]) => to - from <= 16_384);
        expect({ at, isInside, isPiece }).toEqual({ at, isInside: true, isPiece: true });
        flipByte(`${root}/d/a.txt`, at);
      }
      for (const path of ['d/tiny', 'd/c.txt', 'd/sub/b.txt']) {
        flipByte(`${root}/${path}`, 1);
        expect((await verified(root)).found).toContain(`changed ${path}`);
        flipByte(`${root}/${path}`, 1);
      }
    },
  );

  it('in version 2 with pieces of several leaves', async () => {
    for (const length of [32_768, 131_072]) {
      const root = makeTree();
      byLibtorrent(root, '2', length);
      await expectSound(root, 'torrent');
      flipByte(`${root}/d/a.txt`, 69_000);
      expect((await verified(root)).found).toEqual(['changed d/a.txt']);
    }
  });
});

describe('a torrent', () => {
  it('of the fixture is sound', async () => {
    await expectSound(fixtureOf('torrent', 'v1'), 'torrent');
  });

  it('survives anything', async () => {
    await expectUnshaken(torrent, fixtureOf('torrent', 'v1'), ['d.torrent']);
  });
});
