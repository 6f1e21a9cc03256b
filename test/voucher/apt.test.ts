import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apt } from '../../src/voucher/apt/apt.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const ROOT = fixtureOf('apt', 'signed');
const IN_RELEASE = 'dists/stable/InRelease';
const PACKAGES = 'dists/stable/main/binary-all/Packages';
const HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function copy(): string {
  const { path } = makeFolder();
  cpSync(ROOT, path, { recursive: true });
  return path;
}

function edit(file: string, from: string | RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'latin1').replace(from, to), 'latin1');
}

describe('apt', () => {
  it('holds indexes, by hash too, and the pool', async () => {
    const vouching = await opened(apt, ROOT, IN_RELEASE);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({
      inventory: 'open',
      base: '',
      notes: ['signature present, not checked'],
    });
    expect(await held(ROOT, vouching)).toEqual({ held: 8, not: [] });
    expect(vouching.entries.map(({ path }) => path)).toContain('pool/main/r/one_1.0_all.deb');
    expect(listOf(apt).find(new Set(['Release', 'InRelease', 'main/']))).toEqual(['InRelease']);
    expect(listOf(apt).find(new Set(['Release']))).toEqual(['Release']);
  });

  it('is at home in any directory, and reads the gzip where that is all there is', async () => {
    const { path } = makeFolder();
    cpSync(ROOT, `${path}/mirror/debian`, { recursive: true });
    rmSync(`${path}/mirror/debian/${PACKAGES}`);
    rmSync(`${path}/mirror/debian/${IN_RELEASE}`);
    const vouching = await opened(apt, path, 'mirror/debian/dists/stable/Release');
    expect(vouching).toMatchObject({ base: 'mirror/debian', findings: [] });
    expect(vouching.notes).toEqual([
      'not signed',
      'indexes that are not stored here, which is normal: 1 of 2',
    ]);
    expect(await held(path, vouching)).toEqual({ held: 7, not: [] });
  });

  it('does not believe an index that the Release contradicts', async () => {
    const path = copy();
    edit(`${path}/${PACKAGES}`, 'SHA256: ', 'SHA256: 0');
    const vouching = await opened(apt, path, IN_RELEASE);
    expect(problemsOf(vouching)).toEqual([`manifest-damaged ${PACKAGES}: it is not as the Release has it`]);
    expect(await held(path, vouching)).toEqual({ held: 7, not: [] });
  });

  it('does not believe a Release and an InRelease that differ', async () => {
    const path = copy();
    edit(`${path}/${IN_RELEASE}`, /(SHA256:\n )./, '$1f');
    const vouching = await opened(apt, path, IN_RELEASE);
    expect(problemsOf(vouching)).toEqual([
      `manifest-damaged ${IN_RELEASE}: it does not say the same as Release, of main/binary-all/Packages and 0 more`,
    ]);
  });

  it.each([
    ['unsafe', ` ${HEX} 0 ../x`, "manifest-unsafe-path Release: sha256: '..' in the path"],
    ['absolute', ` ${HEX} 0 /x`, 'manifest-unsafe-path Release: sha256: absolute path'],
    [
      'short',
      ` ${HEX.slice(1)} 0 x`,
      'manifest-damaged Release: sha256: a line that is not a digest, a size and a path',
    ],
    [
      'no size',
      ` ${HEX} x`,
      'manifest-damaged Release: sha256: a line that is not a digest, a size and a path',
    ],
  ])('says what is wrong: %s', async (_, line, problem) => {
    const folder = makeFolder();
    folder.write('Release', `Codename: x\nSHA256:\n${line}\n`);
    expect(problemsOf(await opened(apt, folder.path, 'Release'))).toEqual([problem]);
  });

  it('holds the files of source packages in a flat repository', async () => {
    const folder = makeFolder();
    folder.write('a.dsc');
    folder.write(
      'Sources',
      `Package: a\nDirectory: .\nChecksums-Sha256:\n ${HEX} 0 a.dsc\nFiles:\n d41d8cd98f00b204e9800998ecf8427e 0 a.dsc\n`,
    );
    const digest = '0'.repeat(64);
    folder.write('Release', `Codename: x\nSHA256:\n ${digest} 1 Sources\n`);
    const { findings } = await opened(apt, folder.path, 'Release');
    expect(findings).toMatchObject([{ code: 'manifest-damaged', path: 'Sources' }]);
    const { createHash } = await import('node:crypto');
    const bytes = readFileSync(`${folder.path}/Sources`);
    const hex = createHash('sha256').update(bytes).digest('hex');
    folder.write('Release', `Codename: x\nSHA256:\n ${hex} ${bytes.length} Sources\n`);
    expect(await held(folder.path, await opened(apt, folder.path, 'Release'))).toEqual({ held: 2, not: [] });
  });

  it('is not every file of that name', async () => {
    const folder = makeFolder();
    folder.write('Release', 'Release 3.1 of the program\n');
    expect(await listOf(apt).open({ root: folder.path, path: 'Release' })).toBeUndefined();
    rmSync(`${folder.path}/Release`);
    folder.write('InRelease', readFileSync(`${ROOT}/${IN_RELEASE}`).subarray(0, -40));
    expect(problemsOf(await opened(apt, folder.path, 'InRelease'))).toEqual([
      'manifest-truncated InRelease: its signature does not end',
    ]);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(apt, ROOT, [IN_RELEASE, 'dists/stable/Release', PACKAGES], 60);
  });
});
