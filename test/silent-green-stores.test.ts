/**
 * "Silent green", fourth part: repositories with the exit codes of their own tools beside ours. Their quick checks are what
 * runs at night, and a part of a repository that no check reaches is green for ever.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shell } from './help/peer.ts';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';
import { asPostgres, hasPostgres, withServer } from './real-tools/postgres-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();

/** The tools keep caches and keys in the home directory; each has its own. */
function environment(home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    RESTIC_PASSWORD: 'secret',
    BORG_BASE_DIR: home,
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  };
}

/** A source of text and noise, from seeded arithmetic so that it is the same each time. */
function makeSource(home: string): void {
  execFileSync('mkdir', [join(home, 'source')]);
  let state = 7;
  const noise = Uint8Array.from({ length: 400_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
  writeFileSync(join(home, 'source', 'noise.bin'), noise);
  const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
  writeFileSync(join(home, 'source', 'text.txt'), text);
}

/** Turns a bit in the middle of the largest file below a directory; gives its name. */
function spoilLargest(directory: string): string {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const [largest = ''] = names
    .filter((name) => statSync(join(directory, name)).isFile())
    .toSorted((a, b) => statSync(join(directory, b)).size - statSync(join(directory, a)).size);
  const file = join(directory, largest);
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
  return largest;
}

const STORES = [
  {
    tool: 'restic',
    make: 'restic -q init -r repo && restic -q -r repo backup source',
    // One of 256 parts that does not have the pack, which is in that of its first byte.
    weak: (pack: string) => [
      'restic -r repo check',
      `restic -r repo check --read-data-subset=${((Number.parseInt(pack, 16) + 1) % 256) + 1}/256`,
    ],
    whole: 'restic -r repo check --read-data',
  },
  {
    tool: 'borg',
    make: 'borg init -e none repo && borg create repo::a source',
    weak: () => ['borg check --archives-only repo'],
    whole: 'borg check repo',
  },
  {
    tool: 'borg2',
    make: 'borg2 -r repo rcreate -e none && borg2 -r repo create a source',
    weak: () => ['borg2 -r repo check --archives-only'],
    whole: 'borg2 -r repo check',
  },
];

describe.each(STORES)('a repository of $tool', ({ tool, make, weak, whole }) => {
  it.skipIf(!needs(tool)).concurrent(
    'with a flipped bit is green for its quick check, and not for us',
    async () => {
      const home = mkdtempSync(join(scratch, 'store-'));
      const env = environment(home);
      makeSource(home);
      expect(await shell(make, home, env)).toBe(0);
      expect((await told(['verify', join(home, 'repo')])).code).toBe(0);
      const spoiled = spoilLargest(join(home, 'repo', 'data'));
      for (const check of weak(spoiled)) expect([check, await shell(check, home, env)]).toEqual([check, 0]);
      const { code, findings } = await told(['verify', join(home, 'repo')]);
      expect(code).toBe(1);
      expect(findings.some((finding) => finding.endsWith(` data/${spoiled}`))).toBe(true);
      expect(await shell(whole, home, env)).not.toBe(0);
    },
  );

  it.skipIf(!needs(tool)).concurrent('of nothing but zeros is green for its whole check', async () => {
    const home = mkdtempSync(join(scratch, 'zeros-'));
    const env = environment(home);
    execFileSync('mkdir', [join(home, 'source')]);
    writeFileSync(join(home, 'source', 'shop.sql'), Buffer.alloc(100_000));
    expect(await shell(make, home, env)).toBe(0);
    expect(await shell(whole, home, env)).toBe(0);
    // Nor do we look into what is packed and encrypted: the source has to be scanned before it goes in.
    expect((await told(['verify', join(home, 'repo')])).code).toBe(0);
    const { code, findings } = await told(['scan', join(home, 'source')]);
    expect(findings).toContain('zero-filled shop.sql');
    expect(code).toBe(1);
  });
});

const SCRIPT = `
  mkdir logs lock repo
  cat > br.conf <<END
[global]
repo1-path=$PWD/repo
repo1-retention-full=9
log-path=$PWD/logs
lock-path=$PWD/lock
start-fast=y
[main]
pg1-path=$PWD/data
pg1-socket-path=$PWD/sock
pg1-user=postgres
END
  pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=error stanza-create
  pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=error backup --type=full`;

const SETTINGS = `archive_mode=on
archive_command='pgbackrest --config=$PWD/br.conf --stanza=main archive-push %p'`;

describe.skipIf(!needs('pgbackrest') || !hasPostgres)('a repository of pgBackRest', () => {
  let folder = '';
  beforeAll(() => {
    folder = withServer(SETTINGS, SCRIPT);
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  it('with a damaged file has "status: error" and exit 0 from `pgbackrest verify`, and 1 from us', async () => {
    const repo = join(folder, 'repo');
    const [name = ''] = readdirSync(repo, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('/1259.gz'))
      .toSorted();
    const bytes = readFileSync(join(repo, name));
    bytes.fill(0, 100, 200);
    writeFileSync(join(repo, name), bytes);
    const check = 'pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=info verify';
    const said = asPostgres(`set +e; ${check}; echo "ended with $?"`, folder);
    expect(said).toContain('status: error');
    expect(said).toMatch(/ended with 0\n$/);
    const { code, findings } = await told(['verify', repo]);
    expect(findings.some((finding) => finding.endsWith(` ${name}`))).toBe(true);
    expect(code).toBe(1);
  });
});
