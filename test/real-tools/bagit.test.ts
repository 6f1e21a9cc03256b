/** Bags made with the tools of coreutils as RFC 8493 says; no tool for bags can be had everywhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, filesBelow, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const NAMES = ['a.txt', 'sub/b.txt', 'sub/deep/c d.txt', '\xc3\xbc.txt'];
const MAKE = `
  cd bag
  printf 'BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8\\n' > bagit.txt
  find data -type f -exec sha512sum {} + > manifest-sha512.txt
  find data -type f -exec md5sum {} + > manifest-md5.txt
  printf 'Source-Organization: x\\nPayload-Oxum: %s\\n' \
    $(find data -type f -printf '%s\\n' | awk '{ s += $1; n++ } END { print s "." n }') > bag-info.txt
  sha512sum bag-info.txt bagit.txt manifest-*.txt > tagmanifest-sha512.txt
`;

function makeBag(): string {
  const folder = makeFolder();
  for (const [i, name] of NAMES.entries()) folder.write(`bag/data/${name}`, proseOf(20 + i));
  folder.directory('bag/data/empty');
  execFileSync('sh', ['-ec', MAKE], { cwd: folder.path });
  return folder.path;
}

const isContent = (root: string): boolean =>
  spawnSync('sha512sum', ['-c', '--strict', '--status', 'manifest-sha512.txt'], { cwd: `${root}/bag` })
    .status === 0 &&
  spawnSync('sha512sum', ['-c', '--strict', '--status', 'tagmanifest-sha512.txt'], { cwd: `${root}/bag` })
    .status === 0;

describe.skipIf(!needs('sha512sum', 'md5sum', 'find', 'awk'))('a bag', () => {
  it('is sound, and every flipped byte is found', async () => {
    const root = makeBag();
    const voucher = await expectSound(root, 'bagit');
    expect(voucher.notes).toContain('complete: all 4 files of the payload are there, and no others');
    const covered = filesBelow(root).filter((path) => !/manifest/.test(path));
    expect(covered).toHaveLength(NAMES.length + 2);
    expect(isContent(root)).toBe(true);
    const payload = covered.filter((path) => path.includes('data/'));
    expect(await expectFlipsFound(root, payload, { tool: () => isContent(root) })).toBe(28);
  });

  it('a flipped byte in what it says of itself is its own damage', async () => {
    const root = makeBag();
    for (const name of [
      'manifest-md5.txt',
      'manifest-sha512.txt',
      'bag-info.txt',
      'bagit.txt',
      'tagmanifest-sha512.txt',
    ]) {
      const path = `${root}/bag/${name}`;
      const sound = readFileSync(path);
      for (let i = 0; i < 5; i++) {
        const damaged = Buffer.from(sound);
        const at = (i * 2_654_435_761 + 5) % sound.length;
        damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
        writeFileSync(path, damaged);
        const { exit, found } = await verified(root);
        expect(isContent(root)).toBe(false);
        expect([1, 4]).toContain(exit);
        expect(found.filter((each) => each.includes('/data/') && /^(?:changed|corrupt) /.test(each))).toEqual(
          [],
        );
      }
      writeFileSync(path, sound);
    }
  });

  it('a cut, a missing and an extra file', async () => {
    const root = makeBag();
    writeFileSync(`${root}/bag/data/more.txt`, 'more\n');
    expect(await verified(root)).toMatchObject({
      exit: 1,
      found: ['grown bag/data', 'unexpected bag/data/more.txt'],
    });
    rmSync(`${root}/bag/data/more.txt`);
    rmSync(`${root}/bag/data/a.txt`);
    const { exit, found, vouchers } = await verified(root);
    expect({ exit, found }).toEqual({ exit: 1, found: ['truncated bag/data', 'missing bag/data/a.txt'] });
    expect(vouchers[0]?.notes).toContain('not valid, because not complete');
    truncateSync(`${root}/bag/data/sub/b.txt`, 10);
    expect((await verified(root)).found).toContain('changed bag/data/sub/b.txt');
  });
});
