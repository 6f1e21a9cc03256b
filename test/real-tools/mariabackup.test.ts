/** Backups of mariabackup as a directory and as a stream, prepared, incremental and restored; and those that did not come to their end. */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { needs } from '../help/tools.ts';
import { expectSound, saidOf } from './homes.ts';
import { hasMariaDb, runMariaDb, withMariaDb } from './mariadb-server.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const SCRIPT = `
  serve data; echo $server > pid
  sql -e "create database shop; use shop; create table t(id int primary key auto_increment, d varchar(500));
    insert into t(d) select repeat(md5(seq), 9) from seq_1_to_4000; create table m(id int, d text) engine=myisam;
    insert into m select seq, md5(seq) from seq_1_to_2000; create table c(id int primary key, d text) row_format=compressed;
    insert into c select seq, md5(seq) from seq_1_to_2000"
  b() { mariabackup --no-defaults --user root -S "$PWD/s" "$@" 2>> said || { tail -n 20 said >&2; return 1; }; }
  b --backup --target-dir="$PWD/full"; cp -a full prepared; b --prepare --target-dir="$PWD/prepared"
  mkdir restored; b --copy-back --target-dir="$PWD/prepared" --datadir="$PWD/restored"
  sql shop -e "insert into t(d) select repeat(md5(seq), 9) from seq_1_to_2000"
  b --backup --target-dir="$PWD/incremental" --incremental-basedir="$PWD/full"
  mkdir stream; b --backup --stream=xbstream --target-dir=/tmp > stream/all.xbstream
  for part in ib_logfile0 ibdata1 shop; do
    mariabackup --no-defaults --user root -S "$PWD/s" --backup --target-dir="$PWD/killed-$part" 2>> said & backup=$!
    for i in $(seq 500); do [ ! -e "killed-$part/$part" ] || break; sleep 0.01; done; kill -9 $backup; wait $backup || true
  done
  (while :; do sql shop -e "insert into t(d) select repeat(md5(seq), 9) from seq_1_to_100" && sleep 0.1 || break; done) > /dev/null 2>&1 & writer=$!
  b --backup --target-dir="$PWD/busy"; kill $writer
  halt`;

const isThere = hasMariaDb && needs('mariabackup', 'mbstream');
let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  if (!isThere) return;
  folder = withMariaDb(SCRIPT);
  mkdirSync(at('sealed'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a backup can be prepared. */
const isPrepared = (name: string): boolean =>
  runMariaDb(
    folder,
    `mariabackup --no-defaults --prepare --target-dir="$PWD/${name}" > said 2>&1 && echo yes || true`,
  ) === 'yes\n';

describe.skipIf(!isThere)('a backup of mariabackup', () => {
  it('is sound in every form that its tools leave', async () => {
    for (const name of ['full', 'prepared', 'incremental', 'restored', 'stream', 'busy', 'data'])
      await expectSound(at(name), at('sealed'));
  });

  it.each(['ib_logfile0', 'ibdata1', 'shop'])(
    'is not sound where it was killed when it had begun %s',
    async (part) => {
      const { code, found } = await saidOf(['scan', at(`killed-${part}`)]);
      expect({ code, found }).toEqual({
        code: 1,
        found: expect.arrayContaining(['missing xtrabackup_checkpoints']),
      });
      expect(isPrepared(`killed-${part}`)).toBe(false);
    },
  );

  const damaged = (name: string): string => {
    rmSync(at('damaged'), { recursive: true, force: true });
    cpSync(at(name), at('damaged'), { recursive: true });
    return at('damaged');
  };

  it.each([
    ['full', 'ib_logfile0', 'truncated-content ib_logfile0'],
    ['incremental', 'ib_logfile0', 'truncated-content ib_logfile0'],
    ['full', 'xtrabackup_checkpoints', 'broken-structure xtrabackup_checkpoints'],
  ])('is not sound where %s/%s was cut', async (name, file, wanted) => {
    const copy = damaged(name);
    const length = file === 'ib_logfile0' ? readFileSync(join(copy, file)).length - 700 : 0;
    truncateSync(join(copy, file), length);
    expect(await saidOf(['scan', copy])).toEqual({ code: 1, found: [wanted] });
    if (length === 0) expect(isPrepared('damaged')).toBe(false);
  });

  it('is not sound as a stream that ends between two files', async () => {
    const stream = readFileSync(at('stream/all.xbstream'));
    const mark = stream.indexOf('XBSTCK01\0P\x16\0\0\0xtrabackup_checkpoints');
    expect(mark).toBeGreaterThan(0);
    const copy = damaged('stream');
    writeFileSync(join(copy, 'all.xbstream'), stream.subarray(0, mark));
    expect(await saidOf(['scan', copy])).toEqual({ code: 1, found: ['truncated-content all.xbstream'] });
  });
});
