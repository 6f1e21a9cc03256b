/** Backup sets out of restorable.json: `--set`, `--all-sets`, `--config`, and `restorable config check`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, parseEvents, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

type Home = {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** Roots of the journals, one for each begin and fault. */
  roots(): string[];
  run(...args: readonly string[]): Promise<Ran>;
};

/** A home with the sound roots `a` and `b`, the root `zero` that is garbage, and restorable.json in a directory `etc`. */
function makeHome(config: unknown): Home {
  const path = mkdtempSync(join(scratch, 'home-'));
  for (const name of ['a', 'b', 'zero', 'etc']) mkdirSync(join(path, name));
  for (const name of ['a', 'b']) writeFileSync(join(path, name, 'letter.txt'), `the letter of ${name}\n`);
  writeFileSync(join(path, 'zero', 'disk.txt'), Buffer.alloc(5000));
  writeFileSync(
    join(path, 'etc', 'restorable.json'),
    typeof config === 'string' ? config : JSON.stringify(config),
  );
  const journals = join(path, 'restorable', 'journal');
  const env = { ...process.env, XDG_STATE_HOME: path };
  return {
    path,
    env,
    roots() {
      const names = existsSync(journals) ? readdirSync(journals) : [];
      const events = names.flatMap((name) => parseEvents(readFileSync(join(journals, name), 'utf8')));
      return events
        .flatMap((event) => (event.type === 'begin' ? [event.root.replace(`${path}/`, '')] : []))
        .toSorted();
    },
    run: (...args) => execute(process.execPath, [PROGRAM, ...args], { env, cwd: path }),
  };
}

const CONFIG = ['--config', 'etc/restorable.json'];

describe.concurrent('sets', () => {
  it('are each a run with flags of their own, and one exit code', async () => {
    const home = makeHome({
      defaults: { report: ['jsonl:{set}.jsonl'], quiet: true },
      sets: {
        sound: { roots: ['../a', '../b'] },
        garbage: { roots: ['../zero'], report: ['csv:garbage.csv', 'markdown:garbage.md'] },
        gated: { roots: ['../b'], minFiles: 2 },
      },
    });
    expect(await home.run('scan', ...CONFIG, '--all-sets')).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: '',
    });
    expect(home.roots()).toEqual(['a', 'b', 'b', 'zero']);
    expect(readdirSync(join(home.path, 'etc')).toSorted()).toEqual([
      'garbage.csv',
      'garbage.md',
      'gated.jsonl',
      'restorable.json',
      'sound.jsonl',
    ]);
    const ends = ['sound', 'gated'].map((name) =>
      parseEvents(readFileSync(join(home.path, 'etc', `${name}.jsonl`), 'utf8'))
        .filter((event) => event.type === 'end')
        .map(({ exit }) => exit),
    );
    expect(ends).toEqual([[0, 0], [1]]);
    expect((await home.run('scan', ...CONFIG, '--set', 'sound', '--set', 'sound')).code).toBe(0);
    expect(home.roots()).toEqual(['a', 'a', 'b', 'b', 'b', 'zero']);
  });

  it('give way to the command line, and go before the defaults', async () => {
    const home = makeHome({
      defaults: { minFiles: 5, exclude: ['*'], journal: false },
      sets: { one: { roots: ['../a'], minFiles: 2, exclude: [], json: true }, two: { roots: ['../a'] } },
    });
    const gate = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout } = await home.run('scan', ...CONFIG, ...args);
      const found = parseEvents(stdout).flatMap((event) =>
        event.type === 'finding' ? [event.code, event.wanted] : [],
      );
      return [code, ...found];
    };
    expect(await gate('--set', 'one')).toEqual([1, 'too-small', '2 files or more']);
    expect(await gate('--set', 'one', '--min-files', '3')).toEqual([1, 'too-small', '3 files or more']);
    expect(await gate('--set', 'one', '--min-files', '1')).toEqual([0]);
    expect(await gate('--set', 'one', '--exclude', '*')).toEqual(
      await gate('--set', 'two', '--json', '--min-files', '2'),
    );
    expect(home.roots()).toEqual([]);
  });

  it('are verified against the manifest that they name; scan has no flag for it', async () => {
    const home = makeHome({
      sets: { a: { roots: ['../a'], manifest: 'a.sha256', strong: true, maxShrink: 20 } },
    });
    expect((await home.run('verify', ...CONFIG, '--all-sets')).code).toBe(4);
    expect((await home.run('seal', '-o', 'etc/a.sha256', 'a')).code).toBe(0);
    expect((await home.run('verify', ...CONFIG, '--all-sets')).code).toBe(0);
    expect((await home.run('verify', ...CONFIG, '--all-sets', '--list-vouchers')).stdout).toContain(
      'a.sha256',
    );
    writeFileSync(join(home.path, 'a', 'letter.txt'), 'another letter\n');
    expect((await home.run('verify', ...CONFIG, '--all-sets')).code).toBe(1);
    expect((await home.run('scan', ...CONFIG, '--all-sets')).code).toBe(0);
  });

  it('have their names in what the command line says of reports and pings', async () => {
    const home = makeHome({ sets: { a: { roots: ['../a'] }, b: { roots: ['../b'] } } });
    const ping = 'http://127.0.0.1:1/{set}';
    const told = ['--report', 'csv:{set}.csv', '--report', 'jsonl', '--ping', ping];
    const { code, stdout, stderr } = await home.run('scan', ...CONFIG, '--all-sets', ...told);
    expect(code).toBe(0);
    expect(parseEvents(stdout).filter(({ type }) => type === 'end')).toHaveLength(2);
    expect(readdirSync(home.path)).toEqual(expect.arrayContaining(['a.csv', 'b.csv']));
    expect(stderr.match(/cannot send the ping/g)).toHaveLength(4);
  });

  it('fail where a root is gone, as a root that was named, and leave the others alone', async () => {
    const home = makeHome({
      sets: { gone: { roots: ['../gone'], report: ['jsonl:gone.jsonl'] }, a: { roots: ['../a'] } },
    });
    const { code, stderr } = await home.run('scan', ...CONFIG, '--all-sets');
    expect(code).toBe(3);
    expect((await home.run('scan', ...CONFIG, '--set', 'gone')).code).toBe(2);
    expect(stderr).toBe(
      `restorable: error: set gone: ${home.path}/gone: no such file or directory\n` +
        'restorable: hint: check the path, and that its disk is mounted: findmnt\n',
    );
    expect(home.roots()).toEqual(['a']);
    const events = parseEvents(readFileSync(join(home.path, 'etc', 'gone.jsonl'), 'utf8'));
    expect(events).toMatchObject([{ type: 'fault', root: `${home.path}/gone`, exit: 2 }]);
  });

  it('hide no finding of the others where a root is gone', async () => {
    const home = makeHome({ sets: { gone: { roots: ['../gone'] }, zero: { roots: ['../zero'] } } });
    expect((await home.run('scan', ...CONFIG, '--all-sets')).code).toBe(1);
  });

  it('are those that status answers for, there or not', async () => {
    const home = makeHome({
      sets: { a: { roots: ['../a'] }, rest: { roots: ['../z*', '../gone', '../g*'] } },
    });
    await home.run('scan', 'a', 'b', 'zero');
    const status = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout } = await home.run('status', '--json', ...args);
      const { roots }: { readonly roots: readonly Record<string, string>[] } = JSON.parse(stdout);
      return [code, ...roots.map(({ root, state }) => `${root?.replace(`${home.path}/`, '')} ${state}`)];
    };
    expect(await status(...CONFIG, '--set', 'a')).toEqual([0, 'a OK']);
    expect(await status(...CONFIG, '--all-sets')).toEqual([
      2,
      'a OK',
      'zero CRITICAL',
      'gone UNKNOWN',
      'g* UNKNOWN',
    ]);
    expect((await home.run('status', ...CONFIG, '--set', 'x')).code).toBe(2);
    expect((await home.run('status', ...CONFIG, '--set', 'a', 'b')).code).toBe(2);
  });

  it('stop all where one is stopped', async () => {
    const home = makeHome({ sets: { slow: { roots: ['../zero'] }, a: { roots: ['../a'] } } });
    truncateSync(join(home.path, 'zero', 'disk.txt'), 64 * 2 ** 30);
    const child = spawn(process.execPath, [PROGRAM, 'scan', ...CONFIG, '--all-sets'], {
      env: home.env,
      cwd: home.path,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    for (let waited = 0; home.roots().length === 0 && waited < 20_000; waited += 50) await sleep(50);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(home.roots()).toEqual(['zero']);
  });
});

describe.concurrent('nothing is read', () => {
  const sets = { mail: { roots: ['../a'] }, web: { roots: ['../b'] } };

  it.each<[string, unknown, readonly string[], string]>([
    [
      'where a set is not there',
      { sets },
      [...CONFIG, '--set', 'mail', '--set', 'mial'],
      '/etc/restorable.json: unknown set "mial"\nrestorable: hint: did you mean mail? all sets: mail, web\n',
    ],
    [
      'where any set is not right',
      { sets: { ...sets, x: { roots: ['/'], 'max-age': '2h', keep: 0 } } },
      [...CONFIG, '--set', 'mail'],
      '/etc/restorable.json:1:80: sets.x: unknown key "max-age"; and 1 more: restorable config check FILE\nrestorable: hint: did you mean maxAge? all keys: docs/config.md; a key is a long flag of restorable verify --help, in camelCase\n',
    ],
    [
      'where the file is no JSON',
      '{\n  "sets": {,}\n}',
      [...CONFIG, '--all-sets'],
      "/etc/restorable.json:2:12: found ',', wanted a key in double quotes\nrestorable: hint: the file must be JSON (RFC 8259); comments begin with //\n",
    ],
    [
      'where two sets write one report',
      { defaults: { report: ['html:x.html'] }, sets },
      [...CONFIG, '--all-sets'],
      'the sets mail and web write the report html to the same file: /etc/x.html\nrestorable: hint: put {set} into it; it is replaced by the name of the set\n',
    ],
    [
      'where the command line gives two sets one report on stdout',
      { sets },
      [...CONFIG, '--all-sets', '--report', 'junit'],
      'the sets mail and web write the report junit to the same file: stdout\nrestorable: hint: put {set} into it; it is replaced by the name of the set\n',
    ],
    [
      'where two sets ping one monitor',
      { defaults: { ping: 'http://127.0.0.1:1/x' }, sets },
      [...CONFIG, '--all-sets'],
      'the sets mail and web ping the same monitor: http://127.0.0.1:1/x\nrestorable: hint: put {set} into it; it is replaced by the name of the set\n',
    ],
    [
      'where a directory is named too',
      { sets },
      [...CONFIG, '--all-sets', '/a'],
      'both directories and sets are named\nrestorable: hint: name directories, or use --set NAME or --all-sets\n',
    ],
    [
      'where the file is for nothing',
      { sets },
      [...CONFIG, 'a'],
      '--config is given without a set\nrestorable: hint: add --set NAME or --all-sets\n',
    ],
    [
      'where the file is not there',
      { sets },
      ['--config', 'none.json', '--all-sets'],
      '/none.json: cannot read the configuration file (ENOENT)\nrestorable: hint: name another: --config FILE\n',
    ],
  ])('%s', async (_, config, args, wanted) => {
    const home = makeHome(config);
    const { code, stdout, stderr } = await home.run('verify', ...args);
    expect(stderr.replaceAll(home.path, '')).toBe(`restorable: error: ${wanted}`);
    expect([code, stdout, home.roots()]).toEqual([2, '', []]);
  });
});

describe.concurrent('restorable config check', () => {
  it('says what is in it', async () => {
    const home = makeHome({
      defaults: { keep: 60, report: ['html:{set}.html'] },
      sets: {
        all: { roots: ['../*'], exclude: ['*.tmp', 'c/'] },
        gone: { roots: ['../a', '../gone'], report: ['csv:/none/x'] },
      },
    });
    const { code, stdout, stderr } = await home.run('config', 'check', 'etc/restorable.json');
    expect(code).toBe(2);
    expect(stdout.replaceAll(home.path, '')).toBe(`/etc/restorable.json: 2 sets

all
  root           /*  (4 found)
  keep           60
  report         html:/etc/all.html
  exclude        *.tmp
  exclude        c/

gone
  root           /a
  root           /gone  (not found)
  keep           60
  report         csv:/none/x
`);
    expect(stderr.match(/error: .*/g)).toEqual([
      `error: set gone: ${home.path}/gone: no such file or directory`,
      'error: set gone: /none/x: cannot write the report (ENOENT)',
    ]);
    writeFileSync(join(home.path, 'etc', 'new.json'), '{"sets":{"a":{"roots":["../a"]}}}');
    expect(await home.run('config', 'check', 'etc/new.json')).toMatchObject({ code: 0, stderr: '' });
    expect(home.roots()).toEqual([]);
  });

  it('says everything that is wrong', async () => {
    const home = makeHome({ sets: { x: { root: ['a'], failOn: 'warn' } } });
    const { code, stdout, stderr } = await home.run('config', 'check', 'etc/restorable.json');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.match(/restorable.json:1:\d+: .*/g)).toEqual([
      'restorable.json:1:14: sets.x.roots: missing, wanted a list of paths: ["/srv/backup"]',
      'restorable.json:1:15: sets.x: unknown key "root"',
      'restorable.json:1:37: sets.x.failOn: found "warn", wanted one of error, warning, note',
    ]);
  });

  it.each([
    ['a pattern', { exclude: ['!keep.tmp'] }, 'cannot be negated'],
    ['a path of the system', { exclude: ['ROOT/a/cache'] }, 'write "/cache"'],
    ['an empty pattern', { exclude: [''] }, 'found "", wanted a pattern'],
    ['what is expected to be encrypted', { expect: ['encrypted=../x'] }, "has '..'"],
    ['a format', { voucher: 'blah' }, 'unknown format "blah"'],
    ['two reports to one file', { report: ['html:x', 'markdown:x'] }, 'Another report goes to the file'],
  ])('refuses what the run would refuse: %s', async (_, keys, why) => {
    const text = JSON.stringify({ sets: { x: { roots: ['../a'], ...keys } } });
    const home = makeHome(text);
    writeFileSync(join(home.path, 'etc', 'restorable.json'), text.replaceAll('ROOT', home.path));
    for (const args of [
      ['config', 'check', 'etc/restorable.json'],
      ['verify', '--config', 'etc/restorable.json', '--all-sets'],
    ]) {
      const { code, stderr } = await home.run(...args);
      expect([args[0], code, stderr]).toEqual([args[0], 2, expect.stringContaining(why)]);
    }
    expect(home.roots()).toEqual([]);
  });

  it('takes the example of the page, and so does the run', async () => {
    const page = readFileSync(new URL('../docs/config.md', import.meta.url), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
    const home = makeHome('');
    const config = example
      .replaceAll('https://ping.example.org/KEY', 'http://127.0.0.1:9')
      .replaceAll('/srv/backup/mail', `${home.path}/a`)
      .replaceAll(/\/srv\/backup\/(images\/2026-\*|vault.hc)/g, `${home.path}/b`)
      .replaceAll('/var/www/backup', home.path)
      .replace('"100G"', '"1"');
    const file = join(home.path, 'etc', 'restorable.json');
    writeFileSync(file, config);
    expect(await home.run('config', 'check', file)).toMatchObject({ code: 0, stderr: '' });
    expect((await home.run('scan', '--config', file, '--all-sets')).code).toBe(0);
  });

  it.skipIf(process.getuid?.() !== 0)('warns root of a file that others can write', async () => {
    const home = makeHome({ sets: { a: { roots: ['../a'] } } });
    const file = join(home.path, 'etc', 'restorable.json');
    chmodSync(file, 0o666);
    const warning = `restorable: warning: ${file}: writable by its group, everybody; its commands run as root\n`;
    expect(await home.run('config', 'check', file)).toMatchObject({ code: 0, stderr: warning });
    expect(await home.run('scan', '--config', file, '--set', 'a')).toMatchObject({
      code: 0,
      stderr: warning,
    });
    chmodSync(file, 0o644);
    chmodSync(join(home.path, 'etc'), 0o777);
    expect((await home.run('config', 'check', file)).stderr).toContain(
      '/etc: writable by its group, everybody;',
    );
  });
});
