/**
 * Base backups, a repository of pgBackRest, a home of Barman and an archive of segments while their tools run, after they were
 * killed and when they removed what was old; and a data directory without what no server starts without.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { needs } from '../help/tools.ts';
import { expectSound, saidOf } from './homes.ts';
import { hasPostgres, run, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 });

const SETTINGS = `archive_mode=on
archive_command='pgbackrest --config=$PWD/br.conf --stanza=main archive-push %p'`;

const SCRIPT = `
  exec 2>/dev/null
  until_() { for i in $(seq 200); do eval "$1" && return; sleep 0.1; done; return 1; }
  psql -qc 'drop table b' -c 'drop tablespace t'
  mkdir logs lock spool repo home conf stopped killed
  printf '[global]\\nrepo1-path=%s/repo\\nrepo1-retention-full=1\\nlog-path=%s/logs\\nlock-path=%s/lock\\nspool-path=%s/spool\\nstart-fast=y\\narchive-async=y\\n[main]\\npg1-path=%s/data\\npg1-socket-path=%s/sock\\npg1-user=postgres\\n' \\
    "$PWD" "$PWD" "$PWD" "$PWD" "$PWD" "$PWD" > br.conf
  br="pgbackrest --config=$PWD/br.conf --stanza=main --log-level-console=off"
  $br stanza-create
  psql -qc 'create table big as select g, md5(g::text) m from generate_series(1, 150000) g'
  $br backup --type=full
  # A backup stays behind with a file that is not whole.
  $br backup --type=full & pid=$!
  until_ 'ls repo/backup/main/*F/pg_data/base/*/*.gz | grep -q . && [ $(ls -d repo/backup/main/*F | wc -l) = 2 ] && [ $(find $(ls -d repo/backup/main/*F | tail -1) -size +90k | wc -l) -gt 0 ]' || true
  cp -a repo repo-running; kill -9 $pid $(pgrep -P $pid) || true; sleep 0.3; cp -a repo repo-killed
  $br backup --type=full; cp -a repo repo-resumed
  psql -qc 'insert into a select g, md5(g::text) from generate_series(1, 30000) g' -c 'select pg_switch_wal()' > /dev/null
  $br backup --type=full; $br expire; cp -a repo repo-expired

  pg_basebackup -D whole -c fast --no-sync --no-manifest
  for form in plain tar; do
    pg_basebackup -D killed/$form -F$form -c fast -r 2M --no-sync & pid=$!
    until_ '[ -e killed/plain/base/1/PG_VERSION ] && [ $form = plain ] || [ $(find killed/tar -size +900k | wc -l) -gt 0 ]'; kill -9 $pid $(pgrep -P $pid) || true; wait $pid || true
  done
  # Only whole segments lie in the archive, and one that is being received.
  mkdir wal; pg_receivewal -D wal --no-sync & pid=$!
  until_ 'psql -qc "insert into a values (1)"; ls wal/*.partial'; psql -qc 'select pg_switch_wal()' > /dev/null; until_ 'ls wal | grep -q "[0-9A-F]$"'
  cp -a wal wal-running; kill -9 $pid; wait $pid || true; cp -a wal wal-killed

  cat > barman.conf <<END
[barman]
barman_user = $(id -un)
barman_home = $PWD/home
log_file = $PWD/barman.log
minimum_redundancy = 0
configuration_files_directory = $PWD/conf
END
  printf '[s]\\ndescription = s\\nconninfo = host=%s/sock user=postgres dbname=postgres\\nstreaming_conninfo = host=%s/sock user=postgres\\nbackup_method = postgres\\nstreaming_archiver = on\\nimmediate_checkpoint = true\\nslot_name = s\\nretention_policy = REDUNDANCY 1\\npath_prefix = %s\\nbandwidth_limit = 3000\\n' \\
    "$PWD" "$PWD" "$(dirname "$(command -v pg_basebackup)")" > conf/s.conf
  barman="barman -q -c barman.conf"
  $barman receive-wal --create-slot s
  $barman receive-wal s > /dev/null & 
  until_ 'psql -qc "insert into a values (1)"; ls home/s/streaming/*.partial'
  sed -i /bandwidth/d conf/s.conf; $barman switch-wal --force --archive s || true; $barman backup --wait s
  cp -a conf/s.conf fast.conf; echo 'bandwidth_limit = 3000' >> conf/s.conf
  setsid $barman backup s & pid=$!
  until_ '[ $(ls -d home/s/base/*/data/base | wc -l) = 2 ]'
  cp -a home home-running; kill -9 -$pid || true; wait $pid || true; sleep 0.3; cp -a home home-killed
  cp fast.conf conf/s.conf; $barman backup s; cp -a home home-resumed
  $barman switch-wal --force --archive s || true; $barman delete s oldest || true; cp -a home home-pruned
  $barman receive-wal --stop s || true
  pg_ctl -D data -m fast stop >/dev/null; cp -a data/. stopped; pg_ctl -D data -w -l log start >/dev/null`;

const isThere = hasPostgres && needs('pgbackrest', 'barman', 'pg_basebackup');
let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  if (isThere) folder = withServer(SETTINGS, SCRIPT);
  mkdirSync(at('sealed'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isThere)('the home of', () => {
  it.each(['repo', 'home', 'wal'])('%s is sound, however its tool ended', async (kind) => {
    const states = readdirSync(folder).filter((name) => new RegExp(`^${kind}(?:-|$)`).test(name));
    expect(states.length).toBeGreaterThan(2);
    for (const state of states) await expectSound(at(state), at('sealed'), state === kind);
  });

  it.each([
    ['STARTED', 0],
    ['FAILED', 0],
    ['WAITING_FOR_WALS', 0],
    ['DONE', 1],
  ])('Barman whose backup is %s before its log was archived ends %i', async (status, code) => {
    const home = at(`home-before-archive-${status}`);
    cpSync(at('home'), home, { recursive: true });
    const script = `
      cd "$0/s"; last=$(ls base | tail -1)
      sed -i "s/^status=.*/status=${status}/" base/$last/backup.info
      first=$(sed -n 's/^begin_wal=//p' base/$last/backup.info)
      for segment in $(ls wals/0000000100000000); do
        [ "$segment" \\< "$first" ] || mv wals/0000000100000000/$segment streaming/
      done
      awk -v first="$first" '$1 < first' wals/xlog.db > x; mv x wals/xlog.db`;
    execFileSync('sh', ['-ec', script, home]);
    const { code: exit, found } = await saidOf(['verify', home]);
    expect({ exit, isMissing: found.some((each) => each.startsWith('missing s/wals/')) }).toEqual({
      exit: code,
      isMissing: code === 1,
    });
  });

  it('pg_basebackup is sound where it came to its end', async () => {
    await expectSound(at('whole'), at('sealed'));
    await expectSound(at('stopped'), at('sealed'));
  });

  it.each(['plain', 'tar'])('pg_basebackup -F%s is not sound where it was killed', async (form) => {
    const { code, found } = await saidOf(['scan', at(`killed/${form}`)]);
    const wanted = form === 'tar' ? 'truncated-content base.tar' : 'missing global/pg_control';
    expect({ code, found }).toEqual({ code: 1, found: expect.arrayContaining([wanted]) });
  });
});

describe.skipIf(!isThere)('a data directory is not sound without', () => {
  const control = (): readonly string[] => run('pg_controldata', [at('stopped')]).said.split('\n');
  const redo = (): string =>
    control()
      .find((line) => line.includes('REDO WAL file'))
      ?.split(/\s+/)
      .at(-1) ?? '';
  const catalogue = (): string => {
    const map = readFileSync(at('stopped/global/pg_filenode.map'));
    return `global/${map.readUInt32LE(12)}`;
  };
  it.each([
    ['the control file', () => 'global/pg_control', 'missing'],
    ['the log of its last checkpoint', () => `pg_wal/${redo()}`, 'missing'],
    ['a map of the catalogues', () => 'global/pg_filenode.map', 'missing'],
    ['a catalogue that the map names', catalogue, 'missing'],
    ['any database', () => 'base', 'missing'],
  ])('%s', async (_, name, code) => {
    const copy = at('damaged');
    rmSync(copy, { recursive: true, force: true });
    cpSync(at('stopped'), copy, { recursive: true, verbatimSymlinks: true });
    expect(existsSync(join(copy, name()))).toBe(true);
    rmSync(join(copy, name()), { recursive: true });
    if (name() === 'base') mkdirSync(join(copy, 'base'));
    const { code: exit, found } = await saidOf(['scan', copy]);
    expect({ exit, found }).toEqual({ exit: 1, found: expect.arrayContaining([`${code} ${name()}`]) });
  });

  it('its log only where a base backup or a standby does not fetch it from an archive', async () => {
    const copy = at('damaged');
    rmSync(copy, { recursive: true, force: true });
    cpSync(at('stopped'), copy, { recursive: true, verbatimSymlinks: true });
    execFileSync('sh', ['-ec', 'rm pg_wal/0*; touch standby.signal'], { cwd: copy });
    expect(await saidOf(['scan', copy])).toEqual({ code: 0, found: [] });
    rmSync(join(copy, 'standby.signal'));
    expect(await saidOf(['scan', copy])).toMatchObject({ code: 1 });
  });
});
