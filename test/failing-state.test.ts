/** A disk that is full or fails where the program writes: reports, locks, journals, manifests and temporary files. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Home, makeHome } from './help/home.ts';
import { injected } from './help/inject.ts';
import { execute, PROGRAM, parseEvents, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

async function makeSealedHome(): Promise<Home> {
  const home = makeHome(scratch);
  expect((await home.run('seal', home.root)).code).toBe(0);
  return home;
}

const environmentOf = ({ path }: Home): NodeJS.ProcessEnv => ({ ...process.env, XDG_STATE_HOME: path });

/** Runs the program where no file may grow beyond so many KiB, which is how a full disk looks to it. */
function squeezed(kibibytes: number, home: Home, args: readonly string[]): Promise<Ran> {
  const script = `trap '' XFSZ; ulimit -f ${kibibytes}; exec "$@"`;
  const words = ['-c', script, 'sh', process.execPath, PROGRAM, ...args];
  return execute('bash', words, { env: environmentOf(home) });
}

function lastJournal({ journals }: Home): string {
  return readFileSync(join(journals, readdirSync(journals).toSorted().at(-1) ?? ''), 'utf8');
}

describe('a report that cannot be written', () => {
  it('is exit 3, names the file, and says that the one that is there is older', async () => {
    const home = await makeSealedHome();
    const report = join(home.path, 'report.html');
    writeFileSync(report, 'of yesterday');
    utimesSync(report, new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'));
    const { code, stderr } = await squeezed(8, home, ['verify', '--report', `html:${report}`, home.root]);
    expect(stderr).toContain(`${report}: cannot write the report (EFBIG)`);
    expect(stderr).toContain('of an earlier run (2026-01-02T03:04:05.000Z)');
    expect(stderr).toContain('restorable: hint: ');
    expect(stderr).not.toContain('bug');
    expect(code).toBe(3);
    expect(readFileSync(report, 'utf8')).toBe('of yesterday');
    expect(readdirSync(home.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(parseEvents(lastJournal(home)).at(-1)).toMatchObject({ type: 'fault', exit: 3, root: '' });
  });

  it.skipIf(!needs('strace'))('is exit 3 where only its name cannot be changed', async () => {
    const home = await makeSealedHome();
    const report = join(home.path, 'report.jsonl');
    const fault = { calls: 'rename,renameat,renameat2', error: 'EIO' };
    const args = ['verify', '--no-journal', '--json', '--report', `jsonl:${report}`, home.root];
    const { code, stdout, stderr } = await injected(fault, args);
    expect(stderr).toContain(`${report}: cannot write the report (EIO)`);
    expect(code).toBe(3);
    expect(parseEvents(stdout).at(-1)).toMatchObject({ type: 'fault', exit: 3 });
  });

  it('never hides damage', async () => {
    const home = await makeSealedHome();
    writeFileSync(join(home.root, 'a.txt'), 'the worst file\n');
    const report = join(home.path, 'report.html');
    expect((await squeezed(8, home, ['verify', '--report', `html:${report}`, home.root])).code).toBe(1);
  });

  it('is exit 3 for a replay too', async () => {
    const home = await makeSealedHome();
    await home.run('verify', home.root);
    const journal = join(home.journals, readdirSync(home.journals).toSorted().at(-1) ?? '');
    const report = join(home.path, 'report.html');
    expect((await squeezed(8, home, ['report', '--report', `html:${report}`, journal])).code).toBe(3);
  });

  it('leaves a journal that says why no run began, where its path is a mistake', async () => {
    const home = await makeSealedHome();
    await home.run('verify', home.root);
    expect((await home.run('verify', '--report', 'html:/nowhere/r.html', home.root)).code).toBe(2);
    expect(parseEvents(lastJournal(home))).toMatchObject([{ type: 'fault', exit: 2, root: '' }]);
    expect((await home.run('status', home.root)).code).toBe(0);
  });
});

describe('the lock of a root', () => {
  it('that is empty is dead after a minute', async () => {
    const home = await makeSealedHome();
    const { dev, ino } = statSync(home.root, { bigint: true });
    const key = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16);
    const locks = join(home.path, 'restorable', 'lock');
    const lock = join(locks, `${key}.lock`);
    writeFileSync(lock, '');
    expect((await home.run('verify', home.root)).code).toBe(3);
    utimesSync(lock, new Date(Date.now() - 61_000), new Date(Date.now() - 61_000));
    expect((await home.run('verify', home.root)).code).toBe(0);
    expect(readdirSync(locks)).toEqual([]);
  });

  it('is one for all paths to it', async () => {
    const home = await makeSealedHome();
    const other = join(home.path, 'other');
    symlinkSync(home.root, other);
    writeFileSync(join(home.root, 'huge'), '');
    truncateSync(join(home.root, 'huge'), 2 ** 36);
    const first = spawn(process.execPath, [PROGRAM, 'scan', home.root], { env: environmentOf(home) });
    const ended = once(first, 'exit');
    const locks = join(home.path, 'restorable', 'lock');
    for (let i = 0; i < 1000 && readdirSync(locks).length === 0; i++) await sleep(10);
    const { code, stderr } = await home.run('scan', other);
    first.kill('SIGKILL');
    await ended;
    expect(stderr).toContain(`another run is working on it (process ${first.pid})`);
    expect(code).toBe(3);
  });
});

describe('temporary files', () => {
  it('of a killed seal are no part of the backup, and the next seal clears them', async () => {
    const home = await makeSealedHome();
    const left = join(home.root, '.restorable.sha256.0123abcd.tmp');
    writeFileSync(left, Buffer.alloc(5000));
    const { code, stdout } = await home.run('verify', '--json', home.root);
    expect(code).toBe(0);
    const findings = parseEvents(stdout).filter((event) => event.type === 'finding');
    expect(findings).toMatchObject([
      { code: 'unexpected', severity: 'note', path: '.restorable.sha256.0123abcd.tmp' },
    ]);
    expect((await home.run('scan', home.root)).code).toBe(0);
    expect((await home.run('seal', '--force', home.root)).code).toBe(0);
    expect(readdirSync(home.root).toSorted()).toEqual(['a.txt', 'restorable.sha256']);
    expect(readFileSync(join(home.root, 'restorable.sha256'), 'utf8')).not.toContain('.tmp');
  });

  it.each(['SIGKILL', 'SIGHUP', 'SIGTERM'] as const)(
    'of a seal that %s ends leave no trace',
    async (signal) => {
      const home = makeHome(scratch);
      writeFileSync(join(home.root, 'huge'), '');
      truncateSync(join(home.root, 'huge'), 2 ** 36);
      const args = [PROGRAM, 'seal', '--accept-findings', home.root];
      const child = spawn(process.execPath, args, { env: environmentOf(home) });
      const ended = once(child, 'exit');
      const temporaries = (): string[] => readdirSync(home.root).filter((name) => name.endsWith('.tmp'));
      for (let i = 0; i < 1000 && temporaries().length === 0; i++) await sleep(10);
      expect(temporaries()).toHaveLength(1);
      child.kill(signal);
      expect(await ended).toEqual(signal === 'SIGKILL' ? [null, 'SIGKILL'] : [143, null]);
      rmSync(join(home.root, 'huge'));
      if (signal === 'SIGKILL') expect((await home.run('seal', home.root)).code).toBe(0);
      expect(temporaries()).toEqual([]);
    },
  );
});

describe('accept', () => {
  it('is exit 3 where its journal cannot be written', async () => {
    const home = await makeSealedHome();
    appendFileSync(join(home.root, 'a.txt'), 'more\n');
    const env = { ...process.env, XDG_STATE_HOME: join(home.root, 'a.txt') };
    const args = ['accept', '--reason', 'because', '--yes', home.root];
    const { code, stderr } = await execute(process.execPath, [PROGRAM, ...args], { env });
    expect(stderr).toContain('cannot write the journal (ENOTDIR)');
    expect(code).toBe(3);
    expect((await home.run('verify', home.root)).code).toBe(0);
  });
});

describe.skipIf(!needs('strace'))('a directory that cannot be synced', () => {
  it('is said to hold the new manifest, which it does', async () => {
    const home = await makeSealedHome();
    const before = readFileSync(join(home.root, 'restorable.sha256'), 'utf8');
    const fault = { calls: 'fsync', error: 'EIO', path: home.root };
    const { code, stderr } = await injected(fault, ['seal', '--no-journal', '--force', home.root]);
    expect(stderr).toContain('the new manifest is in place');
    expect(code).toBe(3);
    expect(readFileSync(join(home.root, 'restorable.sha256'), 'utf8')).not.toBe(before);
    expect(readdirSync(home.root).toSorted()).toEqual(['a.txt', 'restorable.sha256']);
  });
});

describe.skipIf(!needs('strace'))('accept, whose second reading fails,', () => {
  it.each([
    ['error=EIO', 'read'],
    ['retval=0', 'read'],
    ['error=EIO', 'openat'],
  ])(
    'with %s of %s, never writes a generation that lacks anything of the one before',
    async (error, kind) => {
      const home = await makeSealedHome();
      for (let i = 0; i < 5; i++) writeFileSync(join(home.root, `more-${i}.txt`), `number ${i}\n`);
      expect((await home.run('seal', '--force', home.root)).code).toBe(0);
      appendFileSync(join(home.root, 'a.txt'), 'more\n');
      const manifest = join(home.root, 'restorable.sha256');
      const before = readFileSync(manifest, 'utf8');
      const args = ['accept', '--no-journal', '--reason', 'because', '--yes', home.root];
      for (let when = 1; when <= 12; when++) {
        const inject = `inject=${kind}:${error}:when=${when}`;
        const strace = ['-f', '-qq', '-o', '/dev/null', '-P', manifest, '-e', inject];
        const ran = await execute('strace', [...strace, process.execPath, PROGRAM, ...args]);
        const now = readFileSync(manifest, 'utf8');
        const isWhole = now.includes('\tseq=3\t') && now.includes('\tfiles=6\t');
        expect([when, ran.code, now === before || isWhole, ran.stderr.includes('bug')]).toEqual([
          when,
          now === before ? expect.toBeOneOf([1, 3, 4]) : 0,
          true,
          false,
        ]);
        writeFileSync(manifest, before);
        for (const name of readdirSync(home.root))
          if (/^restorable\.sha256\.\d/.test(name)) rmSync(join(home.root, name));
      }
    },
  );
});

describe('what is no fault of the program', () => {
  const refused = async (wanted: number, ...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await makeHome(scratch).run(...args);
    expect([code, `${stdout}${stderr}`.includes('bug')]).toEqual([wanted, false]);
    return stderr;
  };

  it.each([
    ['verify', '--exclude', ''],
    ['verify', '--manifest', ''],
    ['verify', '--files-from', ''],
    ['verify', '--expect', ''],
    ['seal', '--output', ''],
    ['seal', '--format', 'hashdeep:'],
    ['verify', '--report', 'html:'],
    ['accept', '--path', ''],
    ['latest', '--ping', ''],
    ['status', '--set', ''],
  ])('%s %s with an empty value is a usage error', async (command, flag, value) => {
    expect(await refused(2, command, flag, value, scratch)).toContain(`${flag} `);
  });

  it('is a pattern that no glob can be', async () => {
    expect(await refused(2, 'scan', '--exclude', 'x'.repeat(70_000), scratch)).toContain('is not a pattern');
  });

  it.each(['exclude=', 'exclude=../x', `exclude=${'x'.repeat(70_000)}`, 'algo=md17'])(
    'is a manifest with %.20s in its first line, which cannot be trusted',
    async (field) => {
      const home = await makeSealedHome();
      const manifest = join(home.root, 'restorable.sha256');
      const [first = '', ...lines] = readFileSync(manifest, 'utf8').split('\n');
      const head = field.startsWith('algo') ? first.replace('algo=sha256', field) : `${first}\t${field}`;
      const body = [head, ...lines.slice(0, -2), ''].join('\n');
      const end = (lines.at(-2) ?? '').replace(
        /sha256=.*/,
        `sha256=${createHash('sha256').update(body).digest('hex')}`,
      );
      writeFileSync(manifest, `${body}${end}\n`);
      for (const args of [['verify'], ['verify', '--strong'], ['accept', '--reason', 'because', '--yes']]) {
        const { code, stdout, stderr } = await home.run(...args, home.root);
        expect([args[0], code, `${stdout}${stderr}`.includes('bug')]).toEqual([args[0], 4, false]);
      }
    },
  );

  // Few files are compared on the thread of the command itself, many by lanes that have to start first.
  it.skipIf(!needs('bash')).each([
    [2, 20],
    [600, 22],
    [600, 26],
  ])('is a process that may open no more files, with %i more to read and %i at once', async (files, most) => {
    const home = await makeSealedHome();
    for (let i = 0; i < files; i++) writeFileSync(join(home.root, `more-${i}.txt`), `text ${i}\n`);
    await home.run('seal', '--force', home.root);
    const script = `ulimit -n ${most}; exec "$@"`;
    const args = ['-c', script, 'sh', process.execPath, PROGRAM, 'verify', '--jobs', '4', home.root];
    const { code, stdout, stderr } = await execute('bash', args, { env: environmentOf(home) });
    expect(`${stdout}${stderr}`).not.toContain('bug');
    expect(code).toBe(3);
  });
});
