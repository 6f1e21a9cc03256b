/** Reading past the page cache: the bytes come from the disk, and stay out of the memory. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { EndEvent } from '../src/model/event.ts';
import { makeFolder } from './help/folder.ts';
import { execute, isFinding, nameFinding, PROGRAM, parseEvents, restorable } from './help/program.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Around a sector of 512 and of 4096 bytes, around the buffer of 256 KiB, and big. */
const SIZES = [1, 511, 512, 513, 4095, 4096, 4097, 262_143, 262_144, 262_145, 524_288, 5_000_003];
const LINE = 'some text of a file\n';
const folder = makeFolder();
const root = join(folder.path, 'root');
const MEMORY = '/dev/shm';

beforeAll(async () => {
  for (const size of SIZES)
    folder.write(`root/of-${size}.txt`, LINE.repeat(Math.ceil(size / LINE.length)).slice(0, size));
  // What is written within two seconds of it counts as of the same time.
  for (const file of files()) utimesSync(file, 1_700_000_000, 1_700_000_000);
  expect((await restorable(['seal', '--accept-findings', root])).code).toBe(0);
  execFileSync('sync', files().concat(root));
});

/** The files of the tree, without the manifest. */
function files(): string[] {
  return SIZES.map((size) => join(root, `of-${size}.txt`));
}

/** Removes the files from the page cache. */
function forget(): void {
  for (const file of files())
    execFileSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none']);
}

/** The bytes of the files that are in the page cache. */
function resident(): number {
  const out = execFileSync('fincore', ['--noheadings', '--bytes', '--output', 'RES', ...files()]).toString();
  return out.split('\n').reduce((sum, line) => sum + Number(line), 0);
}

type Seen = {
  readonly code: number | null;
  readonly end: EndEvent | undefined;
  readonly found: readonly string[];
  readonly stderr: string;
};

async function verified(
  tree: string,
  flags: readonly string[],
  start: readonly string[] = [],
): Promise<Seen> {
  const [command, ...before] = [...start, process.execPath];
  const args = [...before, PROGRAM, 'verify', '--json', '--no-journal', ...flags, tree];
  const { code, stdout, stderr } = await execute(command, args);
  const events = parseEvents(stdout);
  const end = events.find((event) => event.type === 'end');
  return { code, end, found: events.filter(isFinding).map(nameFinding), stderr };
}

const isOnDisk =
  process.platform === 'linux' &&
  !/tmpfs|overlay/.test(execFileSync('stat', ['-fc', '%T', '/tmp']).toString());

describe.skipIf(!isOnDisk || !needs('dd', 'fincore'))('verify --uncached', () => {
  it.each([1, 4])('reads every size and fills no memory, with %i lanes', async (jobs) => {
    forget();
    expect(resident()).toBe(0);
    const seen = await verified(root, ['--uncached', '--jobs', `${jobs}`]);
    expect(seen).toMatchObject({ code: 0, stderr: '', end: { throughCache: 0, held: SIZES.length } });
    expect(resident()).toBe(0);
    expect((await verified(root, [])).end).not.toHaveProperty('throughCache');
    expect(resident()).toBeGreaterThan(5_000_000);
  });

  it('reads from the disk what lies in the memory, where others do not', async () => {
    await verified(root, []);
    const all = SIZES.reduce((sum, size) => sum + size, 0);
    const read = async (...flags: string[]): Promise<number> => {
      const said = `"${process.execPath}" "${PROGRAM}" verify -q --no-journal ${flags.join(' ')} "${root}"; cat /proc/$$/io`;
      const { stdout } = await execute('sh', ['-c', said]);
      return Number(/^read_bytes: (\d+)$/m.exec(stdout)?.[1]);
    };
    expect(await read()).toBeLessThan(all / 2);
    expect(await read('--uncached')).toBeGreaterThanOrEqual(all);
  });

  it.each(['--strong', '--depth quick', '--depth deep'])(
    'examines what is new and compares with %s',
    async (flag) => {
      const tree = mkdtempSync(join(folder.path, 'new-'));
      cpSync(root, tree, { recursive: true, preserveTimestamps: true });
      writeFileSync(join(tree, 'of-4097.txt'), `${'x'.repeat(4096)}\n`);
      writeFileSync(join(tree, 'new.txt'), LINE.repeat(100_001));
      const flags = flag.split(' ');
      const seen = await verified(tree, ['--uncached', ...flags]);
      const { throughCache, seconds: _, ...end } = seen.end ?? {};
      expect(throughCache).toBe(0);
      expect(end).toMatchObject({ exit: 1, counts: { changed: 1, unexpected: 1 }, held: SIZES.length - 1 });
      const plain = await verified(tree, flags);
      expect(plain.end).toMatchObject(end);
      expect(seen.found).toEqual(plain.found);
      rmSync(tree, { recursive: true });
    },
  );

  it.skipIf(!existsSync(MEMORY))('says where all is memory', async () => {
    const tree = mkdtempSync(join(MEMORY, 'restorable-'));
    try {
      cpSync(root, tree, { recursive: true, preserveTimestamps: true });
      const seen = await verified(tree, ['--uncached']);
      expect(seen).toMatchObject({
        code: 0,
        end: { held: SIZES.length },
        stderr: expect.stringContaining('went through the page cache'),
      });
      expect(seen.end?.throughCache).toBeGreaterThanOrEqual(SIZES.length);
      const { stdout } = await restorable(['verify', '--uncached', '-v', tree]);
      expect(stdout).toMatch(/\d+ reads through the page cache, which the file system does not let pass/);
    } finally {
      rmSync(tree, { recursive: true });
    }
  });

  it.skipIf(!needs('strace')).each([
    ['a small file', 'of-513.txt', 'read:error=EINVAL:when=1'],
    ['a big file', 'of-5000003.txt', 'read:error=EINVAL:when=1'],
    ['the middle of a big file', 'of-5000003.txt', 'read:error=EINVAL:when=3'],
  ])('reads %s through the cache where its file system refuses', async (_, name, inject) => {
    const traced = [
      'strace',
      '-f',
      '-o',
      '/dev/null',
      '-P',
      join(root, name),
      '-e',
      'trace=read',
      '-e',
      `inject=${inject}`,
    ];
    const seen = await verified(root, ['--uncached', '--jobs', '1'], traced);
    expect(seen).toMatchObject({ code: 0, end: { held: SIZES.length, throughCache: 1 } });
    expect(seen.stderr).toContain('1 read went through the page cache');
  });
});
