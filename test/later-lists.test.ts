/**
 * Lists that a seal did not hold: those that were put into the tree later, and those beside a manifest that was made without
 * looking for any. What they say of the files is checked too; a list that was sealed and held is proven by the seal.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { expectFailure, plainTree, sealedTree, shell } from './help/peer.ts';
import { isFinding, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const ZEROS = '0'.repeat(64);

/** Lists that real tools write of a.txt and b.txt, and what of them is new in the tree. */
const LISTS = [
  { tool: 'sha256sum', make: 'sha256sum a.txt b.txt > SHA256SUMS', news: ['SHA256SUMS'] },
  { tool: 'md5sum', make: 'md5sum a.txt > a.txt.md5', news: ['a.txt.md5'] },
  { tool: 'rhash', make: 'rhash --sfv a.txt b.txt > all.sfv', news: ['all.sfv'] },
  {
    tool: 'hashdeep',
    make: 'hashdeep -l a.txt b.txt > ../hd; mv ../hd hashdeep.txt',
    news: ['hashdeep.txt'],
  },
  { tool: 'xxhsum', make: 'xxhsum a.txt b.txt > list.xxh64', news: ['list.xxh64'] },
  {
    tool: 'sha256sum',
    make: 'mkdir lists && sha256sum a.txt b.txt > lists/SHA256SUMS',
    news: ['lists/SHA256SUMS'],
  },
] as const;

it('a directory that came after the seal is no list, however it is called', async () => {
  const root = await sealedTree(mkdtempSync(join(scratch, 'directory-')));
  const names = [
    'b3',
    'md5',
    'SHA256SUMS',
    'a.txt.md5',
    'all.sfv',
    'hashdeep.txt',
    'restorable.sha256.old',
    'x.mhl',
  ];
  for (const name of names) mkdirSync(join(root, name));
  const { code, findings } = await told(['verify', root]);
  expect({ code, findings: findings.toSorted() }).toEqual({
    code: 1,
    findings: names.map((name) => `unexpected ${name}`).toSorted(),
  });
});

const unexpected = (news: readonly string[]): string[] => news.map((path) => `unexpected ${path}`);

describe.each(LISTS)('a list that was made after the seal: $make', ({ tool, make, news }) => {
  const isHere = needs(tool);

  it.skipIf(!isHere).concurrent('is checked, and named where it contradicts the tree', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'later-')));
    const sound = readFileSync(join(root, 'a.txt'));
    writeFileSync(join(root, 'a.txt'), 'the f1rst file\n');
    expect(await shell(make, root)).toBe(0);
    writeFileSync(join(root, 'a.txt'), sound);
    expect((await told(['seal', '--output', join(mkdtempSync(join(scratch, 'm-')), 'm'), root])).code).toBe(
      1,
    );
    const run = await told(['verify', root]);
    const list = news[0];
    const changed = run.events.filter(isFinding).filter(({ path }) => path === 'a.txt');
    expect(changed).toMatchObject([
      { code: expect.stringMatching(/^(changed|corrupt)$/), by: { path: list } },
    ]);
    expect(changed[0]?.detail).toContain('it is as restorable.sha256 has it');
    expect(run.code).toBe(1);
    expect(run.events.at(-1)).toMatchObject({ promised: 2, held: 1, exit: 1 });
  });

  it.skipIf(!isHere).concurrent('is only new where it agrees', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'agreeing-')));
    expect(await shell(make, root)).toBe(0);
    const run = await told(['verify', root]);
    expect(run.findings.filter((each) => !each.startsWith('unexpected lists'))).toEqual(
      unexpected(news.filter((path) => !path.startsWith('lists/'))),
    );
    expect(run.events.at(-1)).toMatchObject({ promised: 2, held: 2, exit: 1, verdict: 'suspect' });
  });

  it.skipIf(!isHere).concurrent('names a file that is not there', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'naming-')));
    cpSync(join(root, 'a.txt'), join(root, 'c.txt'));
    expect(await shell(make.replaceAll('a.txt', 'c.txt'), root)).toBe(0);
    rmSync(join(root, 'c.txt'));
    const run = await told(['verify', root]);
    // Half of the names of a list in another directory do not show what they are relative to.
    const missing =
      news[0] === 'lists/SHA256SUMS' ? ['missing lists/b.txt', 'missing lists/c.txt'] : ['missing c.txt'];
    expect(run.findings.filter((each) => !each.startsWith('unexpected '))).toEqual(missing);
    expect(run.code).toBe(1);
  });
});

describe('what is later', () => {
  async function sealedWith(list: string): Promise<string> {
    const root = plainTree(mkdtempSync(join(scratch, 'with-')));
    expect(await shell(list, root)).toBe(0);
    expect((await told(['seal', root])).code).toBe(0);
    return root;
  }

  it.concurrent('a sealed list with another line in it', async () => {
    const root = await sealedWith('sha256sum a.txt > SHA256SUMS');
    appendFileSync(join(root, 'SHA256SUMS'), `${ZEROS}  b.txt\n`);
    expectFailure(await told(['verify', root]), 1, 'grown SHA256SUMS', 'changed b.txt');
  });

  it.concurrent('a list that was moved to where it means other files', async () => {
    const root = await sealedWith(
      'mkdir x y && cp a.txt x/f && cp b.txt y/f && cd x && sha256sum f > SHA256SUMS',
    );
    renameSync(join(root, 'x/SHA256SUMS'), join(root, 'y/SHA256SUMS'));
    expectFailure(await told(['verify', root]), 1, 'moved x/SHA256SUMS', 'changed y/f');
  });

  it.concurrent('not a list that rotted: the files are as the seal has them', async () => {
    const root = await sealedWith('sha256sum a.txt b.txt > SHA256SUMS');
    const list = join(root, 'SHA256SUMS');
    const text = readFileSync(list, 'latin1');
    const time = new Date('2026-01-01T00:00:00Z');
    utimesSync(list, time, time);
    expect((await told(['seal', '--force', root])).code).toBe(0);
    writeFileSync(list, `${text.startsWith('0') ? '1' : '0'}${text.slice(1)}`);
    utimesSync(list, time, time);
    expectFailure(await told(['verify', root]), 1, 'corrupt SHA256SUMS');
  });

  it.concurrent('not one that was accepted by name when the tree was sealed', async () => {
    const root = plainTree(mkdtempSync(join(scratch, 'accepted-')));
    writeFileSync(join(root, 'SHA256SUMS'), `${ZEROS}  a.txt\n`);
    expect((await told(['seal', '--accept-code', 'changed', root])).code).toBe(0);
    expectFailure(await told(['verify', root]), 0, 'weak-manifest restorable.sha256');
  });

  it.concurrent('a copied directory with a list, of which a file did not survive the copy', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'copied-')));
    mkdirSync(join(root, 'new'));
    writeFileSync(join(root, 'new/c.txt'), 'the third file\n');
    expect(await shell('cd new && sha256sum c.txt > SHA256SUMS', root)).toBe(0);
    writeFileSync(join(root, 'new/c.txt'), 'the th1rd file\n');
    const { code, findings } = await told(['verify', root]);
    expect(findings).toContain('changed new/c.txt');
    expect(code).toBe(1);
  });

  it.concurrent('a manifest of ours further in', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'further-')));
    mkdirSync(join(root, 'new'));
    writeFileSync(join(root, 'new/c.txt'), 'the third file\n');
    expect((await told(['seal', join(root, 'new')])).code).toBe(0);
    writeFileSync(join(root, 'new/c.txt'), 'the third file, longer\n');
    const { findings } = await told(['verify', root]);
    expect(findings).toContain('grown new/c.txt');
  });

  it.concurrent('data that is only called like a list says nothing', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'data-')));
    writeFileSync(join(root, 'model.md5'), Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]));
    writeFileSync(join(root, 'sums.md5'), 'Meyer,1200,20251231,\n');
    expectFailure(await told(['verify', root]), 1, 'unexpected model.md5', 'unexpected sums.md5');
  });

  it.concurrent('says nothing of what a run is not about', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'part-')));
    writeFileSync(join(root, 'SHA256SUMS'), `${ZEROS}  a.txt\n`);
    const { findings } = await told(['verify', '--exclude', 'a.txt', root]);
    expect(findings).toEqual(['unexpected SHA256SUMS']);
    const native = await told(['verify', '--voucher', 'native', root]);
    expect(native.findings).toEqual(['unexpected SHA256SUMS']);
  });

  it.concurrent('is checked for one file, too', async () => {
    const root = await sealedTree(mkdtempSync(join(scratch, 'one-')));
    writeFileSync(join(root, 'SHA256SUMS'), `${ZEROS}  a.txt\n`);
    expectFailure(await told(['verify', join(root, 'a.txt')]), 1, 'changed a.txt');
    expectFailure(await told(['verify', join(root, 'b.txt')]), 0);
  });

  it.concurrent('is checked under a manifest that lies elsewhere', async () => {
    const root = plainTree(mkdtempSync(join(scratch, 'elsewhere-')));
    const manifest = join(mkdtempSync(join(scratch, 'm-')), 'm.sha256');
    expect((await told(['seal', '--output', manifest, root])).code).toBe(0);
    writeFileSync(join(root, 'SHA256SUMS'), `${ZEROS}  a.txt\n`);
    const { code, findings } = await told(['verify', '--manifest', manifest, root]);
    expect({ code, findings }).toEqual({ code: 1, findings: ['unexpected SHA256SUMS', 'changed a.txt'] });
  });
});

describe('a manifest without held=, as an older version or another tool wrote it', () => {
  async function older(list: string, change: (head: string) => string): Promise<string> {
    const root = plainTree(mkdtempSync(join(scratch, 'older-')));
    expect(await shell(list, root)).toBe(0);
    expect((await told(['seal', '--accept-code', 'changed', root])).code).toBe(0);
    const manifest = join(root, 'restorable.sha256');
    const [head = '', ...lines] = readFileSync(manifest, 'latin1').split('\n');
    const text = [
      change(head),
      ...lines.filter((line) => !line.startsWith('#c') && !line.startsWith('#%end')),
    ];
    const end = lines.find((line) => line.startsWith('#%end')) ?? '';
    const body = text.join('\n');
    writeFileSync(manifest, body, 'latin1');
    const { createHash } = await import('node:crypto');
    const sum = createHash('sha256').update(body, 'latin1').digest('hex');
    appendFileSync(manifest, `${end.replace(/sha256=.*/, `sha256=${sum}`)}\n`);
    return root;
  }
  const without = (head: string): string =>
    head.replace(/\theld=[^\t]*/g, '').replace(/\taccepted=[^\t]*/g, '');
  const foreign = (head: string): string => head.replace(/\ttool=[^\t]*/, '\ttool=other/2.0');

  it.each([
    ['without held=', without],
    ['of another tool', foreign],
  ])('%s does not answer for a list that contradicts the tree', async (_, change) => {
    const root = await older(`echo '${ZEROS}  a.txt' > SHA256SUMS`, change);
    const run = await told(['verify', root]);
    expect(run).toMatchObject({ code: 1, findings: expect.arrayContaining(['changed a.txt']) });
    expect(run.events.filter(isFinding).at(-1)).toMatchObject({ by: { path: 'SHA256SUMS' } });
    const list = join(root, 'restorable.sha256');
    for (const args of [['--manifest', list, root], [join(root, 'a.txt')]]) {
      const { code, findings } = await told(['verify', ...args]);
      expect({ code, last: findings.at(-1) }).toEqual({ code: 1, last: 'changed a.txt' });
    }
    expect((await told(['verify', '--voucher', 'native', root])).code).toBe(0);
  });

  it('is sound beside a list that agrees', async () => {
    const root = await older('sha256sum a.txt b.txt > SHA256SUMS', without);
    const run = await told(['verify', root]);
    expectFailure(run, 0);
    expect(run.events.at(-1)).toMatchObject({ promised: 3, held: 3 });
  });
});
