import { spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from './data.js';
import { asUser, run } from './shell.js';

const POSTGRES = '/usr/lib/postgresql';

/** Dumps and data directories of servers that are started on a socket in a temporary directory, and always stopped. */
export const DATABASES = [
  { name: 'postgres', tools: ['pg_dump', 'pg_dumpall', 'psql'], make: makePostgres },
  {
    name: 'mariadb',
    tools: ['mariadbd', 'mariadb-install-db', 'mariadb', 'mariadb-dump', 'mariadb-admin'],
    make: makeMariadb,
  },
  { name: 'sqlite', tools: ['sqlite3'], make: makeSqlite },
];

function makePostgres(directory, beside) {
  const version = existsSync(POSTGRES) ? readdirSync(POSTGRES).at(-1) : undefined;
  const at = (tool) => (version === undefined ? tool : join(POSTGRES, version, 'bin', tool));
  mkdirSync(beside, { recursive: true });
  if (process.getuid?.() === 0) chownSync(beside, ...owner('postgres'));
  const as = (...words) =>
    run(asUser('postgres', words), { cwd: beside, env: { PGHOST: beside, PGUSER: 'postgres' } });
  const cluster = join(beside, 'cluster');
  as(at('initdb'), '-D', cluster, '-U', 'postgres', '-A', 'trust', '-k', '-E', 'UTF8', '--locale=C');
  const listen = `-c listen_addresses= -c unix_socket_directories=${beside}`;
  as(at('pg_ctl'), '-D', cluster, '-w', '-l', join(beside, 'log'), '-o', listen, 'start');
  try {
    as('createdb', 'shop');
    writeFileSync(join(beside, 'shop.sql'), sql(4000));
    as('psql', '-q', '-d', 'shop', '-f', join(beside, 'shop.sql'));
    const dumps = {
      'plain.sql': ['pg_dump', 'shop'],
      'inserts.sql': ['pg_dump', '--inserts', 'shop'],
      'schema.sql': ['pg_dump', '-s', 'shop'],
      'custom.dump': ['pg_dump', '-Fc', 'shop'],
      'stored.dump': ['pg_dump', '-Fc', '-Z0', 'shop'],
      'shop.tar': ['pg_dump', '-Ft', 'shop'],
      'all.sql': ['pg_dumpall'],
      'globals.sql': ['pg_dumpall', '-g'],
    };
    for (const [name, words] of Object.entries(dumps)) writeFileSync(join(directory, name), as(...words));
    writeFileSync(join(directory, 'plain.sql.gz'), run(['gzip', '-c'], { input: as('pg_dump', 'shop') }));
    as('pg_dump', '-Fd', '-f', join(beside, 'dumped'), 'shop');
    cpSync(join(beside, 'dumped'), join(directory, 'directory'), { recursive: true });
  } finally {
    as(at('pg_ctl'), '-D', cluster, '-m', 'fast', '-w', 'stop');
  }
  cpSync(cluster, join(directory, 'cluster'), { recursive: true });
}

function owner(user) {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${user}:`))
    ?.split(':');
  if (fields === undefined) throw new Error(`no user ${user}`);
  return [Number(fields[2]), Number(fields[3])];
}

async function makeMariadb(directory, beside) {
  const data = join(beside, 'data');
  const socket = join(beside, 'socket');
  mkdirSync(beside, { recursive: true });
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  run([
    'mariadb-install-db',
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  const words = [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    `--socket=${socket}`,
    '--skip-networking',
    `--pid-file=${beside}/pid`,
  ];
  const server = spawn('mariadbd', words, { stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
  });
  try {
    const client = ['--no-defaults', `--socket=${socket}`, '-uroot'];
    for (let i = 0; i < 100 && !existsSync(socket); i++) await pause(100);
    run(['mariadb', ...client], { input: `CREATE DATABASE shop; USE shop;\n${sql(4000)}` });
    const dump = (...flags) => run(['mariadb-dump', ...client, ...flags]);
    const dumps = {
      'shop.sql': dump('shop'),
      'undated.sql': dump('--skip-dump-date', 'shop'),
      'uncommented.sql': dump('--skip-comments', 'shop'),
      'compact.sql': dump('--compact', 'shop'),
      'all.sql': dump('--all-databases'),
      'rows.sql': dump('--skip-extended-insert', 'shop'),
    };
    for (const [name, bytes] of Object.entries(dumps)) writeFileSync(join(directory, name), bytes);
    writeFileSync(join(directory, 'shop.sql.gz'), run(['gzip', '-c'], { input: dumps['shop.sql'] }));
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
  cpSync(data, join(directory, 'data'), { recursive: true, filter: (path) => !path.endsWith('.sock') });
}

function makeSqlite(directory) {
  const make = (name, more, rows) =>
    run(['sqlite3', name], {
      cwd: directory,
      input: `${more}\n${sql(rows).replaceAll('varchar(80)', 'text')}`,
    });
  for (let i = 0; i < 10; i++) make(`shop-${i}.sqlite`, `PRAGMA page_size=${512 << (i % 4)};`, 600 + 300 * i);
  run(['sqlite3', 'shop-1.sqlite', 'DELETE FROM orders WHERE id % 3 = 0;'], { cwd: directory });
  run(['sqlite3', 'vacuumed.db'], { cwd: directory, input: `${sql(500)} DELETE FROM orders; VACUUM;` });
  // The shell copies the files while it has the database open: so the log of writes is still there.
  const inWal = `PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;\n${sql(800)}\n.shell cp live.db copy.db && cp live.db-wal copy.db-wal\n`;
  run(['sqlite3', 'live.db'], { cwd: directory, input: inWal });
}
