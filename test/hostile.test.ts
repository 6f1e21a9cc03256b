/**
 * The laws of hostile trees: whatever a manifest names and a name contains, nothing outside the root is read, nothing
 * in it is changed, nothing hangs and nothing acts on the terminal.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { ManifestEntry } from '../src/model/manifest.ts';
import { seededBytes } from './help/bytes.ts';
import { execute, parseEvents, restorable, type Told, told } from './help/program.ts';
import { needs } from './help/tools.ts';
import { changed, opened, traced } from './help/trace.ts';
import { written } from './manifest/native/native.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'restorable-hostile-')));
afterAll(() => execFileSync('rm', ['-rf', scratch]), 60_000);

const CANARY = 'the canary\n';
const CANARY_SHA256 = createHash('sha256').update(CANARY).digest('hex');

/** A root with a file and a FIFO, and beside it, outside, a canary. */
function makeRoot(): { readonly root: string; readonly outside: string } {
  const home = mkdtempSync(join(scratch, 'case-'));
  const root = join(home, 'root');
  const outside = join(home, 'outside');
  mkdirSync(join(root, 'dir'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'canary'), CANARY);
  writeFileSync(join(root, 'a.txt'), 'inside\n');
  execFileSync('mkfifo', [join(root, 'pipe')]);
  symlinkSync('../outside', join(root, 'link'));
  symlinkSync('../outside/canary', join(root, 'canary-link'));
  return { root, outside };
}

const file = (path: string): ManifestEntry => ({
  path,
  kind: 'file',
  size: CANARY.length,
  mtime: '1.000000000',
  mode: 0o644,
  digests: [
    { algorithm: 'xxh64', hex: '0'.repeat(16) },
    { algorithm: 'sha256', hex: CANARY_SHA256 },
  ],
});

const NAMES: readonly (readonly [string, (outside: string) => string, number[]])[] = [
  ['..', () => '../outside/canary', [4]],
  ['.. in the middle', () => 'dir/../../outside/canary', [4]],
  ['an absolute path', (outside) => `${outside}/canary`, [1, 4]],
  ['/etc/passwd', () => '/etc/passwd', [1, 4]],
  // To a sealed manifest it is a directory that became a link (1), to a list it leads out of the tree (4).
  ['a path through a link', () => 'link/canary', [1, 4]],
  ['a link', () => 'canary-link', [1]],
  ['a FIFO', () => 'pipe', [1]],
  ['a directory', () => 'dir', [1]],
  ['a name with NUL', () => 'a.txt\0canary', [4]],
];

describe.skipIf(!needs('strace', 'mkfifo'))('a manifest that names', () => {
  it.concurrent.each(NAMES)('%s leads nowhere', async (_, nameBelow, codes) => {
    const manifests = ['SHA256SUMS', 'tags.sha256', 'restorable.sha256'].map((manifest) => {
      const { root, outside } = makeRoot();
      const name = nameBelow(outside);
      const text =
        manifest === 'SHA256SUMS'
          ? `${CANARY_SHA256}  ${name}\n`
          : manifest === 'tags.sha256'
            ? `SHA256 (${name}) = ${CANARY_SHA256}\n`
            : written([file(name)]);
      writeFileSync(join(root, manifest), text, 'latin1');
      return { root, manifest: join(root, manifest) };
    });
    const { stdout, stderr, calls } = await traced([
      'verify',
      '--no-journal',
      '--json',
      ...manifests.map(rootOf),
    ]);
    expect(stderr).toBe('');
    for (const code of exitsOf(stdout)) expect(codes).toContain(code);
    expect(exitsOf(stdout).length).toBe(manifests.length);
    const paths = opened(calls);
    expect(paths).toEqual(expect.arrayContaining(manifests.map((each) => each.manifest)));
    // A name without its first directories may be one below the root, where nothing is called so.
    const led = /canary|\/link\/|(?<!\/root)\/outside|\/pipe$|\/etc\/passwd/;
    expect(paths.filter((path) => led.test(path))).toEqual([]);
  });
});

const rootOf = ({ root }: { readonly root: string }): string => root;

/** The exit code of each root. */
function exitsOf(stdout: string): number[] {
  return parseEvents(stdout).flatMap((event) => (event.type === 'end' ? [event.exit] : []));
}

const FAKES: readonly (readonly [string, (at: string) => void])[] = [
  ['a FIFO', (at) => void execFileSync('mkfifo', [at])],
  ['a directory', (at) => mkdirSync(at)],
  ['a link to a device without end', (at) => symlinkSync('/dev/zero', at)],
  ['a link to a file outside', (at) => symlinkSync('../outside/canary', at)],
  ['a link to itself', (at) => symlinkSync(at, at)],
];

const PLACES: readonly (readonly [manifest: string, named: string])[] = [
  ['restorable.sha256', ''],
  ['restorable.xxh64.gz', ''],
  ['SHA256SUMS', ''],
  ['dir/restorable.sha256', ''],
  ['x.sfv', ''],
  ['bagit.txt', ''],
  ['dir/backup_manifest', ''],
  ['t.mtree', ''],
  ['files.par2', ''],
  ['z.mhl', ''],
  ['restorable.sha256', '/a.txt'],
  ['SHA256SUMS', '/a.txt'],
  ['a.txt.sha256', '/a.txt'],
];

describe.skipIf(!needs('strace', 'mkfifo'))('in the place of a manifest', () => {
  it.concurrent.each(FAKES)('%s is not opened and vouches for nothing', async (_, make) => {
    const fakes = PLACES.map(([manifest, named]) => {
      const { root } = makeRoot();
      make(join(root, manifest));
      return { root: root + named, fake: join(root, manifest) };
    });
    const { stdout, calls } = await traced(['verify', '--no-journal', '--json', ...fakes.map(rootOf)]);
    expect(exitsOf(stdout)).toEqual(fakes.map(() => 4));
    const paths = opened(calls).filter(
      (path) => !calls.some((call) => /O_DIRECTORY/.test(call.text) && call.paths.includes(path)),
    );
    expect(paths.filter((path) => fakes.some(({ fake }) => fake === path))).toEqual([]);
  });
});

describe.skipIf(!needs('strace', 'mkfifo'))('a run', () => {
  it.concurrent.each([
    ['verify', 'restorable.sha256'],
    ['verify', 'SHA256SUMS'],
    ['scan', 'restorable.sha256'],
  ])('%s of a tree with %s opens nothing outside and changes nothing', async (command, manifest) => {
    const { root, outside } = makeRoot();
    for (let i = 0; i < 600; i++) writeFileSync(join(root, `file${i}`), `${i}\n`);
    if (manifest === 'SHA256SUMS') execFileSync('sh', ['-c', 'sha256sum file* > SHA256SUMS'], { cwd: root });
    else await restorable(['seal', root]);
    writeFileSync(join(root, 'file7'), 'damaged\n');
    rmSync(join(root, 'file8'));
    writeFileSync(join(root, 'new'), 'new\n');
    const env = { ...process.env, XDG_STATE_HOME: join(outside, 'state') };
    const { calls } = await traced([command, '--jobs', '2', root], { env });
    const paths = opened(calls);
    const own = [process.cwd(), dirname(process.execPath), '/proc', '/sys', '/usr', '/lib', '/dev/null'];
    const isOwn = (path: string): boolean =>
      own.some((each) => path.startsWith(each)) || /^\/etc\/(?:ld|ssl|localtime)/.test(path);
    const isAllowed = (path: string): boolean =>
      path === root || path.startsWith(`${root}/`) || path.startsWith(`${outside}/state/`) || isOwn(path);
    expect(paths.filter((path) => !isAllowed(path))).toEqual([]);
    expect(paths.filter((path) => path === join(root, 'file7')).length).toBeGreaterThan(0);
    expect(paths.filter((path) => /canary|\/pipe$|\/link/.test(path))).toEqual([]);
    const touched = changed(calls).filter((path) => !path.startsWith(join(outside, 'state')));
    expect(touched.filter((path) => path.startsWith(root) || !path.startsWith('/'))).toEqual([]);
  });
});

const GARBAGE: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one random byte', seededBytes(1, 1)],
  ['100 random bytes', seededBytes(2, 100)],
  ['500 kB of random bytes', seededBytes(4, 500_000)],
  ['a line of 3 MB', Buffer.alloc(3_000_000, 'a')],
  ['a million halves of lines', Buffer.from(`${'#f\t'.repeat(1_000_000)}\n`)],
];

describe('a manifest of garbage', () => {
  const expectUntrusted = ({ code, events, findings }: Told): void => {
    expect(code).toBe(4);
    expect(events.filter((event) => event.type === 'end').map((event) => event.exit)).not.toContain(0);
    expect(findings.filter((each) => /^(corrupt|changed|missing|truncated|grown|moved)/.test(each))).toEqual(
      [],
    );
  };

  it.concurrent.each(['SHA256SUMS', 'restorable.sha256', 'SHA256SUMS.gz', 'restorable.sha256.gz'])(
    'called %s is said to be bad, whatever it is',
    async (name) => {
      const roots = GARBAGE.map(([, bytes]) => {
        const { root } = makeRoot();
        writeFileSync(join(root, name), bytes);
        return root;
      });
      const run = await told(['verify', ...roots]);
      expectUntrusted(run);
      expect(run.events.filter((event) => event.type === 'end').map((event) => event.exit)).toEqual(
        GARBAGE.map(() => 4),
      );
    },
  );

  it.concurrent.each(GARBAGE)('of %s is no better where it is named', async (_, bytes) => {
    const { root, outside } = makeRoot();
    writeFileSync(join(outside, 'list'), bytes);
    expectUntrusted(await told(['verify', '--manifest', join(outside, 'list'), root]));
  });
});

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const ACTING = [
  '\x1b]0;title\x07',
  '\x1b[2J\x1b[1;1Hsound',
  'two\nlines\nSOUND  tree',
  'carriage\rreturn',
  '\xe2\x80\xaegnp.exe',
  '\xe2\x80\xa8separator',
  '\xc2\x9b31mcsi',
  '\x9bnot-utf8',
  '\x7f\x08\x08',
];

describe('names that act on a terminal', () => {
  it.concurrent.each(['verify', 'scan', 'seal'])(
    'are escaped by %s, on stdout and stderr',
    async (command) => {
      const { root } = makeRoot();
      const at = (path: string): Buffer => Buffer.from(join(root, path), 'latin1');
      for (const name of ACTING) {
        mkdirSync(at(`dir of ${name}`));
        writeFileSync(at(`dir of ${name}/zeros ${name}`), Buffer.alloc(8192));
        writeFileSync(at(name), name, 'latin1');
        symlinkSync(Buffer.from(name, 'latin1'), at(`link ${name}`));
      }
      if (command === 'verify') {
        const sealed = await restorable(['seal', '--accept-findings', root]);
        expect(sealed.code).toBe(0);
        for (const name of ACTING) {
          writeFileSync(at(name), 'other', 'latin1');
          rmSync(at(`link ${name}`));
          symlinkSync(Buffer.from(`${name}!`, 'latin1'), at(`link ${name}`));
          rmSync(at(`dir of ${name}`), { recursive: true });
          writeFileSync(at(`new ${name}`), 'new');
        }
      }
      const { code, stdout, stderr } = await restorable([command, root]);
      expect(code).toBe(1);
      expect(stdout).toContain('\\x1b[2J');
      expect(CONTROL.exec(stdout + stderr)).toBeNull();
      expect(
        stdout.split('\n').filter((line) => line.startsWith('SOUND') || line.startsWith('lines')),
      ).toEqual([]);
    },
  );

  it('are escaped where the root itself has one, and where it is not there', async () => {
    const root = join(scratch, '\x1b[31mred');
    mkdirSync(root);
    for (const args of [
      ['scan', root],
      ['verify', root],
      ['verify', `${root}-gone`],
      ['seal', `${root}/x`],
    ]) {
      const { code, stdout, stderr } = await restorable(args);
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain('\\x1b[31mred');
      expect(CONTROL.exec(stdout + stderr)).toBeNull();
    }
  });
});

describe.skipIf(!needs('rm'))('a tree deeper than a path may be long', () => {
  it('is read to its end, and ends in time', async () => {
    const root = join(scratch, 'deep');
    mkdirSync(root);
    const dig =
      "process.chdir(process.argv[1]); for (let i = 0; i < 4000; i++) { fs.mkdirSync('d'); process.chdir('d'); } fs.writeFileSync('f', 'text');";
    await execute(process.execPath, ['-e', dig, root]);
    for (const command of ['seal', 'verify']) {
      const { code, events } = await told([command, root]);
      expect(events.at(-1)).toMatchObject({ type: 'end', counts: {}, files: 1 });
      expect(code).toBe(0);
    }
    expect(readdirSync(root)).toContain('restorable.sha256');
  });
});
