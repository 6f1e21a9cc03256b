/** A server of MariaDB for the time of a test, with its own socket in a temporary folder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../help/tools.ts';

/** True where a server can be made; in CI one that cannot throws. */
export const hasMariaDb: boolean = needs('mariadb-install-db', 'mariadbd', 'mariadb', 'mysqldump');

const START = `
  serve() {
    mariadbd --no-defaults --datadir="$PWD/$1" --user="$(id -un)" --socket="$PWD/s" --skip-networking --innodb-log-file-size=16M \\
      --secure-file-priv= --max-allowed-packet=64M --innodb-fast-shutdown=0 >"$PWD/log" 2>&1 &
    server=$!
    for i in $(seq 120); do
      mariadb-admin -u root -S "$PWD/s" ping >/dev/null 2>&1 && return 0
      kill -0 "$server" 2>/dev/null || return 1
      sleep 0.25
    done
    return 1
  }
  sql() { mariadb -N -u root -S "$PWD/s" "$@"; }
  halt() { mariadb-admin -u root -S "$PWD/s" shutdown; wait "$server" || true; }
  crash() { kill -9 "$server"; wait "$server" 2>/dev/null || true; }
  trap 'kill -9 "$server" 2>/dev/null || true' EXIT`;

/**
 * Makes a data directory `data` in a new folder and runs a script there, which starts and ends servers with the functions
 * `serve DIRECTORY`, `halt` and `crash`, and talks to them with `sql` or by the socket `s`.
 */
export function withMariaDb(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'restorable-my-'));
  runMariaDb(
    folder,
    `mariadb-install-db --no-defaults --datadir="$PWD/data" --user="$(id -un)" --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1
    ${script}`,
  );
  return folder;
}

/** Runs a script in such a folder, and returns what it prints. */
export function runMariaDb(folder: string, script: string): string {
  try {
    return execFileSync('bash', ['-ec', `${START}\n${script}`], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
