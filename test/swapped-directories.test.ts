/**
 * A directory that is swapped for a link to the outside while the program reads the tree: nothing that lies outside may be
 * read, and nothing may be sound because of it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { listDirectoryBelow } from '../src/disk/below.ts';
import { easeLoneEmpty } from '../src/engine/judge/lone-empty.ts';
import { openNative } from '../src/manifest/native/read.ts';
import { finding } from '../src/model/finding.ts';
import { createInspector } from '../src/read/inspect.ts';
import { namesOf } from '../src/voucher/kit/list-files.ts';
import { headOf, readVoucherFile, statEntry } from '../src/voucher/kit/read-voucher-file.ts';
import { walk } from '../src/walk/walk.ts';
import { gather } from './help/arbitrary.ts';
import { execute, restorable, told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 180_000 });

const scratch = makeScratch();
const FILES = 100;
const RUNS = 4;

type Tree = { readonly root: string; readonly sub: string; readonly link: string };

/** A tree with files in `sub/below`, and beside it a link to a directory with the same names and other content. */
function lay(inside: Uint8Array | string, outside: Uint8Array | string): Tree {
  const home = mkdtempSync(join(scratch, 'swapped-'));
  const root = join(home, 'root');
  mkdirSync(join(root, 'aaa'), { recursive: true });
  writeFileSync(join(root, 'aaa/first.txt'), 'the first file of all\n');
  fill(join(root, 'sub/below'), inside);
  fill(join(home, 'outside/below'), outside);
  symlinkSync(join(home, 'outside'), join(home, 'link'));
  return { root, sub: join(root, 'sub'), link: join(home, 'link') };
}

function fill(directory: string, content: Uint8Array | string): void {
  mkdirSync(directory, { recursive: true });
  for (let i = 0; i < FILES; i++) writeFileSync(join(directory, `f${i}.txt`), content);
}

/** Swaps the directory for the link and back until it is told to stop; then says how often. */
const SWAPPER = `
const { renameSync } = require('node:fs');
const [sub, link] = process.argv.slice(1);
let swaps = 0;
process.stdin.on('data', () => { process.stdout.write(String(swaps)); process.exit(0); });
const swap = () => {
  for (let i = 0; i < 50; i++) {
    renameSync(sub, sub + '.kept'); renameSync(link, sub);
    renameSync(sub, link); renameSync(sub + '.kept', sub);
    swaps += 1;
  }
  setImmediate(swap);
};
swap();
`;

/** Runs while the swapper does, and returns how often that swapped. */
async function whileSwapped({ sub, link }: Tree, run: () => Promise<void>): Promise<number> {
  const child = spawn(process.execPath, ['-e', SWAPPER, sub, link], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    for (let i = 0; i < RUNS; i++) await run();
  } finally {
    child.stdin.write('stop');
    await ended;
  }
  return Number(said);
}

describe('while a directory is swapped for a link and back, thousands of times', () => {
  it.concurrent('seal takes no digest of what lies outside, and scan does not look at it', async () => {
    const zeros = new Uint8Array(20_000);
    const tree = lay('what belongs to the backup\n', zeros);
    const manifest = join(tree.root, '../manifest');
    const digest = createHash('sha256').update(zeros).digest('hex');
    let sealed = 0;
    const swaps = await whileSwapped(tree, async () => {
      const seal = await told(['seal', '--force', '--accept-findings', '--output', manifest, tree.root]);
      const scan = await told(['scan', tree.root]);
      for (const { findings } of [seal, scan])
        expect(findings.filter((each) => each.includes('zero-filled'))).toEqual([]);
      if (existsSync(manifest)) {
        sealed += 1;
        expect(readFileSync(manifest, 'latin1')).not.toContain(digest);
      }
    });
    expect(swaps).toBeGreaterThan(1000);
    expect(sealed).toBeLessThanOrEqual(RUNS);
  });

  it.concurrent('verify is never sound where only what lies outside is', async () => {
    const tree = lay('as it was sealed\n', 'as it was sealed\n');
    expect((await told(['seal', tree.root])).code).toBe(0);
    fill(join(tree.sub, 'below'), 'as it is now....\n');
    const codes = new Set<number | null>();
    const swaps = await whileSwapped(tree, async () => {
      const { code, events } = await told(['verify', tree.root]);
      codes.add(code);
      const end = events.at(-1);
      // Nothing holds but `aaa/first.txt`.
      expect(end?.type === 'end' ? end.held : undefined).toBeLessThanOrEqual(1);
    });
    expect(swaps).toBeGreaterThan(1000);
    expect(codes).not.toContain(0);
  });
});

it('leads to nothing outside being read or listed, by the times of access: npm run races', async () => {
  const { code, stdout, stderr } = await execute(process.execPath, ['test/faults/races.js', '--count', '90']);
  expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('read or listed outside: 0'), '']);
});

describe('while the directory of what vouches is swapped for a link and back', () => {
  const TEXT = 'as it should be, all of it\n';
  const ROTTEN = 'as it should be, nothing !\n';
  const crc = (text: string): string => crc32(text).toString(16).padStart(8, '0');

  /** Files that rotted with what proves it, and outside the same with what says that all is well. */
  async function layVouched(seal: (directory: string, text: string) => Promise<void>): Promise<Tree> {
    const tree = lay(ROTTEN, ROTTEN);
    await seal(tree.sub, TEXT);
    await seal(tree.link, ROTTEN);
    return tree;
  }

  it.concurrent.each([
    {
      what: 'a list of another tool',
      async seal(directory: string, text: string) {
        const lines = Array.from({ length: FILES }, (_, i) => `below/f${i}.txt ${crc(text)}\n`);
        writeFileSync(join(directory, 'list.sfv'), lines.join(''));
        await Promise.resolve();
      },
    },
    {
      what: 'a manifest of ours',
      async seal(directory: string, text: string) {
        const copy = mkdtempSync(join(scratch, 'sealed-'));
        fill(join(copy, 'below'), text);
        const file = join(directory, 'restorable.sha256');
        expect((await told(['seal', '--output', file, copy])).code).toBe(0);
      },
    },
  ])('verify is never sound by $what that lies outside', async ({ seal }) => {
    const tree = await layVouched(seal);
    expect((await told(['verify', tree.root])).code).toBe(1);
    const codes = new Set<number | null>();
    const swaps = await whileSwapped(tree, async () => {
      codes.add((await restorable(['verify', tree.root])).code);
    });
    expect(swaps).toBeGreaterThan(1000);
    expect(codes).not.toContain(0);
  });
});

describe('a directory that became a link after it was listed', () => {
  it('gives no manifest and no list of what lies outside', async () => {
    const { root, sub, link } = lay('inside', 'outside');
    expect((await told(['seal', link])).code).toBe(0);
    writeFileSync(join(link, 'list.sfv'), 'below/f0.txt 00000000\n');
    renameSync(sub, `${sub}.kept`);
    renameSync(link, sub);
    expect(await readVoucherFile(root, 'sub/list.sfv')).toBe('ENOTDIR');
    expect(headOf(root, 'sub/list.sfv', 10)).toHaveLength(0);
    expect(namesOf(root, 'sub')).toEqual([]);
    expect(statEntry(root, 'sub/list.sfv')).toBeUndefined();
    const file = join(root, 'sub/restorable.sha256');
    await expect(openNative(file, 'sub', false, root)).rejects.toThrow('cannot read the manifest (ENOTDIR)');
    expect((await openNative(file, 'sub', false)).files).toBe(FILES);
  });

  it('leads on where the link stays inside the root', async () => {
    const { root, sub } = lay('inside', 'outside');
    renameSync(sub, join(root, 'kept'));
    symlinkSync('kept', sub);
    expect(String(await readVoucherFile(root, 'sub/below/f0.txt'))).toBe('inside');
    expect(namesOf(root, 'sub').map(({ name }) => name)).toEqual(['below']);
    expect(statEntry(root, 'sub/below/f0.txt')).toMatchObject({ kind: 'file', size: 6 });
    expect(statEntry(root, 'sub')).toMatchObject({ kind: 'link' });
  });

  it('is not listed through the link', async () => {
    const { root, sub, link } = lay('inside', 'outside');
    fill(join(root, 'aaa'), 'many');
    fill(join(root, 'aab'), 'many');
    fill(join(root, 'aac'), 'many');
    const chunks = walk({ root, leaveOut: undefined });
    const first = await chunks.next();
    expect(first.done).toBe(false);
    renameSync(sub, `${sub}.kept`);
    renameSync(link, sub);
    const rest = (await gather(chunks)).flat();
    expect(rest.filter(({ path }) => path.startsWith('sub'))).toEqual([
      { path: 'sub', kind: 'directory', trouble: { code: 'ENOTDIR', doing: 'list the directory' } },
    ]);
  });

  it('is not asked for the peers of an empty file', () => {
    const { root, sub, link } = lay('inside', 'outside');
    for (const directory of [sub, link])
      for (let i = 0; i < 9; i++) writeFileSync(join(directory, `below/f${i}.json`), i === 0 ? '' : '{}');
    const evidence = [{ is: 'empty', extension: 'json' }] as const;
    const empty = finding('empty-file', 'sub/below/f0.json', { evidence });
    expect(easeLoneEmpty(root, [empty])[0]?.severity).toBe('note');
    renameSync(sub, `${sub}.kept`);
    renameSync(link, sub);
    expect(listDirectoryBelow(root, 'sub/below')).toMatchObject({ code: 'ENOTDIR' });
    expect(easeLoneEmpty(root, [empty])).toEqual([empty]);
  });

  it('is not read through the link', async () => {
    const { root, sub, link } = lay('inside', 'outside');
    renameSync(sub, `${sub}.kept`);
    renameSync(link, sub);
    const inspector = createInspector(root);
    const wanted = [{ algorithm: 'sha256', hex: createHash('sha256').update('outside').digest('hex') }];
    const paths = ['sub/below/f0.txt', 'aaa/first.txt'];
    const tasks = [...paths.map((path) => ({ path, wanted: [] })), { path: 'sub/below/f1.txt', wanted }];
    const job = { tasks, digests: ['sha256'], answer: 'all' } as const;
    await inspector.prepare(job);
    const { exceptions } = await inspector.run(job, { isStopped: () => false, at: () => {}, read: () => {} });
    expect(exceptions.map(({ index, facts }) => [index, facts.trouble?.code])).toEqual([
      [0, 'ENOTDIR'],
      [1, undefined],
      [2, 'ENOTDIR'],
    ]);
  });
});
