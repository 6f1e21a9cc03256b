/** A server of PostgreSQL for the time of a test, with its own socket in a temporary folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../help/tools.ts';

const DEBIAN = '/usr/lib/postgresql';

/** The directory of initdb and pg_ctl, which Debian keeps off the PATH. */
function programs(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

const BIN = programs();

/** True where a server can be made; in CI one that cannot throws. */
export const hasPostgres: boolean = BIN === undefined ? needs('initdb', 'pg_basebackup') : needs('psql');

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  LC_ALL: 'C',
  PATH: `${BIN ?? ''}:${process.env['PATH'] ?? ''}`,
});

/** Runs a script as a user whom PostgreSQL accepts: root is not one. */
export function asPostgres(script: string, cwd: string): string {
  const shell = ['sh', '-ec', script];
  const [command = '', ...args] =
    process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...shell] : shell;
  return execFileSync(command, args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The exit code of a tool of PostgreSQL, and what it says. */
export function run(
  tool: string,
  args: readonly string[],
): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(tool, args, { env: environment(), encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

/**
 * Makes a server with a few tables in `folder/data` (`$PWD` in the settings is the folder), runs a script in the folder while it runs (its socket is in
 * `folder/sock`), and stops it whatever happens. The folder is a new one.
 */
export function withServer(settings: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'restorable-pg-'));
  chmodSync(folder, 0o755);
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', folder]);
  const start = `
    initdb -D data -U postgres --no-sync -A trust >/dev/null
    mkdir sock space
    printf "listen_addresses=''\\nunix_socket_directories='%s/sock'\\nfsync=off\\nshared_buffers=16MB\\nmax_wal_senders=4\\n" "$PWD" >> data/postgresql.conf
    cat >> data/postgresql.conf <<END
${settings}
END
    trap 'pg_ctl -D data -m immediate stop >/dev/null' EXIT
    pg_ctl -D data -w -l log start >/dev/null
    export PGHOST=$PWD/sock PGUSER=postgres
    psql -qc "create tablespace t location '$PWD/space'"
    psql -qc 'create table a as select g, md5(g::text) m from generate_series(1, 3000) g'
    psql -qc 'create table b tablespace t as select g, md5(g::text) m from generate_series(1, 1000) g'`;
  try {
    asPostgres(`${start}\n${script}`, folder);
  } catch (error) {
    // What the script has started may still be ending.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    throw error;
  }
  return folder;
}
