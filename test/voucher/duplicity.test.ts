import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { duplicity } from '../../src/voucher/duplicity/duplicity.ts';
import { expectUnshaken, fixtureOf, listOf, opened, problemsOf } from '../help/opened.ts';

const TARGET = fixtureOf('duplicity', 'target');
const names = readdirSync(TARGET).toSorted();
const nameLike = (pattern: RegExp): string => names.find((name) => pattern.test(name)) ?? '';
const FULL = nameLike(/full\..*manifest$/);
const INCREMENT = nameLike(/inc\..*manifest$/);
const scratch = mkdtempSync(join(tmpdir(), 'restorable-duplicity-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copy(): string {
  const root = mkdtempSync(join(scratch, 'target-'));
  cpSync(TARGET, root, { recursive: true });
  return root;
}

async function problemsIn(root: string): Promise<string[]> {
  const [found = ''] = listOf(duplicity).find(new Set(readdirSync(root)));
  return problemsOf(await opened(duplicity, root, found));
}

describe('duplicity', () => {
  it('is found once a directory, by a plain manifest where there is one', () => {
    expect(listOf(duplicity).find(new Set(names))).toEqual([FULL]);
    expect(listOf(duplicity).find(new Set([`${FULL}.gpg`, INCREMENT]))).toEqual([INCREMENT]);
    expect(listOf(duplicity).find(new Set([`${FULL}.gpg`]))).toEqual([`${FULL}.gpg`]);
    expect(listOf(duplicity).find(new Set(['duplicity.manifest', 'duplicity-full.manifest']))).toEqual([]);
  });

  it('promises every volume with its SHA-1, and the signatures', async () => {
    const vouching = await opened(duplicity, TARGET, FULL);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.own?.toSorted()).toEqual([FULL, INCREMENT]);
    expect(
      vouching.entries
        .map(({ path, digests }) => `${path} ${digests.map(({ algorithm }) => algorithm).join()}`)
        .toSorted(),
    ).toEqual(
      names
        .filter((name) => !name.endsWith('manifest'))
        .map((name) => `${name} ${name.includes('.vol') ? 'sha1' : ''}`),
    );
  });

  it('promises what is gone under the name that it had', async () => {
    const root = copy();
    const gone = names.filter((name) => /full.*(?:vol1|sigtar)/.test(name));
    for (const name of gone) rmSync(join(root, name));
    const { entries: promises } = await opened(duplicity, root, FULL);
    expect(promises.map(({ path }) => path)).toEqual(expect.arrayContaining(gone));
    expect(gone).toHaveLength(2);
  });

  it('names the manifests that are gone', async () => {
    const root = copy();
    rmSync(join(root, FULL));
    expect(await problemsIn(root)).toEqual([`missing ${FULL}: `]);
    for (const name of names.filter((each) => each.includes('full')))
      rmSync(join(root, name), { force: true });
    expect(await problemsIn(root)).toEqual([
      expect.stringMatching(
        `^missing ${FULL}: no backup of \\w+ is there, full or not, and inc\\..* builds on it$`,
      ),
    ]);
  });

  it('says that encrypted manifests hold nothing, and still sees gaps', async () => {
    const root = copy();
    for (const name of names) renameSync(join(root, name), join(root, `${name.replace(/\.gz$/, '')}.gpg`));
    const volume = nameLike(/full.*vol1/).replace(/gz$/, 'gpg');
    renameSync(join(root, volume), join(root, volume.replace('vol1', 'vol3')));
    const { entries: promises, notes, own } = await opened(duplicity, root, `${FULL}.gpg`);
    expect(promises.map(({ path }) => path)).toEqual([volume, volume.replace('vol1', 'vol2')]);
    expect(notes).toEqual([expect.stringMatching(/^2 of 2 manifests are encrypted/)]);
    expect(own).toEqual([]);
  });

  it.each([
    [
      'Hash SHA1 ',
      'Hash SHA1 z',
      [/^manifest-damaged .* line 6: no line of a manifest$/, /truncated.*no hash of volume 1/],
    ],
    ['Volume 1', 'Volume 2', [/^manifest-damaged .*: line 3: volume 2 stands at place 1$/]],
    ['Filelist 1', 'Filelist 9', [/^manifest-truncated .*: 8 lines of the list of files are not there$/]],
    ['Localdir', 'localdir', [/^manifest-damaged .*: line 2: no line of a manifest$/]],
  ])('does not believe a manifest with %s as %s', async (from, to, problems) => {
    const root = copy();
    const text = readFileSync(join(root, INCREMENT), 'latin1');
    expect(text).toContain(from);
    writeFileSync(join(root, INCREMENT), text.replace(from, to), 'latin1');
    expect(await problemsIn(root)).toEqual(problems.map((each) => expect.stringMatching(each)));
  });

  it('is not shaken by damage', async () => {
    await expectUnshaken(duplicity, TARGET, [FULL, INCREMENT], 100);
  });
});
