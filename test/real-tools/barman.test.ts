/** The home of Barman, as streaming and as rsync backups leave it: healthy, damaged, and with a backup that was given up. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isFinding, told } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { hasPostgres, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 });

/** Barman calls rsync through ssh: here a program that runs the command itself. */
const SSH = `#!/bin/sh
shift
while :; do case $1 in -o|-p) shift 2;; -*) shift;; *) break;; esac; done
exec sh -c "$*"
`;
const server = (name: string, method: string): string => `[${name}]
description = "${name}"
conninfo = host=$PWD/sock user=postgres dbname=postgres
streaming_conninfo = host=$PWD/sock user=postgres
${method}
streaming_archiver = on
slot_name = ${name}
path_prefix = $(dirname "$(command -v pg_basebackup)")
`;
const SCRIPT = `
  mkdir home conf
  cat > ssh <<'END'
${SSH}END
  chmod +x ssh
  cat > barman.conf <<END
[barman]
barman_user = $(id -un)
barman_home = $PWD/home
log_file = $PWD/barman.log
configuration_files_directory = $PWD/conf
END
  cat > conf/streamed.conf <<END
${server('streamed', 'backup_method = postgres')}END
  cat > conf/copied.conf <<END
${server('copied', 'backup_method = rsync\nbackup_options = concurrent_backup\nssh_command = $PWD/ssh postgres@localhost')}END
  barman="barman -q -c barman.conf"
  for each in streamed copied; do
    $barman receive-wal --create-slot $each
    barman -q -c barman.conf receive-wal $each >/dev/null 2>&1 &
  done
  trap 'for each in streamed copied; do $barman receive-wal --stop $each || true; done; pg_ctl -D data -m immediate stop >/dev/null' EXIT
  for i in 1 2 3 4 5 6 7 8 9; do ls home/streamed/streaming/*.partial home/copied/streaming/*.partial 2>/dev/null && break; sleep 0.5; done
  for each in streamed copied; do
    $barman switch-wal --force --archive $each
    $barman backup --wait $each
    psql -qc "insert into a select g, md5(g::text) from generate_series(1, 3000) g"
    $barman switch-wal --force --archive $each
    psql -qc "insert into a select g, md5(g::text) from generate_series(1, 3000) g"
    $barman switch-wal --force --archive $each
  done
  for each in streamed copied; do $barman receive-wal --stop $each; done`;

let folder = '';
const home = (): string => join(folder, 'home');

function backupOf(top: string, name: string): string {
  const base = join(top, name, 'base');
  return join(base, readdirSync(base).toSorted().at(-1) ?? '');
}

function segmentsOf(top: string, name: string): string[] {
  const directory = join(top, name, 'wals/0000000100000000');
  return readdirSync(directory)
    .toSorted()
    .map((each) => join(directory, each));
}

/** The biggest file of a table or index in the rsync backup, of which no list is there. */
function biggestOf(top: string): string {
  const database = join(backupOf(top, 'copied'), 'data/base/1');
  const files = readdirSync(database).map((name) => join(database, name));
  return files.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? '';
}

/** The findings of a verify but notes, after a change to a copy of the home. */
async function changed(
  change: (top: string) => void,
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const copy = join(folder, 'copy');
  cpSync(home(), copy, { recursive: true, verbatimSymlinks: true });
  try {
    for (const link of execFileSync('find', [copy, '-type', 'l'], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)) {
      const target = execFileSync('readlink', [link], { encoding: 'utf8' }).trim();
      execFileSync('ln', ['-sfn', target.replace(home(), copy), link]);
    }
    change(copy);
    const { code, events } = await told(['verify', copy], { within: 200_000 });
    const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
    return { code, found: found.map((each) => `${each.code} ${each.path}`) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

describe.skipIf(!hasPostgres || !needs('barman', 'rsync'))('the home of Barman', () => {
  beforeAll(() => {
    folder = withServer('max_wal_senders = 10', SCRIPT);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds as it is', async () => {
    expect(segmentsOf(home(), 'streamed').length).toBeGreaterThan(2);
    expect(await changed(() => {})).toEqual({ code: 0, found: [] });
  });

  it('lacks segments of the log that a backup needs and later ones, a file of a backup, and what Barman says of it', async () => {
    const lost: string[] = [];
    const { code, found } = await changed((top) => {
      const gone = ['streamed', 'copied'].flatMap((name) => [
        segmentsOf(top, name)[0],
        segmentsOf(top, name).at(-2),
      ]);
      const files = [
        join(backupOf(top, 'streamed'), 'data/global/pg_control'),
        join(backupOf(top, 'copied'), 'backup.info'),
      ];
      for (const path of [...gone, ...files]) {
        if (path === undefined) throw new Error('too few segments');
        rmSync(path);
        lost.push(`missing ${path.slice(top.length + 1)}`);
      }
    });
    expect(code).toBe(1);
    expect(found).toEqual(expect.arrayContaining(lost));
  });

  it('has segments and information files that are emptied or do not hold', async () => {
    const wanted: string[] = [];
    const { found } = await changed((top) => {
      const [first = '', , ...others] = segmentsOf(top, 'streamed');
      const last = others.at(-1) ?? '';
      const info = join(backupOf(top, 'copied'), 'backup.info');
      truncateSync(first, 0);
      const bytes = readFileSync(last);
      bytes.writeUInt8(bytes.readUInt8(100) ^ 8, 100);
      writeFileSync(last, bytes);
      writeFileSync(info, '');
      const said = [
        ['truncated', first],
        ['broken-structure', last],
        ['broken-structure', info],
      ] as const;
      wanted.push(...said.map(([what, path]) => `${what} ${path.slice(top.length + 1)}`));
    });
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  it('has needed segments missed that its list has lost too, one that the list alone has lost, a torn list, and a file of an rsync backup', async () => {
    const { code, found } = await changed((top) => {
      rmSync(biggestOf(top));
      segmentsOf(top, 'streamed').forEach((each) => rmSync(each));
      writeFileSync(join(top, 'streamed/wals/xlog.db'), '');
      writeFileSync(join(top, 'copied/wals/xlog.db'), '0000');
    });
    expect(code).toBe(4);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^missing streamed\/wals\/0{7}10{8}\/0{7}1/),
        expect.stringMatching(/^unvouched copied\/wals\/0{7}10{8}\/0{7}1/),
        'manifest-damaged copied/wals/xlog.db',
        expect.stringMatching(/^missing copied\/base\/\d{8}T\d{6}$/),
      ]),
    );
  });

  it('misses the list of the archived segments itself, and bytes of an rsync backup', async () => {
    let backup = '';
    const { code, found } = await changed((top) => {
      rmSync(join(top, 'streamed/wals/xlog.db'));
      truncateSync(biggestOf(top), 8192);
      backup = backupOf(top, 'copied').slice(top.length + 1);
    });
    expect(code).toBe(1);
    expect(found).toEqual(expect.arrayContaining(['missing streamed/wals/xlog.db', `missing ${backup}`]));
  });

  it('may have a backup that is being made, or was given up, and compressed segments', async () => {
    const unfinished = await changed((top) => {
      const backup = backupOf(top, 'streamed');
      const info = join(backup, 'backup.info');
      writeFileSync(info, readFileSync(info, 'latin1').replace('status=DONE', 'status=FAILED'));
      rmSync(join(backup, 'data/backup_manifest'));
      truncateSync(join(backup, 'data/base/1/1259'), 5000);
      const [segment = ''] = segmentsOf(top, 'copied');
      execFileSync('gzip', [segment]);
      execFileSync('mv', [`${segment}.gz`, segment]);
      const list = join(top, 'copied/wals/xlog.db');
      const [first = '', ...others] = readFileSync(list, 'latin1').split('\n');
      const fields = first.split('\t');
      const line = [fields[0], readFileSync(segment).length, fields[2], 'gzip'].join('\t');
      writeFileSync(list, [line, ...others].join('\n'));
    });
    expect(unfinished).toEqual({ code: 0, found: [] });
  });
});
