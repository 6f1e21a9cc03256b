/** Lists that contradict each other, and lists that cannot be reached: which one is meant is always said. */
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readList } from '../src/engine/vouchers/read-list.ts';
import { fromText } from '../src/model/path.ts';
import { AS_A_PERSON, plainTree, shell } from './help/peer.ts';
import { execute, isFinding, PROGRAM, parseEvents, restorable, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
/** The CRC-32 of a.txt. */
const CRC = '70c61eb1';
const tree = (): string => plainTree(mkdtempSync(join(scratch, 'tree-')));

/** What a run with `--json` said as a person without the rights of root. */
async function asPerson(
  ...args: readonly string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const [command, ...rest] = [...AS_A_PERSON, process.execPath, PROGRAM, ...args, '--no-journal'];
  const { code, stdout, stderr } = await execute(command, rest);
  return { code, out: stdout, err: stderr };
}

describe('two lists of one file', () => {
  it.skipIf(!needs('sha256sum', 'md5sum')).concurrent(
    'are both named, with the one that it is as',
    async () => {
      const root = tree();
      expect(await shell('sha256sum a.txt b.txt > SHA256SUMS', root)).toBe(0);
      writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
      expect(await shell('md5sum a.txt b.txt > MD5SUMS', root)).toBe(0);
      const { code, events } = await told(['verify', root]);
      const found = events.filter(isFinding);
      expect(found).toMatchObject([{ code: 'changed', path: 'a.txt', by: { path: 'SHA256SUMS' } }]);
      expect(found[0]?.detail).toContain('SHA256SUMS and MD5SUMS disagree: it is as MD5SUMS has it');
      expect(code).toBe(1);
    },
  );

  it.skipIf(!needs('sha256sum', 'md5sum')).concurrent('are both named where it is as neither', async () => {
    const root = tree();
    expect(await shell('sha256sum a.txt > SHA256SUMS && md5sum a.txt > MD5SUMS', root)).toBe(0);
    writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
    const { events } = await told(['verify', root]);
    const [first] = events.filter(isFinding).filter(({ path }) => path === 'a.txt');
    expect([first?.by?.path, first?.detail].join(' ')).toMatch(/MD5SUMS.*also contradicts SHA256SUMS/);
  });
});

describe('two lines of one list', () => {
  it.each([
    [
      'the last',
      ['00000000', 'CRC'],
      'line 1 has crc32:00000000, line 2 has crc32:CRC; the file is as line 2 has it',
    ],
    [
      'the first',
      ['CRC', '00000000'],
      'line 1 has crc32:CRC, line 2 has crc32:00000000; the file is as line 1 has it',
    ],
    [
      'neither',
      ['00000000', '11111111'],
      'line 1 has crc32:00000000, line 2 has crc32:11111111; the file is as neither has it',
    ],
  ])('with two digests: it is said that the file is as %s has it', async (_, digests, text) => {
    const root = tree();
    const lines = digests.map((digest) => `a.txt ${digest.replace('CRC', CRC)}\n`);
    writeFileSync(join(root, 'all.sfv'), lines.join(''));
    const { code, events } = await told(['verify', root]);
    const found = events.filter(isFinding).find((each) => each.code === 'manifest-duplicate');
    expect(found?.detail).toBe(text.replaceAll('CRC', CRC));
    expect(code).toBe(4);
  });

  it.concurrent('with two absolute names are two files, of which one is gone', async () => {
    const root = tree();
    expect(
      await shell(
        "sum=$(sha256sum < a.txt | cut -d' ' -f1); printf '%s  /srv/one/a.txt\\n%s  /srv/two/a.txt\\n' $sum $sum > SHA256SUMS; sha256sum b.txt >> SHA256SUMS",
        root,
      ),
    ).toBe(0);
    const { code, findings } = await told(['verify', root]);
    expect({ code, findings }).toEqual({ code: 1, findings: ['missing srv/two/a.txt'] });
  });
});

describe.skipIf(!needs('sha256sum'))('a list that is a link to a file of another name', () => {
  const linked = async (): Promise<string> => {
    const root = tree();
    mkdirSync(join(root, 'kept'));
    expect(
      await shell('sha256sum a.txt b.txt > kept/2026-11-30 && ln -s kept/2026-11-30 SHA256SUMS', root),
    ).toBe(0);
    return root;
  };

  it('is held, with names relative to the link', async () => {
    const root = await linked();
    expect(await told(['verify', root])).toMatchObject({ code: 0, findings: [] });
    writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
    expect(await told(['verify', root])).toMatchObject({ code: 1, findings: ['changed a.txt'] });
    expect(await told(['seal', root])).toMatchObject({ code: 1, findings: ['changed a.txt'] });
  });

  it('is none where it leads out of the tree, to nothing, or to a directory', async () => {
    const root = await linked();
    const outside = join(mkdtempSync(join(scratch, 'outside-')), 'x');
    writeFileSync(outside, `${'0'.repeat(64)}  a.txt\n`);
    symlinkSync(outside, join(root, 'SHA1SUMS'));
    symlinkSync('nothing', join(root, 'MD5SUMS'));
    symlinkSync('kept', join(root, 'a.txt.sha256'));
    expect(await told(['verify', root])).toMatchObject({ code: 0, findings: [] });
  });
});

describe('what cannot be reached', () => {
  it.skipIf(!needs('setpriv')).concurrent(
    'a manifest without permission is exit 3, not a damaged one',
    async () => {
      const root = tree();
      expect((await told(['seal', root])).code).toBe(0);
      const manifest = join(root, 'restorable.sha256');
      chmodSync(manifest, 0);
      for (const args of [[root], ['--manifest', manifest, root]]) {
        const { code, err } = await asPerson('verify', ...args);
        expect({ args, code }).toEqual({ args, code: 3 });
        expect(err).toContain('EACCES');
      }
    },
  );

  it.skipIf(!needs('setpriv')).concurrent(
    'a place that cannot be searched is named by --list-vouchers',
    async () => {
      const root = tree();
      expect(await shell('sha256sum a.txt > SHA256SUMS', root)).toBe(0);
      mkdirSync(join(root, 'closed'));
      chmodSync(join(root, 'closed'), 0);
      const said = await asPerson('verify', '--list-vouchers', root);
      expect(said.out).toContain('could not be searched: closed (EACCES)');
      expect(said.code).toBe(3);
      const json = await asPerson('verify', '--list-vouchers', '--json', root);
      expect(JSON.parse(json.out)).toMatchObject({ unsearched: [{ path: 'closed', error: 'EACCES' }] });
      chmodSync(join(root, 'closed'), 0o755);
      expect((await restorable(['verify', '--list-vouchers', root])).code).toBe(0);
    },
  );

  it('a list is not read through a directory that became a link', async () => {
    const root = tree();
    const elsewhere = mkdtempSync(join(scratch, 'elsewhere-'));
    writeFileSync(join(elsewhere, 'SHA256SUMS'), `${'0'.repeat(64)}  a.txt\n`);
    symlinkSync(elsewhere, join(root, 'lists'));
    const path = 'lists/SHA256SUMS';
    const claim = { strength: 'strong', algorithms: ['sha256'], series: '', rank: '' } as const;
    expect(await readList(fromText(root), { file: fromText(join(root, path)), path, claim })).toBe('ENOTDIR');
  });
});

describe('manifests of ours in each other', () => {
  /** x/ and x/y/ sealed, the inner one before or after the outer one. */
  async function nested(order: readonly string[]): Promise<string> {
    const root = tree();
    mkdirSync(join(root, 'x/y'), { recursive: true });
    for (const name of ['x/one.txt', 'x/y/two.txt']) writeFileSync(join(root, name), `${name}\n`);
    for (const each of order) expect((await told(['seal', join(root, each)])).code).toBe(0);
    return root;
  }

  it.concurrent('the inner one is checked where the outer one did not seal it', async () => {
    const root = await nested(['x', 'x/y']);
    const { code, events } = await told(['verify', root]);
    const begin = events.find((event) => event.type === 'begin');
    expect(begin?.vouchers.map(({ path }) => path)).toEqual(['x/restorable.sha256', 'x/y/restorable.sha256']);
    expect(code).toBe(1);
  });

  it.concurrent('the inner one is proven by the outer one that sealed it', async () => {
    const root = await nested(['x/y', 'x']);
    const { events } = await told(['verify', root]);
    const begin = events.find((event) => event.type === 'begin');
    expect(begin?.vouchers.map(({ path }) => path)).toEqual(['x/restorable.sha256']);
  });

  it.concurrent('a damaged one is named by its whole path', async () => {
    const root = await nested(['x/y']);
    writeFileSync(join(root, 'x/y/restorable.sha256'), 'nothing of ours\n');
    const { stdout } = await restorable(['verify', '--json', root]);
    const found = parseEvents(stdout).filter(isFinding);
    expect(found.find(({ code }) => code === 'manifest-truncated')?.path).toBe('x/y/restorable.sha256');
  });
});
