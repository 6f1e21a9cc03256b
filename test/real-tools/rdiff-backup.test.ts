import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { needs } from '../help/tools.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const scratch = mkdtempSync(join(tmpdir(), 'restorable-rdiff-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const source = join(scratch, 'source');
let made = 0;

/** A mirror of three backups, with links, special files, and names of all kinds. */
function makeMirror(): string {
  const root = join(scratch, `mirror-${made++}`);
  rmSync(source, { recursive: true, force: true });
  mkdirSync(join(source, 'sub'), { recursive: true });
  const write = (name: string, first: number): void =>
    writeFileSync(Buffer.from(join(source, name), 'latin1'), lines(first));
  for (const [i, name] of ['n.txt', 'sub/b c;d.txt', 'sub/del.txt', 'lat\xe9', 'line\nfeed\\n'].entries())
    write(name, i);
  writeFileSync(join(source, 'empty'), '');
  execFileSync('sh', ['-ec', 'ln -s n.txt l; gzip -k n.txt; ln n.txt hard; mkfifo p; mkdir e'], {
    cwd: source,
  });
  backUp(root, 1);
  write('n.txt', 50);
  rmSync(join(source, 'sub/del.txt'));
  write('sub/new.txt', 8);
  backUp(root, 2);
  write('n.txt', 60);
  backUp(root, 3);
  return root;
}

function lines(first: number): string {
  return Array.from({ length: 900 }, (_, i) => `${(first + i) * 11} a line`).join('\n');
}

function backUp(root: string, second: number): void {
  const now = `--current-time=${1_790_000_000 + second}`;
  execFileSync('rdiff-backup', [now, source, root], { stdio: 'ignore' });
}

/** Whether the tool finds the files of the mirror as they were. */
function isSound(root: string): boolean {
  return spawnSync('rdiff-backup', ['--verify', root], { stdio: 'ignore' }).status === 0;
}

describe.skipIf(!needs('rdiff-backup'))('rdiff-backup', () => {
  let root = '';
  beforeAll(() => {
    root = makeMirror();
  });

  it('vouches for its mirror, and every flipped bit is found', async () => {
    expect(await expectSound(root, 'rdiff-backup')).toMatchObject({
      entries: 8,
      answers: ['corrupt', 'complete'],
    });
    const covered = ['n.txt', 'sub/b c;d.txt', 'sub/new.txt', 'lat\xe9', 'line\nfeed\\n', 'n.txt.gz'];
    expect(await expectFlipsFound(root, covered, { tool: () => isSound(root) })).toBe(28);
  });

  it('has increments that hold by their gzip', async () => {
    const directory = 'rdiff-backup-data/increments';
    const packed = readdirSync(join(root, directory)).filter((name) => name.endsWith('.diff.gz'));
    expect(packed.length).toBeGreaterThan(1);
    for (let i = 0; i < 20; i++) {
      const path = `${directory}/${packed[i % packed.length] ?? ''}`;
      const sound = readFileSync(join(root, path));
      const damaged = Buffer.from(sound);
      // The name of the file in the header of gzip is the one thing that nothing covers.
      const at = 50 + ((i * 2_654_435_761) % (sound.length - 50));
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (i % 8)), at);
      writeFileSync(join(root, path), damaged);
      expect(await verified(root)).toMatchObject({ exit: 1, found: [`broken-structure ${path}`] });
      writeFileSync(join(root, path), sound);
    }
  });

  it('names what is cut, gone or new in the mirror, and holds the metadata itself', async () => {
    const other = makeMirror();
    truncateSync(join(other, 'sub/new.txt'), 100);
    rmSync(join(other, 'n.txt.gz'));
    rmSync(join(other, 'e'), { recursive: true });
    writeFileSync(join(other, 'stray.txt'), 'a line of text\n');
    expect(await verified(other)).toMatchObject({
      exit: 1,
      found: ['missing e', 'missing n.txt.gz', 'unexpected stray.txt', 'truncated sub/new.txt'],
    });
    expect(isSound(other)).toBe(false);
    const data = join(other, 'rdiff-backup-data');
    const name = readdirSync(data).find((each) => /^mirror_metadata.*snapshot\.gz$/.test(each)) ?? '';
    const bytes = readFileSync(join(data, name));
    bytes.writeUInt8(bytes.readUInt8(200) ^ 4, 200);
    writeFileSync(join(data, name), bytes);
    const { exit, found } = await verified(other);
    expect(exit).toBe(4);
    expect(found).toContain(`manifest-damaged rdiff-backup-data/${name}`);
  });
});
