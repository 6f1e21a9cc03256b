/** What discovery cannot look at is exit 3 for what it may hide, never "nothing there". */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './help/folder.ts';
import { fixtureOf } from './help/opened.ts';
import { execute, type Place, PROGRAM } from './help/program.ts';
import { needs } from './help/tools.ts';

const folder = makeFolder();
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
const sums = (name: string, content: string): string =>
  `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;

/** Runs a verify with a command before it; the codes and paths of its findings, and its exit code. */
async function verified(before: readonly string[], args: readonly string[], place: Place = {}) {
  const [command, ...rest] = [...before, process.execPath, PROGRAM, 'verify', '--json', '--no-journal'];
  const { code, stdout, stderr } = await execute(command, [...rest, ...args], place);
  const events = stdout
    .split('\n')
    .filter((line) => line.startsWith('{"type":"finding"'))
    .map((line): { code: string; path: string; severity: string } => JSON.parse(line));
  const named = (each: { code: string; path: string }): string => `${each.code} ${each.path}`;
  const notes = events.filter(({ severity }) => severity === 'note').map(named);
  return { code, findings: events.map(named), notes, stderr };
}

describe.skipIf(!needs('setpriv') || process.geteuid?.() !== 0)('where the user may not look', () => {
  const asNobody = ['setpriv', ...NOBODY];

  it('a list that may not be read is denied, and nothing is called unvouched that it may name', async () => {
    folder.write('list/a.txt', 'a text that is long enough\n');
    chmodSync(folder.write('list/SHA256SUMS', sums('a.txt', 'a text that is long enough\n')), 0);
    expect(await verified(asNobody, [`${folder.path}/list`])).toMatchObject({
      code: 3,
      findings: ['denied SHA256SUMS'],
    });
  });

  it('beside a list that holds, the others are still checked', async () => {
    folder.write('both/a.txt', 'a text that is long enough\n');
    folder.write('both/SHA256SUMS', sums('a.txt', 'a text that is long enough\n'));
    folder.write('both/sub/b.txt', 'b text that is long enough\n');
    chmodSync(folder.write('both/sub/MD5SUMS', 'x'), 0);
    folder.write('both/new/c.txt', 'c text that is long enough\n');
    const { code, findings } = await verified(asNobody, [`${folder.path}/both`]);
    expect(findings.toSorted()).toEqual(['denied sub/MD5SUMS', 'unvouched new/c.txt']);
    expect(code).toBe(1);
  });

  it('a voucher of another format that may not be read is denied once', async () => {
    folder.write('bag/data/a.txt', 'a text that is long enough\n');
    folder.write('bag/manifest-sha256.txt', sums('data/a.txt', 'a text that is long enough\n'));
    chmodSync(folder.write('bag/bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'), 0);
    const { code, findings } = await verified(asNobody, [`${folder.path}/bag`]);
    expect(findings.filter((each) => each.startsWith('denied'))).toEqual(['denied bagit.txt']);
    expect(code).toBe(3);
  });

  it.each([
    ['bagit', 'percent', 'data'],
    ['bagit', 'old', 'manifest-md5.txt'],
    ['ascmhl', 'generations', 'ascmhl'],
    ['ascmhl', 'generations', 'ascmhl/ascmhl_chain.xml'],
    ['cassandra', 'snapshot', 'nb-1-big-TOC.txt'],
    ['dar', 'slices', 'day.2.dar.sha512'],
    ['bitrot', 'sha1', 'a.csv'],
    ['oci', 'layout', 'index.json'],
    ['oci', 'layout', 'blobs/sha256'],
    ['git', 'bare', 'packed-refs'],
    ['git', 'bare', 'HEAD'],
    ['git', 'bare', 'objects/pack'],
    ['par2', 'set', 'set.vol0+2.par2'],
    ['duplicity', 'target', ''],
    ['ascmhl', 'generations', 'ascmhl/0001_sample_2026-11-23_051500Z.mhl'],
    ['ascmhl', 'generations', 'ascmhl/0002_sample_2026-11-23_061500Z.mhl'],
    ['ascmhl', 'generations', 'Reel/ascmhl/ascmhl_chain.xml'],
    ['ascmhl', 'generations', 'Reel/.DS_Store'],
    ['lucene', 'index', 'write.lock'],
    ['lucene', 'index', 'segments.gen'],
    ['oci', 'layout', 'oci-layout'],
    [
      'yum',
      'createrepo',
      'repodata/94c56e331f1d05317ed2d783efd1f34a2be9ffcfa187355979597e07b63e9560-primary.xml.gz',
    ],
  ])(
    'what a voucher of %s (%s) reads is denied, and nothing else is said of it: %s',
    async (format, name, at) => {
      const root = join(folder.path, `${format}-${name}`);
      cpSync(fixtureOf(format, name), root, { recursive: true });
      const path = join(root, at || (readdirSync(root)[0] ?? ''));
      chmodSync(path, 0);
      try {
        const { code, findings, notes } = await verified(asNobody, [root]);
        expect(findings.filter((each) => !notes.includes(each))).toEqual([`denied ${relative(root, path)}`]);
        expect(code).toBe(3);
      } finally {
        chmodSync(path, 0o755);
        rmSync(root, { recursive: true });
      }
    },
  );

  it('a sum over a directory is not held against what could be listed of it', async () => {
    folder.write('oxum/data/a.txt', 'a text that is long enough\n');
    folder.write('oxum/data/sub/b.txt', 'a text that is long enough\n');
    folder.write('oxum/bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
    folder.write('oxum/bag-info.txt', 'Payload-Oxum: 54.2\n');
    const lines = ['data/a.txt', 'data/sub/b.txt'].map((each) => sums(each, 'a text that is long enough\n'));
    folder.write('oxum/manifest-sha256.txt', lines.join(''));
    const tags = folder.write('oxum/fetch.txt', '');
    chmodSync(`${folder.path}/oxum/data/sub`, 0);
    chmodSync(tags, 0);
    const { code, findings } = await verified(asNobody, [`${folder.path}/oxum`]);
    chmodSync(`${folder.path}/oxum/data/sub`, 0o755);
    expect(findings.toSorted()).toEqual(['denied data/sub', 'denied fetch.txt']);
    expect(code).toBe(3);
  });

  it('a directory is denied once, and a tree whose only vouchers it may hold is not without any', async () => {
    folder.write('tree/a.txt', 'a text that is long enough\n');
    folder.write('tree/closed/SHA256SUMS', sums('a.txt', ''));
    chmodSync(`${folder.path}/tree/closed`, 0);
    try {
      expect(await verified(asNobody, [`${folder.path}/tree`])).toMatchObject({
        code: 3,
        findings: ['denied closed'],
      });
      folder.write('tree/SHA256SUMS', sums('a.txt', 'a text that is long enough\n'));
      expect(await verified(asNobody, [`${folder.path}/tree`])).toMatchObject({
        code: 3,
        findings: ['denied closed'],
      });
      expect(await verified(asNobody, [`${folder.path}/tree`, '--exclude', 'closed'])).toMatchObject({
        code: 0,
        findings: [],
      });
    } finally {
      chmodSync(`${folder.path}/tree/closed`, 0o755);
    }
  });
});

describe.skipIf(!canTrace())('a link with the name of a list', () => {
  function tree(name: string, target: string): string {
    const [a, b] = ['a text that is long enough\n', 'b text that is long enough\n'];
    folder.write(`${name}/sub/data/a.txt`, a);
    folder.write(`${name}/sub/data/b.txt`, b);
    folder.write(`${name}/lists/x.bin`, sums('data/a.txt', a) + sums('data/b.txt', b));
    folder.link(`${name}/sub/SHA256SUMS`, target);
    return `${folder.path}/${name}`;
  }
  const injecting = (path: string, error: string): string[] => [
    'strace',
    '-fqqo/dev/null',
    `-P${path}`,
    `-einject=readlink,readlinkat:error=${error}:when=2`,
  ];

  it.each(['EACCES', 'EIO'])(
    'that cannot be followed (%s) is told, and its files are not accused',
    async (error) => {
      const root = tree(error, '../lists/x.bin');
      expect(await verified([], [root])).toMatchObject({ code: 0, findings: [] });
      const { code, findings } = await verified(injecting(`${root}/sub/SHA256SUMS`, error), [root]);
      expect(findings).toEqual([`${error === 'EIO' ? 'unreadable' : 'denied'} sub/SHA256SUMS`]);
      expect(code).toBe(error === 'EIO' ? 1 : 3);
      folder.write(`${error}/SHA256SUMS`, sums('lists/x.bin', ''));
      const beside = await verified(injecting(`${root}/sub/SHA256SUMS`, error), [root]);
      expect(beside.findings.filter((each) => / sub\//.test(each))).toEqual([findings[0]]);
    },
  );

  it('that leads out of the root, to itself or nowhere is no trouble of the root', async () => {
    for (const target of ['../../outside/x', 'SHA256SUMS', 'nowhere']) {
      const root = tree(`left-${target.length}`, target);
      const before = target.includes('outside') ? injecting(`${root}/sub/SHA256SUMS`, 'EACCES') : [];
      const { findings } = await verified(before, [root]);
      expect(findings).toEqual(['no-voucher ']);
    }
  });
});

function canTrace(): boolean {
  if (!needs('strace')) return false;
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true']);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!canTrace())('a directory whose listing fails', () => {
  const injecting = (path: string, error: string, when: string): string[] => [
    'strace',
    '-fo/dev/null',
    `-P${path}`,
    '-etrace=getdents64',
    `-einject=getdents64:error=${error}:when=${when}`,
  ];

  function tree(name: string): string {
    folder.write(`${name}/a.txt`, 'a text that is long enough\n');
    folder.write(`${name}/SHA256SUMS`, sums('a.txt', 'a text that is long enough\n'));
    folder.write(`${name}/sub/b.txt`, 'b text that is long enough\n');
    folder.write(`${name}/sub/SHA256SUMS`, sums('b.txt', 'b text that is long enough\n'));
    return `${folder.path}/${name}`;
  }

  it('in the middle is told, and its half is not taken for the whole', async () => {
    const root = tree('middle');
    const { code, findings } = await verified(injecting(`${root}/sub`, 'EIO', '2+'), [root]);
    expect(findings).toContain('unreadable sub');
    expect(code).not.toBe(0);
  });

  it('only when vouchers are sought is told all the same', async () => {
    const root = tree('sought');
    // Discovery lists a directory before anything else does.
    const { code, findings } = await verified(injecting(`${root}/sub`, 'EMFILE', '1'), [root]);
    expect(findings).toEqual(['denied sub']);
    expect(code).toBe(3);
  });
});
