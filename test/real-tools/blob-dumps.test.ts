/** Dumps of tables with binary data, as the dump tools write them, and the same dumps after a part was encrypted. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededBytes } from '../help/bytes.ts';
import { isFinding, told } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { hasMariaDb, withMariaDb } from './mariadb-server.ts';
import { asPostgres, hasPostgres } from './postgres-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const BLOCK = 4096;
const TEXT = readFileSync(new URL('../../package-lock.json', import.meta.url));

/** What applications keep in BLOBs: random bytes of several sizes, compressed data, and fills. */
const BLOBS: readonly Buffer[] = [
  ...[16, 100, 512, 4096, 4097, 20_000, 65_536, 100_000, 300_000, 1_000_000].map((size, i) =>
    seededBytes(i, size),
  ),
  ...[20_000, 60_000, 150_000].map((size) => deflateSync(TEXT.subarray(0, size))),
  ...[20_000, 100_000].map((size) =>
    Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync(TEXT.subarray(size))]),
  ),
  Buffer.concat([seededBytes(91, 9000), Buffer.alloc(70_000), seededBytes(92, 9000)]),
  Buffer.alloc(66_000),
  Buffer.alloc(66_000, 0xff),
  Buffer.alloc(66_000, "'"),
];
const ROWS = BLOBS.map(
  (blob, i) => `insert into img values (${i + 1}, x'${blob.toString('hex')}', 'it''s a note');`,
);
const SMALL = Array.from(
  { length: 2000 },
  (_, i) =>
    `insert into uid values (x'${seededBytes(i, 16).toString('hex')}', 'name ${i}', x'${deflateSync(`row ${i}`).toString('hex')}');`,
);

/** How often each dump tool is asked, and with what. */
const DUMPS = `
  dump() { mysqldump -u root -S "$PWD/s" "$@"; }
  mkdir -p out/tab out/csv; chmod 777 out out/*
  dump shop > out/plain.sql
  dump --compact shop > out/compact.sql
  dump --compact -t shop img > out/data.sql
  dump --compact -t shop uid > out/uid.sql
  dump --compact --skip-extended-insert shop > out/rows.sql
  dump --skip-comments shop > out/no-comments.sql
  dump --hex-blob shop > out/hex.sql
  dump --compact --hex-blob shop > out/compact-hex.sql
  dump --tab="$PWD/out/tab" shop
  dump --tab="$PWD/out/csv" --fields-terminated-by=, --fields-enclosed-by='"' shop
  sql shop -e 'select * from img' > out/batch.tsv
  mydumper -u root -S "$PWD/s" -B shop -o out/mydumper >/dev/null 2>&1
  mydumper -u root -S "$PWD/s" -B shop -c -F 1 -o out/packed >/dev/null 2>&1
  gzip -k out/compact.sql out/plain.sql; zstd -q out/compact.sql; tar cf out/mydumper.tar -C out mydumper`;

let folder = '';
const at = (name: string): string => join(folder, 'out', name);

/** The findings of a scan but notes, as `severity code path`. */
async function problems(root: string, depth = 'normal'): Promise<readonly string[]> {
  const { events } = await told(['scan', '--depth', depth, root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return found.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

/** What encrypts a part of a file: its head, every other 64 KiB, blocks far apart, one in its middle, half of each 32 bytes. */
const ENCRYPTIONS: Readonly<Record<string, (bytes: Buffer) => void>> = {
  'the first 4 KiB': (bytes) => encrypt(bytes, 0, BLOCK),
  'the first 64 KiB': (bytes) => encrypt(bytes, 0, 65_536),
  'every other 64 KiB': (bytes) => {
    for (let offset = 0; offset < bytes.length; offset += 131_072) encrypt(bytes, offset, 65_536);
  },
  '4 KiB of each 256 KiB': (bytes) => {
    for (let offset = 8192; offset < bytes.length; offset += 262_144) encrypt(bytes, offset, BLOCK);
  },
  '4 KiB in the middle': (bytes) => encrypt(bytes, bytes.length / 2, BLOCK),
  '16 of each 32 bytes': (bytes) => {
    for (let offset = 0; offset < bytes.length; offset += 32) encrypt(bytes, offset, 16, 16);
  },
};

function encrypt(bytes: Buffer, offset: number, length: number, grid = BLOCK): void {
  const start = Math.floor(offset / grid) * grid;
  seededBytes(start + 7, length).copy(bytes, start);
}

describe.skipIf(!hasMariaDb || !needs('mydumper', 'zstd'))('a dump of MariaDB with binary data', () => {
  beforeAll(() => {
    const sql = [
      'create database shop; use shop; create table img (id int primary key, img longblob, note text);',
      'create table uid (id binary(16), name varchar(40), z blob); create table few as select * from uid;',
      'create table bits (b bit(8), n varchar(10)); insert into bits values (0, "a"), (5, "b"), (0, "c");',
      ...ROWS,
      ...SMALL,
      'insert into few select * from uid limit 3;',
    ];
    const source = mkdtempSync(join(tmpdir(), 'restorable-sql-'));
    writeFileSync(join(source, 'in.sql'), sql.join('\n'));
    folder = withMariaDb(`serve data; sql --max-allowed-packet=64M < '${source}/in.sql'; ${DUMPS}; halt`);
    rmSync(source, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['normal', 'deep'])('is left alone, also inside of archives, at depth %s', async (depth) =>
    expect(await problems(at('.'), depth)).toEqual([]),
  );

  it.each(Object.entries(ENCRYPTIONS))('is an error where %s were encrypted', async (name, change) => {
    const root = join(folder, `encrypted-${name.replaceAll(' ', '-')}`);
    const names = [
      'plain.sql',
      'compact.sql',
      'data.sql',
      'rows.sql',
      'tab/img.txt',
      'csv/img.txt',
      'mydumper/shop.img.sql',
    ];
    for (const each of names) {
      const bytes = readFileSync(at(each));
      change(bytes);
      mkdirSync(dirname(join(root, each)), { recursive: true });
      writeFileSync(join(root, each), bytes);
    }
    const found = await problems(root);
    for (const each of names)
      expect(found).toContainEqual(
        expect.stringMatching(`^error (?:partly-encrypted|broken-structure) ${each}$`),
      );
    rmSync(root, { recursive: true });
  });

  it('is a warning where a sector of something else lies in it: a NUL where NULs are escaped', async () => {
    const root = join(folder, 'sector');
    mkdirSync(root);
    for (const each of ['compact.sql', 'data.sql', 'tab/img.txt']) {
      const bytes = readFileSync(at(each));
      const sector = seededBytes(5, 512);
      sector.writeUInt8(0, 100);
      sector.copy(bytes, Math.floor(bytes.length / 1024) * 512);
      writeFileSync(join(root, each.replace('tab/', '')), bytes);
    }
    expect((await problems(root)).map((each) => each.split(' ')[2])).toEqual(
      expect.arrayContaining(['compact.sql', 'data.sql', 'img.txt']),
    );
  });
});

describe.skipIf(!needs('sqlite3'))('a dump of another database with binary data', () => {
  it('is left alone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'restorable-dumps-'));
    const create =
      'create table img (id integer primary key, img blob, note text); create table uid (id blob, name text, z blob);';
    const input = [create, 'begin;', ...ROWS, ...SMALL, 'commit;', '.dump'].join('\n');
    const options = { input, maxBuffer: 2 ** 30 };
    writeFileSync(join(root, 'sqlite.sql'), execFileSync('sqlite3', [':memory:'], options));
    const hex = BLOBS.map((blob) => blob.toString('hex').toUpperCase());
    const server = hex
      .map((each, i) => `INSERT [dbo].[t] ([id], [b]) VALUES (${i}, 0x${each})\r\nGO\r\n`)
      .join('');
    writeFileSync(join(root, 'server.sql'), server);
    writeFileSync(join(root, 'server-wide.sql'), Buffer.from(`\ufeff${server}`, 'utf16le'));
    const oracle = hex.map((each, i) => `insert into t values (${i}, hextoraw('${each.slice(0, 4000)}'));\n`);
    writeFileSync(join(root, 'oracle.sql'), oracle.join(''));
    for (const each of readdirSync(root)) execFileSync('gzip', ['-k', join(root, each)]);
    expect(await problems(root)).toEqual([]);
    rmSync(root, { recursive: true });
  });

  it.skipIf(!hasPostgres)('is left alone as pg_dump writes it', async () => {
    const root = mkdtempSync(join(tmpdir(), 'restorable-pg-dumps-'));
    writeFileSync(
      join(root, 'in.sql'),
      [
        'create table img (id int, img bytea, note text);',
        ...BLOBS.map(
          (blob, i) => `insert into img values (${i}, '\\x${blob.toString('hex')}', 'it''s a note');`,
        ),
      ].join('\n'),
    );
    execFileSync('chmod', ['-R', 'a+rwX', root]);
    asPostgres(
      `initdb -D data -U postgres --no-sync -A trust >/dev/null
      pg_ctl -D data -w -l log -o "-c listen_addresses='' -c unix_socket_directories=$PWD" start >/dev/null
      trap 'pg_ctl -D data -m immediate stop >/dev/null' EXIT
      export PGHOST=$PWD PGUSER=postgres; mkdir out
      psql -q < in.sql
      pg_dump > out/hex.sql; pg_dump --inserts > out/inserts.sql
      psql -qc "alter database postgres set bytea_output = escape"; pg_dump > out/escaped.sql
      gzip -k out/*.sql`,
      root,
    );
    expect(await problems(join(root, 'out'))).toEqual([]);
    rmSync(root, { recursive: true });
  });
});
