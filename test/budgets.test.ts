/** What a tree can make a run cost: each case once took minutes, gigabytes, or never ended. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';

import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, restorable } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
/** Megabytes of memory that no run takes. */
const MOST = 400;
const REPORT =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();' +
  'process.stderr.write(`cost ${u.maxRSS} ${u.userCPUTime+u.systemCPUTime}\\n`)})';

type Cost = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly megabytes: number;
  readonly seconds: number;
  readonly journal: number;
};

/** Runs the program, and measures its peak of memory, its processor time and the bytes of its journal. */
async function costOf(args: readonly string[]): Promise<Cost> {
  const state = mkdtempSync(join(scratch, 'state-'));
  const env = { ...process.env, XDG_STATE_HOME: state };
  const ran = await execute(process.execPath, ['--import', REPORT, PROGRAM, ...args], {
    env,
    within: 100_000,
  });
  const [, memory, time] = /^cost (\d+) (\d+)$/m.exec(ran.stderr) ?? [];
  const journals = join(state, 'restorable', 'journal');
  const sizes = readdirSync(journals).map((name) => statSync(join(journals, name)).size);
  return {
    ...ran,
    megabytes: Number(memory) / 1024,
    seconds: Number(time) / 1e6,
    journal: sizes.reduce((sum, size) => sum + size, 0),
  };
}

function treeOf(name: string, content: string | Buffer): string {
  const root = mkdtempSync(join(scratch, 'root-'));
  writeFileSync(join(root, name), content);
  return root;
}

/** A sealed tree of one file, with more lines in its manifest, which its trailer counts. */
async function sealedWith(
  lines: string,
  counted: readonly [of: 'files' | 'dirs', count: number],
): Promise<string> {
  const root = treeOf('x', 'x\n');
  const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'sealing') };
  expect((await restorable(['seal', root], { env })).code).toBe(0);
  const file = join(root, 'restorable.sha256');
  const written = readFileSync(file, 'latin1');
  const end = written.lastIndexOf('\n#%end') + 1;
  const before = written.slice(0, end) + lines;
  const sum = createHash('sha256').update(before, 'latin1').digest('hex');
  const [of, count] = counted;
  const trailer = written
    .slice(end)
    .replace(/sha256=\w+/, `sha256=${sum}`)
    .replace(new RegExp(`\\t${of}=\\d+`), `\t${of}=${count}`);
  writeFileSync(file, before + trailer, 'latin1');
  return root;
}

const emptyBlocks = (count: number): string =>
  treeOf(
    'x.zst',
    Buffer.concat([
      Buffer.from('28b52ffd0058', 'hex'),
      Buffer.alloc(3 * count),
      Buffer.from('010000', 'hex'),
    ]),
  );

describe('the cost of a run is bounded by its input', () => {
  it.each([
    [
      'directories of an mtree, each in the one before it',
      'verify',
      4,
      () => treeOf('b.mtree', `#mtree\n${'a type=dir\n'.repeat(40_000)}`),
    ],
    [
      'a line of an mtree that goes on',
      'verify',
      4,
      () => treeOf('b.mtree', `#mtree\n${'\\\n'.repeat(12_000_000)}\n`),
    ],
    [
      'an entry of an mtree that goes on',
      'verify',
      4,
      () => treeOf('b.mtree', `#mtree\na ${'type=file \\\n'.repeat(2_000_000)}\n`),
    ],
    ['blocks of zstd with nothing in them', 'scan', 0, () => emptyBlocks(5_000_000)],
    [
      'beginnings of packets in a PAR2 file',
      'verify',
      4,
      () => treeOf('x.par2', Buffer.alloc(1 << 23, 'PAR2\0PKT')),
    ],
    [
      'files of an mtree that are described again and again',
      'verify',
      4,
      () =>
        treeOf(
          'b.mtree',
          `#mtree\n${Array.from({ length: 50_000 }, (_, i) => `./a type=file size=${i + 1}\n`).join('')}`,
        ),
    ],
    [
      'a line of a manifest',
      'verify',
      4,
      () => sealedWith(`#d\t-\t-\t${'y'.repeat(60_000_000)}\n`, ['dirs', 1]),
    ],
    ['comments of a manifest', 'verify', 0, () => sealedWith('# nothing\n'.repeat(2_000_000), ['files', 1])],
    [
      'entries of a manifest that repeat one',
      'verify',
      4,
      () => sealedWith(`${'0'.repeat(64)}  x\n`.repeat(300_000), ['files', 300_001]),
    ],
  ] as const)('of %s', async (_, command, code, make) => {
    const cost = await costOf([command, await make()]);
    expect(cost).toMatchObject({ code });
    expect(cost.megabytes).toBeLessThan(MOST);
    expect(cost.journal).toBeLessThan(1 << 24);
  });

  it('of names of a checksum list, of which one is asked for', async () => {
    const digest = createHash('sha256').update('x\n').digest('hex');
    const lines = Array.from({ length: 600_000 }, (_, i) => `${digest}  file-${i}.txt\n`);
    const root = treeOf('SHA256SUMS', lines.join(''));
    for (const i of [0, 1, 2]) writeFileSync(join(root, `file-${i}.txt`), 'x\n');
    const cost = await costOf(['verify', join(root, 'file-1.txt')]);
    expect(cost.code).toBe(0);
    expect(cost.megabytes).toBeLessThan(MOST);
  });

  it('and grows as that does', async () => {
    const [one, two] = [
      await costOf(['scan', emptyBlocks(2_000_000)]),
      await costOf(['scan', emptyBlocks(4_000_000)]),
    ];
    expect(two.seconds).toBeLessThan(3 * one.seconds);
  });

  it('whatever the pattern', async () => {
    const root = treeOf('a'.repeat(255), 'x\n');
    const cost = await costOf(['scan', root, '--exclude', `${'a*'.repeat(80)}b`]);
    expect(cost.code).toBe(0);
    expect(cost.megabytes).toBeLessThan(MOST);
  });
});

describe('packets of PAR2 that claim to be as long as the file', () => {
  it('are not all read for that', async () => {
    const packet = Buffer.alloc(64);
    packet.write('PAR2\0PKT');
    const bytes = Buffer.alloc(1 << 22, packet);
    for (let at = 0; at < bytes.length; at += 64) bytes.writeBigUInt64LE(BigInt(bytes.length - at), at + 8);
    const cost = await costOf(['verify', treeOf('x.par2', bytes)]);
    expect(cost.code).toBe(4);
    expect(cost.stdout).toContain('more packets than a set has: not read on from byte');
  });
});

describe.skipIf(process.platform !== 'linux')('a state directory where none can be', () => {
  it.each(['scan', 'verify'])('is a fault of %s', async (command) => {
    const root = treeOf('a.txt', 'text\n');
    await restorable(['seal', root]);
    const ran = await execute(process.execPath, [PROGRAM, command, root], {
      env: { ...process.env, XDG_STATE_HOME: '/proc/x/y' },
    });
    expect(ran).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('cannot write the journal (ENOENT)'),
    });
  });
});

describe.skipIf(!needs('strace'))('a read that never returns', () => {
  it('does not keep a second signal from ending the run', async () => {
    const home = mkdtempSync(join(scratch, 'stuck-'));
    const root = join(home, 'root');
    mkdirSync(root);
    const big = join(root, 'big.bin');
    writeFileSync(big, Buffer.alloc(1 << 26, 'some text\n'));
    const state = join(home, 'state');
    const delay = 'read,pread64:delay_enter=60s';
    const traced = ['-f', '-o', '/dev/null', '-P', big, '-e', 'trace=read,pread64', '-e', `inject=${delay}`];
    const child = spawn('strace', [...traced, process.execPath, PROGRAM, 'scan', '--jobs', '2', root], {
      env: { ...process.env, XDG_STATE_HOME: state },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    try {
      const pid = await childOf(child.pid ?? 0);
      const journal = join(state, 'restorable', 'journal');
      for (let i = 0; i < 200 && !existsSync(journal); i++) await sleep(50);
      await sleep(1500);
      process.kill(pid, 'SIGTERM');
      await sleep(1000);
      expect(isRunning(pid)).toBe(true);
      process.kill(pid, 'SIGTERM');
      for (let i = 0; i < 200 && isRunning(pid); i++) await sleep(50);
      expect(isRunning(pid)).toBe(false);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  });
});

async function childOf(parent: number): Promise<number> {
  const file = `/proc/${parent}/task/${parent}/children`;
  for (let i = 0; i < 200; i++) {
    const [first] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
    if (first !== undefined && first !== '') return Number(first);
    await sleep(50);
  }
  throw new Error('the traced program did not start');
}

/** Whether a process has not come to its end; one of which a thread is still held by a tracer has. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/status`;
  return existsSync(file) && !/^State:\s+[ZX]/m.test(readFileSync(file, 'utf8'));
}
