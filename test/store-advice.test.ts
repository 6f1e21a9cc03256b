/** What to do about damage in the store of another tool, in the terms of that tool. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { FindingEvent } from '../src/model/event.ts';
import { parseEvents, restorable } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const ENV = {
  ...process.env,
  RESTIC_PASSWORD: 'x',
  BORG_PASSPHRASE: 'x',
  BORG_BASE_DIR: scratch,
  HOME: scratch,
};

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { env: ENV, cwd: scratch, stdio: 'pipe' });
}

/** A directory with text to back up. */
function source(): string {
  const directory = mkdtempSync(join(scratch, 'source-'));
  for (let i = 0; i < 3; i++)
    writeFileSync(
      join(directory, `${i}.txt`),
      Array.from({ length: 3000 }, (_, n) => `line ${n * (i + 7)}\n`).join(''),
    );
  return directory;
}

/** The files below a directory, the biggest first. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .toSorted((a, b) => statSync(b).size - statSync(a).size);
}

function damage(file: string): void {
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes.fill(0x58, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 8);
  writeFileSync(file, bytes);
}

async function findings(command: string, tree: string): Promise<FindingEvent[]> {
  const { stdout } = await restorable([command, '--json', '--no-journal', tree]);
  return parseEvents(stdout).flatMap((event) =>
    event.type === 'finding' && event.severity === 'error' && event.path !== '' ? [event] : [],
  );
}

describe.concurrent.each(['scan', 'verify'])('the advice of %s', (command) => {
  it('is that of restic for a damaged pack, with its ID and what to call', async () => {
    const tree = mkdtempSync(join(scratch, 'tree-'));
    run('restic', 'init', '-q', '-r', join(tree, 'repo'));
    run('restic', 'backup', '-q', '-r', join(tree, 'repo'), source());
    const [pack = ''] = filesBelow(join(tree, 'repo', 'data'));
    damage(pack);
    const [found] = await findings(command, tree);
    const id = pack.split('/').at(-1);
    expect(found?.store).toEqual({ format: 'restic', path: 'repo' });
    expect(found?.advice).toContain(`restic -r '${tree}/repo' find --pack ${id}`);
    expect(found?.advice).toContain(`repair packs ${id}`);
    for (const report of ['terminal', 'markdown', 'html', 'sarif']) {
      const { stdout } = await restorable([command, '--no-journal', '--report', report, tree]);
      expect([report, stdout.replaceAll(/&#(\d+);/g, (_, n) => String.fromCodePoint(Number(n)))]).toEqual([
        report,
        expect.stringContaining('find --pack'),
      ]);
    }
    rmSync(tree, { recursive: true });
  });

  it('is that of borg for a damaged segment', async () => {
    const tree = mkdtempSync(join(scratch, 'tree-'));
    run('borg', 'init', '-e', 'none', join(tree, 'repo'));
    run('borg', 'create', `${join(tree, 'repo')}::one`, source());
    damage(filesBelow(join(tree, 'repo', 'data'))[0] ?? '');
    const [found] = await findings(command, tree);
    expect(found?.advice).toContain(`borg check --verify-data '${tree}/repo'`);
    expect(found?.advice).toContain('borg check --repair');
  });

  it('is that of git for a damaged object, also below the work tree', async () => {
    const tree = source();
    run('git', 'init', '-q', join(tree));
    run('git', '-C', tree, 'add', '-A');
    run('git', '-C', tree, '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'x');
    damage(filesBelow(join(tree, '.git', 'objects'))[0] ?? '');
    const [found] = await findings(command, tree);
    expect(found?.advice).toContain(`git -C '${tree}/.git' fsck --full`);
  });

  it('is the usual one for a file that lies beside a store, and for what only looks like one', async () => {
    const tree = mkdtempSync(join(scratch, 'tree-'));
    run('restic', 'init', '-q', '-r', join(tree, 'repo'));
    mkdirSync(join(tree, 'data', '00'), { recursive: true });
    for (const name of ['beside.txt', 'data/00/x.txt']) writeFileSync(join(tree, name), Buffer.alloc(5000));
    const found = await findings(command, tree);
    expect(found.length).toBeGreaterThan(0);
    for (const { store, advice } of found)
      expect([store, advice.includes('restic')]).toEqual([undefined, false]);
  });
});
