/** Journals that `--sign-journal` signs, what `ssh-keygen` takes them for, and what `status` makes of those that do not hold. */
import { copyFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkJournal } from '../src/cli/journal/journal-signature.ts';
import { judgeOf } from '../src/cli/journal/journal-trust.ts';
import { lastRuns } from '../src/cli/journal/last-runs.ts';
import { readAllowedSigners } from '../src/manifest/signature/allowed-signers.ts';
import { JOURNAL_NAMESPACE } from '../src/manifest/signature/sshsig.ts';
import { type Home, makeHome } from './help/home.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';
import { allow, isTakenByTool, makeKey, publicLine, signByTool } from './manifest/signature/keys.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const NAME = 'verify@db1';

type Signed = Home & {
  readonly key: string;
  readonly signers: string;
  /** Runs a command that signs its journal, and returns the journal. */
  signed(...args: readonly string[]): Promise<string>;
  status(...flags: readonly string[]): Promise<readonly [number | null, string]>;
};

function journalsOf({ journals }: Home): string[] {
  const names = readdirSync(journals).filter((name) => name.endsWith('.jsonl'));
  return names.toSorted().map((name) => join(journals, name));
}

function makeSigned(): Signed {
  const home = makeHome(scratch);
  const key = makeKey(home.path);
  const signers = allow(home.path, `${NAME} ${publicLine(key)}\n`);
  // The keys must not lie where the journals do.
  const run: Home['run'] = (...args) => home.run(...args);
  return {
    ...home,
    key,
    signers,
    async signed(...args) {
      await run(...args, '--sign-journal', key, home.root);
      return journalsOf(home).at(-1) ?? '';
    },
    async status(...flags) {
      const { code, stdout } = await run('status', '--allowed-signers', signers, ...flags, home.root);
      return [code, stdout];
    },
  };
}

const REQUIRED = '--require-signature';

const SPOILED: readonly (readonly [string, (home: Signed, last: string) => void, string])[] = [
  ['has no signature', (_, last) => rmSync(`${last}.sig`), 'is not signed: verify again'],
  ['was altered', (_, last) => writeFileSync(last, `${readFileSync(last, 'utf8')}\n`), 'verify again'],
  [
    'has the signature of another',
    (home, last) => copyFileSync(`${journalsOf(home).at(-2)}.sig`, `${last}.sig`),
    'is not what its signature is of: verify again',
  ],
  [
    'is signed by a key that nobody has',
    (home, last) => {
      rmSync(`${last}.sig`);
      signByTool(makeKey(home.path, 'other'), last, JOURNAL_NAMESPACE);
    },
    "which is nobody's who is allowed to: verify again",
  ],
  [
    'has a signature for manifests',
    (home, last) => {
      rmSync(`${last}.sig`);
      signByTool(home.key, last);
    },
    'has a signature for "restorable-manifest", not for journals: verify again',
  ],
  ['has an empty signature', (_, last) => writeFileSync(`${last}.sig`, ''), 'has a signature that is none'],
  [
    'was removed with its signature',
    (_, last) => {
      rmSync(last);
      rmSync(`${last}.sig`);
    },
    'was removed: verify again',
  ],
  [
    'was removed, with a note that the program did it',
    (home, last) => {
      rmSync(last);
      const cleared = join(home.path, 'restorable', 'chain', 'cleared');
      writeFileSync(join(cleared, basename(last)), '');
    },
    'was removed: verify again',
  ],
];

describe.skipIf(!needs('ssh-keygen'))('a signed journal', () => {
  it('holds here and to ssh-keygen, of whatever command; status says by whom', async () => {
    const home = makeSigned();
    for (const command of ['seal', 'verify', 'scan', 'latest']) {
      const journal = await home.signed(command);
      expect(basename(journal)).toContain(`-${command}-`);
      expect(isTakenByTool(home.signers, NAME, journal, `${journal}.sig`, JOURNAL_NAMESPACE)).toBe(true);
    }
    expect(await home.status(REQUIRED)).toEqual([
      0,
      expect.stringContaining(`signed by ${NAME} (ED25519 SHA`),
    ]);
    const { stdout } = await home.run('status', '--json', '--allowed-signers', home.signers, home.root);
    expect(JSON.parse(stdout)).toMatchObject({ roots: [{ signature: { is: 'valid', by: NAME } }] });
    const byTool = await home.signed('verify');
    rmSync(`${byTool}.sig`);
    signByTool(home.key, byTool, JOURNAL_NAMESPACE, 'sha256');
    expect((await home.status(REQUIRED))[0]).toBe(0);
  });

  it('is none where a byte of it or of its signature is another one, or is cut off', async () => {
    const home = makeSigned();
    await home.signed('seal');
    const journal = await home.signed('verify');
    const signers = readAllowedSigners(home.signers, readFileSync(home.signers, 'utf8'));
    const isValid = (): boolean =>
      checkJournal(journal, { signers, at: Date.now(), isRequired: true }).is === 'valid';
    expect(isValid()).toBe(true);
    let tried = 0;
    const taken: string[] = [];
    for (const file of [journal, `${journal}.sig`]) {
      const bytes = readFileSync(file);
      // Of the journal each fourth byte, for the time that it takes.
      for (let at = 0; at < bytes.length; at += file === journal ? 4 : 1) {
        const turned = Buffer.from(bytes);
        turned[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        for (const [what, other] of Object.entries({ turned, cut: bytes.subarray(0, at) })) {
          writeFileSync(file, other);
          tried += 1;
          if (isValid()) taken.push(`${basename(file)} ${what} at ${at}`);
        }
      }
      writeFileSync(file, bytes);
    }
    expect(taken).toEqual([]);
    expect(tried).toBeGreaterThan(1000);
    expect(isValid()).toBe(true);
  });

  it('leaves status in doubt where it does not hold', async () => {
    const home = makeSigned();
    await home.signed('seal');
    for (let i = 0; i < 2; i++) await home.signed('verify');
    const last = await home.signed('verify', '--keep', '2');
    expect(await home.status(REQUIRED)).toEqual([0, expect.not.stringContaining('was removed')]);
    const [state, kept] = [join(home.path, 'restorable'), join(home.path, 'kept')];
    cpSync(state, kept, { recursive: true });
    vi.stubEnv('XDG_STATE_HOME', home.path);
    const signers = readAllowedSigners(home.signers, readFileSync(home.signers, 'utf8'));
    const judge = judgeOf({ signers, at: Date.now(), isRequired: true });
    const doubt = (): string | undefined =>
      lastRuns([home.root], Date.now(), judge).found.get(home.root)?.doubt;
    for (const [what, spoil, wanted] of SPOILED) {
      spoil(home, last);
      expect(`${what}: ${doubt()}`).toContain(wanted);
      rmSync(state, { recursive: true });
      cpSync(kept, state, { recursive: true });
      expect(doubt()).toBeUndefined();
    }
    rmSync(`${last}.sig`);
    expect((await home.status(REQUIRED))[0]).toBe(3);
    await home.signed('verify');
    expect((await home.status(REQUIRED))[0]).toBe(0);
    vi.unstubAllEnvs();
  });

  it('of an alarm is cleared neither by one that is not signed, nor by an old one under a later name', async () => {
    const home = makeSigned();
    await home.signed('seal');
    const sound = await home.signed('verify');
    writeFileSync(join(home.root, 'a.txt'), 'something else\n');
    await home.signed('verify');
    expect((await home.status(REQUIRED))[0]).toBe(2);
    const [, id = ''] = /-(.{8})\.jsonl$/.exec(sound) ?? [];
    const later = join(home.journals, `20991130T000000.000Z-verify-${id}.jsonl`);
    for (const end of ['', '.sig']) copyFileSync(`${sound}${end}`, `${later}${end}`);
    expect(await home.status(REQUIRED)).toEqual([
      2,
      expect.stringContaining('has a name that is not its own'),
    ]);
    for (const end of ['', '.sig']) rmSync(`${later}${end}`);
    writeFileSync(join(home.root, 'a.txt'), 'the first file\n');
    expect((await home.run('verify', home.root)).code).toBe(0);
    expect(await home.status(REQUIRED)).toEqual([2, expect.stringContaining('is not signed')]);
    expect(await home.status()).toEqual([0, expect.stringContaining('its journal is not signed')]);
  });

  it('of an alarm that lost its signature is not hidden by a weaker run', async () => {
    const home = makeSigned();
    await home.signed('seal');
    await home.signed('verify');
    writeFileSync(join(home.root, 'a.txt'), 'something else\n');
    const alarm = await home.signed('verify');
    rmSync(`${alarm}.sig`);
    writeFileSync(join(home.root, 'a.txt'), 'the first file\n');
    await home.signed('scan');
    expect(await home.status(REQUIRED)).toEqual([
      3,
      expect.stringContaining(`${basename(alarm)} is not signed`),
    ]);
  });

  it('is asked for no more than it can have: of a run that was killed none', async () => {
    const home = makeSigned();
    await home.signed('seal');
    await home.signed('verify');
    const cut = await home.signed('verify');
    const [begin = ''] = readFileSync(cut, 'utf8').split('\n');
    rmSync(`${cut}.sig`);
    writeFileSync(cut, `${begin}\n`);
    renameSync(join(home.path, 'restorable', 'chain'), join(home.path, 'chain'));
    expect(await home.status(REQUIRED)).toEqual([1, expect.stringContaining('a later run did not finish')]);
  });

  it('needs a key and signers that lie elsewhere, and that are there', async () => {
    const home = makeSigned();
    for (const place of [home.root, join(home.path, 'restorable')]) {
      await home.run('verify', home.root);
      const key = join(place, 'key');
      copyFileSync(home.key, key);
      copyFileSync(home.signers, join(place, 'signers'));
      const ran = await home.run('verify', '--sign-journal', key, home.root);
      expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('the key lies below') });
      const asked = await home.run('status', '--allowed-signers', join(place, 'signers'), home.root);
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('the allowed signers lie in') });
    }
    for (const flags of [
      ['verify', '--sign-journal', join(home.path, 'none')],
      ['status', REQUIRED],
    ])
      expect((await home.run(...flags, home.root)).code).toBe(2);
  });
});
