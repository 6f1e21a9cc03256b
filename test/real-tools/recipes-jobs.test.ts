/** The jobs of docs/recipes.md that make a backup and verify it: each ends 0 when sound, and by what restorable says when not. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeRecipeHome, type RecipeHome, recipe, replaced } from '../help/recipes.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { hasPostgres, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 240_000 });

const scratch = makeScratch();

/** A home with some files to back up. */
async function makeSource(): Promise<RecipeHome & { readonly data: string }> {
  const made = await makeRecipeHome(scratch);
  const data = join(made.home, 'data');
  mkdirSync(data);
  for (const name of ['a', 'b', 'c']) {
    const lines = Array.from({ length: 9000 }, (_, i) => `${name} has line ${i * 7}\n`);
    writeFileSync(join(data, `${name}.txt`), lines.join(''));
  }
  return { ...made, data };
}

/** Flips a bit in the biggest file below a directory, and keeps its mode. */
function flipBiggest(directory: string): void {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const [biggest = ''] = paths.toSorted((one, two) => statSync(two).size - statSync(one).size);
  const bytes = readFileSync(biggest);
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  execFileSync('chmod', ['u+w', biggest]);
  writeFileSync(biggest, bytes);
}

/** Only what verifies, in a job: another backup after the damage would be another matter. */
function verifying(job: string): string {
  return job
    .split('\n')
    .filter((line) => /^(?:restorable verify|set) /.test(line))
    .join('\n');
}

describe.skipIf(!needs('restic'))('restic', () => {
  it('is backed up to and verified', async () => {
    const { home, data, run } = await makeSource();
    const repository = join(home, 'restic');
    writeFileSync(join(home, 'key'), 'secret\n');
    const env = { RESTIC_REPOSITORY: repository, RESTIC_PASSWORD_FILE: join(home, 'key') };
    await run('restic init', env);
    const job = replaced(recipe('restic, then verify'), { '/srv/data': data });
    for (let night = 0; night < 2; night++) expect(await run(job, env)).toMatchObject({ code: 0 });
    flipBiggest(join(repository, 'data'));
    expect(await run(verifying(job), env)).toMatchObject({ code: 1 });
    expect((await run(job.replaceAll('restic ', 'false '), env)).stdout).toBe('');
  });
});

describe.skipIf(!needs('borg'))('borg', () => {
  it('is backed up to and verified', async () => {
    const { home, data, run } = await makeSource();
    const repository = join(home, 'borg');
    const env = { BORG_REPO: repository, BORG_PASSPHRASE: 'secret', BORG_BASE_DIR: join(home, 'base') };
    await run('borg init --encryption=repokey', env);
    const job = replaced(recipe('borg, then verify'), { '/srv/data': data });
    for (let night = 0; night < 2; night++) expect(await run(job, env)).toMatchObject({ code: 0 });
    flipBiggest(join(repository, 'data'));
    expect(await run(verifying(job), env)).toMatchObject({ code: 1 });
  });
});

describe.skipIf(!needs('rsnapshot', 'rsync'))('rsnapshot', () => {
  it('makes generations that are sealed, and a fault in an older one is seen', async () => {
    const { home, data, run } = await makeSource();
    const store = join(home, 'rsnapshot');
    const settings = [
      ['config_version', '1.2'],
      ['snapshot_root', `${store}/`],
      ['no_create_root', '0'],
      ['cmd_rsync', '/usr/bin/rsync'],
      ['cmd_cp', '/bin/cp'],
      ['retain', 'daily', '3'],
      ['lockfile', join(home, 'rsnapshot.pid')],
      ['backup', `${data}/`, 'here/'],
    ];
    const file = join(home, 'rsnapshot.conf');
    writeFileSync(file, settings.map((words) => `${words.join('\t')}\n`).join(''));
    const pairs = { '/srv/rsnapshot': store, '\nrsnapshot daily': `\nrsnapshot -c ${file} daily` };
    const job = replaced(recipe('rsnapshot, then seal and verify'), pairs);
    for (let night = 0; night < 4; night++) {
      writeFileSync(join(data, `night-${night}.txt`), `this is night ${night}\n`.repeat(night + 1));
      expect(await run(job)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(readdirSync(store).toSorted()).toEqual(['daily.0', 'daily.1', 'daily.2']);
    const baseline = `restorable verify --baseline ${store}/daily.1 ${store}/daily.0`;
    expect(await run(baseline)).toMatchObject({ code: 0 });
    rmSync(join(store, 'daily.2/here', data, 'a.txt'));
    expect(await run(job.replace(/^rsnapshot .*$/m, ''))).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('daily.2'),
    });
    writeFileSync(join(data, 'a.txt'), Buffer.alloc(90_000));
    const refused = await run(job);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('a.txt');
    expect(refused.stdout).not.toContain('daily.1');
  });
});

describe.skipIf(!hasPostgres || !needs('pgbackrest'))('pgBackRest', () => {
  it('is backed up to and verified', async () => {
    const settings = `archive_mode=on
archive_command='pgbackrest --config=$PWD/br.conf --stanza=main archive-push %p'`;
    const { run } = await makeSource();
    const job = recipe('pgBackRest, then verify');
    const backup = /^pgbackrest .*$/m.exec(job)?.[0] ?? '';
    const folder = withServer(
      settings,
      `
  mkdir logs lock spool repo
  printf '%s\\n' '[global]' "repo1-path=$PWD/repo" repo1-retention-full=9 "log-path=$PWD/logs" "lock-path=$PWD/lock" "spool-path=$PWD/spool" \
    start-fast=y '[main]' "pg1-path=$PWD/data" "pg1-socket-path=$PWD/sock" pg1-user=postgres > br.conf
  export PGBACKREST_CONFIG=$PWD/br.conf
  pgbackrest --stanza=main stanza-create
  ${backup}`,
    );
    try {
      const verify = replaced(verifying(job), { '/var/lib/pgbackrest': join(folder, 'repo') });
      expect(await run(verify)).toMatchObject({ code: 0 });
      flipBiggest(join(folder, 'repo/backup/main'));
      expect(await run(verify)).toMatchObject({ code: 1 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
