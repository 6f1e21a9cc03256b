/** Manifests that are signed, by `seal --sign` and by `ssh-keygen`, and what `verify --require-signature` makes of them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type RunEvent, readAllowedSigners, verify } from '../src/index.ts';
import { type Home, makeHome } from './help/home.ts';
import type { Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';
import {
  allow,
  isTakenByTool,
  KEY_TYPES,
  makeKey,
  publicLine,
  signByTool,
} from './manifest/signature/keys.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
const NAME = 'seal@db1';

type Signed = Home & { readonly key: string; readonly signers: string; readonly manifest: string };

/** A home with a key; its root is sealed and signed with the flags. */
async function makeSigned(...flags: string[]): Promise<Signed> {
  const home = makeHome(scratch);
  const key = makeKey(home.path);
  const signers = allow(home.path, `${NAME} ${publicLine(key)}\n`);
  expect(await home.run('seal', '--sign', key, ...flags, home.root)).toMatchObject({ code: 0, stderr: '' });
  return { ...home, key, signers, manifest: join(home.root, 'restorable.sha256') };
}

const check = (home: Signed, ...flags: string[]): Promise<Ran> =>
  home.run('verify', '-v', '--require-signature', '--allowed-signers', home.signers, ...flags, home.root);

describe.skipIf(!needs('ssh-keygen'))('a signed manifest', () => {
  it.each(KEY_TYPES)('is authentic by %s of %s bits, here and to ssh-keygen', async (type, bits) => {
    const home = makeHome(scratch);
    const key = makeKey(home.path, 'key', type, bits);
    const signers = allow(home.path, `${NAME} ${publicLine(key)}\n`);
    expect((await home.run('seal', '--sign', key, home.root)).code).toBe(0);
    const manifest = join(home.root, 'restorable.sha256');
    expect(isTakenByTool(signers, NAME, manifest)).toBe(true);
    const print = /SHA256:\S+/.exec(spawnSync('ssh-keygen', ['-lf', key], { encoding: 'utf8' }).stdout)?.[0];
    const ran = await check({ ...home, key, signers, manifest });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(`authentic: signed by ${NAME} (${type.toUpperCase()} ${print})`);
  });

  it('is as good where ssh-keygen signed it, packed, or elsewhere', async () => {
    const home = await makeSigned();
    rmSync(`${home.manifest}.sig`);
    signByTool(home.key, home.manifest, undefined, 'sha256');
    expect((await check(home)).code).toBe(0);
    rmSync(home.manifest);
    rmSync(`${home.manifest}.sig`);
    const packed = `${home.manifest}.gz`;
    expect((await home.run('seal', '--sign', home.key, '-o', packed, home.root)).code).toBe(0);
    expect(isTakenByTool(home.signers, NAME, packed)).toBe(true);
    expect((await check(home)).code).toBe(0);
    for (const end of ['', '.sig']) renameSync(`${packed}${end}`, join(home.path, `kept.gz${end}`));
    expect((await check(home)).code).toBe(4);
    expect((await check(home, '--manifest', join(home.path, 'kept.gz'))).code).toBe(0);
  });

  it('says whose strong digests are compared', async () => {
    const home = await makeSigned();
    const text = readFileSync(home.manifest, 'latin1');
    expect(text).toContain('\txxh64=');
    const { stdout } = await check(home, '--json');
    const [begin] = stdout.split('\n').map((line): unknown => JSON.parse(line || 'null'));
    expect(begin).toMatchObject({
      scope: { signature: 'required' },
      vouchers: [{ signature: { is: 'valid', by: NAME } }],
    });
    writeFileSync(join(home.root, 'a.txt'), 'the first life\n');
    expect((await check(home)).stdout).toContain('wanted sha256:');
  });

  it.each<[string, (home: Signed) => void, string]>([
    ['is missing', ({ manifest }) => rmSync(`${manifest}.sig`), 'there is no restorable.sha256.sig'],
    ['is empty', ({ manifest }) => writeFileSync(`${manifest}.sig`, ''), 'is no signature'],
    [
      'is one of OpenPGP',
      ({ manifest }) => renameSync(`${manifest}.sig`, `${manifest}.asc`),
      'only one of OpenPGP, which is not checked',
    ],
    [
      'is a link out of the root',
      ({ manifest, path }) => {
        renameSync(`${manifest}.sig`, join(path, 'away.sig'));
        symlinkSync(join(path, 'away.sig'), `${manifest}.sig`);
      },
      'restorable.sha256.sig cannot be read (ELOOP)',
    ],
    [
      'is of another manifest',
      ({ manifest }) => writeFileSync(manifest, readFileSync(manifest, 'latin1').replace('a.txt', 'b.txt')),
      'is not of these bytes',
    ],
    [
      'is by a key that nobody has',
      (home) => {
        rmSync(`${home.manifest}.sig`);
        signByTool(makeKey(home.path, 'other'), home.manifest);
      },
      "which is nobody's who is allowed to",
    ],
    [
      'is for something else',
      (home) => {
        rmSync(`${home.manifest}.sig`);
        signByTool(home.key, home.manifest, 'git');
      },
      'for "git", not for "restorable-manifest"',
    ],
    [
      'is by a key that is for something else',
      ({ path, key }) => allow(path, `${NAME} namespaces="git" ${publicLine(key)}\n`),
      'for "restorable-manifest"',
    ],
    [
      'is by a key that expired',
      ({ path, key }) => allow(path, `${NAME} valid-before="20250101Z" ${publicLine(key)}\n`),
      'which is no longer valid',
    ],
    [
      'is by a key of the future',
      ({ path, key }) => allow(path, `${NAME} valid-after="20980101Z" ${publicLine(key)}\n`),
      'which is not valid yet',
    ],
  ])('is not to be trusted where the signature %s', async (_, change, wanted) => {
    const home = await makeSigned();
    change(home);
    const ran = await check(home);
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('manifest-untrusted');
    expect(ran.stdout).toContain(wanted);
    expect(ran.stdout).toMatch(/authentic: no \(1 manifest-untrusted/);
  });

  it('is refused with any bit turned in it or its signature, and cut anywhere', async () => {
    const home = await makeSigned();
    const signers = readAllowedSigners('signers', readFileSync(home.signers, 'utf8'));
    expect(await exitOf(verify(home.root, { signers }))).toBe(0);
    const taken: string[] = [];
    let tried = 0;
    for (const file of [home.manifest, `${home.manifest}.sig`]) {
      const whole = readFileSync(file);
      const refuse = async (bytes: Buffer, what: string): Promise<void> => {
        writeFileSync(file, bytes);
        tried += 1;
        if ((await exitOf(verify(home.root, { signers }))) !== 4) taken.push(`${file}: ${what}`);
      };
      for (let at = 0; at < whole.length; at++) {
        await refuse(whole.subarray(0, at), `cut at ${at}`);
        const turned = Buffer.from(whole);
        turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8));
        await refuse(turned, `byte ${at}`);
      }
      writeFileSync(file, whole);
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(1800);
    expect(await exitOf(verify(home.root, { signers }))).toBe(0);
  });

  it('lets no list that is not signed vouch for anything', async () => {
    const home = await makeSigned();
    rmSync(home.manifest);
    rmSync(`${home.manifest}.sig`);
    const sums = spawnSync('sha256sum', ['a.txt'], { cwd: home.root, encoding: 'utf8' }).stdout;
    writeFileSync(join(home.root, 'SHA256SUMS'), sums);
    // Where the manifest was seen before, its absence alone is exit 4.
    expect((await home.run('verify', home.root)).code).toBe(4);
    expect((await home.run('head', '--forget', home.root)).code).toBe(0);
    expect((await home.run('verify', home.root)).code).toBe(0);
    expect((await check(home)).code).toBe(4);
    expect((await check(home, '--manifest', join(home.root, 'SHA256SUMS'))).stdout).toContain(
      'only a manifest of restorable seal can be signed',
    );
  });

  it('is only seen where nobody asks', async () => {
    const home = await makeSigned();
    const seen = await home.run('verify', '-v', home.root);
    expect(seen).toMatchObject({ code: 0 });
    expect(seen.stdout).toContain('signature present, not checked (OpenSSH)');
    expect(seen.stdout).toContain('authentic: not checked');
    writeFileSync(`${home.manifest}.sig`, 'untrusted comment: x\n');
    expect((await home.run('verify', '-v', home.root)).stdout).toContain('not checked (minisign)');
    rmSync(`${home.manifest}.sig`);
    writeFileSync(`${home.manifest}.sigstore.json`, '{}');
    expect((await home.run('verify', '-v', home.root)).stdout).toContain('not checked (sigstore)');
  });
});

describe.skipIf(!needs('ssh-keygen'))('the keys', () => {
  it('must come from outside of the backup, by whatever name', async () => {
    const home = await makeSigned();
    copyFileSync(home.signers, join(home.root, 'signers'));
    symlinkSync(home.root, join(home.path, 'way'));
    for (const file of [join(home.root, 'signers'), join(home.path, 'way', 'signers')]) {
      const ran = await home.run('verify', '--require-signature', '--allowed-signers', file, home.root);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain('lie in the backup itself');
    }
    symlinkSync(join(home.root, 'signers'), join(home.path, 'link'));
    const link = join(home.path, 'link');
    expect((await home.run('verify', '--require-signature', '--allowed-signers', link, home.root)).code).toBe(
      2,
    );
  });

  it.each([
    [['--require-signature'], 'needs the keys that may sign'],
    [['--allowed-signers', 'signers'], 'alone asks for nothing'],
    [['--require-signature', '--allowed-signers', '/nowhere'], 'cannot read the allowed signers (ENOENT)'],
    [['--require-signature', '--allowed-signers', '/dev/null'], 'it allows nobody'],
  ])('are a usage error with %j', async (flags, wanted) => {
    const home = makeHome(scratch);
    const ran = await home.run('verify', ...flags, home.root);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain(wanted);
  });

  it.each([
    ['an algorithm that others can forge', ['--algorithm', 'xxh64'], 'nobody can forge, not xxh64'],
    ['xxh128', ['--algorithm', 'xxh128'], 'nobody can forge, not xxh128'],
  ])('do not sign %s', async (_, flags, wanted) => {
    const home = makeHome(scratch);
    const ran = await home.run('seal', '--sign', makeKey(home.path), ...flags, home.root);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(wanted);
    expect(readdirSync(home.root)).toEqual(['a.txt']);
  });

  it('are refused where they lie in the backup, are open to others, damaged or absent', async () => {
    const home = makeHome(scratch);
    const seal = async (key: string): Promise<string> => {
      const ran = await home.run('seal', '--sign', key, home.root);
      expect(ran.code).toBe(2);
      return ran.stderr;
    };
    expect(await seal(makeKey(home.root, 'inside'))).toContain('the key lies in the backup');
    const key = makeKey(home.path);
    const cut = join(home.path, 'cut');
    writeFileSync(cut, readFileSync(key).subarray(0, 200), { mode: 0o600 });
    expect(await seal(cut)).toContain('cannot read the key (it ends early)');
    expect(await seal(join(home.path, 'none'))).toContain('cannot read the key (ENOENT)');
    spawnSync('chmod', ['644', key]);
    expect(await seal(key)).toContain('others can read this key');
    expect(readdirSync(home.root).filter((name) => name.includes('restorable'))).toEqual([]);
  });

  it('in an agent sign through ssh-keygen, and one that is locked leaves nothing', async () => {
    const home = makeHome(scratch);
    const key = makeKey(home.path, 'locked', 'ed25519', '256', 'a passphrase');
    const signers = allow(home.path, `${NAME} ${publicLine(key)}\n`);
    const alone = await home.run('seal', '--sign', key, home.root);
    expect(alone.code).toBe(3);
    expect(alone.stderr).toContain('ssh-keygen did not sign');
    expect(readdirSync(home.root)).toEqual(['a.txt']);
    const socket = join(home.path, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(agent.stdout, 'data');
      const ask = join(home.path, 'ask');
      writeFileSync(ask, '#!/bin/sh\necho a passphrase\n', { mode: 0o755 });
      const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force' };
      expect(spawnSync('ssh-add', ['-q', key], { env }).status).toBe(0);
      const program = join(import.meta.dirname, '../bin/restorable.js');
      const args = [program, 'seal', '--no-journal', '--sign', `${key}.pub`, home.root];
      expect(spawnSync(process.execPath, args, { env }).status).toBe(0);
    } finally {
      agent.kill();
    }
    const manifest = join(home.root, 'restorable.sha256');
    expect((await check({ ...home, key, signers, manifest })).code).toBe(0);
  });
});

describe.skipIf(!needs('ssh-keygen'))('what follows a signed manifest', () => {
  it('is signed by accept too, and the one before keeps its signature', async () => {
    const home = await makeSigned();
    writeFileSync(join(home.root, 'new.txt'), 'a new file\n');
    const flags = [
      '--require-signature',
      '--allowed-signers',
      home.signers,
      '--yes',
      '--reason',
      'a new file',
    ];
    const done = await home.run('accept', ...flags, '--sign', home.key, home.root);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect((await check(home)).code).toBe(0);
    expect(isTakenByTool(home.signers, NAME, `${home.manifest}.1`)).toBe(true);
    writeFileSync(`${home.manifest}.sig`, '');
    writeFileSync(join(home.root, 'newer.txt'), 'a newer file\n');
    expect((await home.run('accept', ...flags, '--sign', home.key, home.root)).code).toBe(4);
  });

  it('says that the old signature is not of it where it is not signed', async () => {
    const home = await makeSigned();
    const again = await home.run('seal', '--force', home.root);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('restorable.sha256.sig signs the previous manifest');
    expect((await check(home)).stdout).toContain('is not of these bytes');
    expect((await home.run('seal', '--force', '--sign', home.key, home.root)).stderr).toBe('');
    expect((await check(home)).code).toBe(0);
  });

  it('is taken by latest and compare only where it is signed', async () => {
    const home = await makeSigned();
    const other = join(home.path, 'other');
    mkdirSync(other);
    copyFileSync(join(home.root, 'a.txt'), join(other, 'a.txt'));
    expect((await home.run('seal', other)).code).toBe(0);
    const flags = ['--require-signature', '--allowed-signers', home.signers];
    const found = await home.run('latest', ...flags, home.root, other);
    expect(found).toMatchObject({ code: 0, stdout: `${home.root}\n` });
    expect((await home.run('compare', ...flags, home.root, other)).code).toBe(4);
    expect((await home.run('compare', home.root, other)).code).toBe(0);
    expect((await home.run('seal', '--force', '--sign', home.key, other)).code).toBe(0);
    expect((await home.run('compare', ...flags, home.root, other)).code).toBe(0);
    expect((await home.run('compare', '--read', ...flags, home.root, other)).code).toBe(2);
  });

  it('does not clear in status what asked for a signature', async () => {
    const home = await makeSigned();
    const signature = readFileSync(`${home.manifest}.sig`);
    rmSync(`${home.manifest}.sig`);
    expect((await check(home)).code).toBe(4);
    expect((await home.run('verify', home.root)).code).toBe(0);
    expect((await home.run('status', home.root)).code).toBe(2);
    writeFileSync(`${home.manifest}.sig`, signature);
    expect((await check(home)).code).toBe(0);
    expect((await home.run('status', home.root)).code).toBe(0);
  });
});

async function exitOf(events: AsyncIterable<RunEvent>): Promise<number | undefined> {
  let exit: number | undefined;
  for await (const event of events) if (event.type === 'end') ({ exit } = event);
  return exit;
}
