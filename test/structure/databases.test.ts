import { describe, expect, it } from 'vitest';
import { avro } from '../../src/structure/database/avro.ts';
import { bbolt } from '../../src/structure/database/bbolt.ts';
import { berkeleyDb, lmdb, myIsam } from '../../src/structure/database/berkeleydb-lmdb-myisam.ts';
import { innodb } from '../../src/structure/database/innodb/innodb.ts';
import { arrow, feather, parquet } from '../../src/structure/database/parquet-arrow.ts';
import { pgPage } from '../../src/structure/database/postgres/page.ts';
import { pgWal } from '../../src/structure/database/postgres/wal.ts';
import { sqliteJournal } from '../../src/structure/database/sqlite/journal.ts';
import { sqlite } from '../../src/structure/database/sqlite/sqlite.ts';
import { sqliteWal } from '../../src/structure/database/sqlite/wal.ts';
import { gitTrailer } from '../../src/structure/program/git-trailer.ts';
import { hdf5 } from '../../src/structure/science/hdf5/hdf5.ts';
import { seededBytes } from '../help/bytes.ts';
import { made } from '../help/made.ts';
import { needs } from '../help/tools.ts';
import { packed } from './packed.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

describe.skipIf(!needs('sqlite3', 'python3'))('a database of SQLite', () => {
  const rows =
    'create table t(a,b); create index i on t(b); with recursive c(x) as (select 1 union all select x+1 from c' +
    ' where x < 900) insert into t select x, hex(randomblob(20)) from c; insert into t values(0, zeroblob(20000));' +
    ' delete from t where a % 3 = 0;';
  const sql = (first: string): Buffer => made(`sqlite3 f "${first} ${rows}"`, 'f');
  const plain = sql('');

  it.each([
    '',
    'pragma auto_vacuum=1;',
    'pragma page_size=512;',
    'pragma page_size=65536;',
    'pragma encoding=utf16;',
  ])('is sound with pages on the free list and overflow pages: %s', (first) => {
    const bytes = sql(first);
    expect(sqlite.recognises(bytes)).toBe(true);
    expect(standingOf(sqlite, bytes)).toEqual({ is: 'sound' });
    expect(cuts(sqlite, bytes, 20, 100)).toEqual(['cut']);
  });

  it('is broken where a page is of no kind, and may have anything after its last page', () => {
    expect(standingOf(sqlite, patched(plain, 8192, seededBytes(5, 4096)))).toMatchObject({
      is: 'broken',
      detail: expect.stringContaining('page 3 at 8192'),
    });
    expect(standingOf(sqlite, Buffer.concat([plain, seededBytes(1, 9000)]))).toEqual({ is: 'sound' });
    endures(sqlite, plain, 60);
    refusesOthers(sqlite);
  });

  it.each(['', 'pragma auto_vacuum=1;', 'pragma page_size=512;', 'pragma page_size=65536;'])(
    'is sound with long rows and keys of any kind, and values of zeros alone: %s',
    (first) => {
      const bytes = made(
        `sqlite3 f "${first} create table t(a integer primary key, b); create index i on t(b);` +
          ' create table w(k text primary key, v) without rowid; with recursive c(x) as (select 1 union all select x+1' +
          ' from c where x < 250) insert into t select x, zeroblob(x*30) from c; insert into t select null, hex(b) from' +
          " t where a % 9 = 0; insert into w select 'k'||a, b from t; insert into w values('', null);" +
          ' delete from t where a % 7 = 0; vacuum"',
        'f',
      );
      expect(standingOf(sqlite, bytes)).toEqual({ is: 'sound' });
      endures(sqlite, bytes, 10);
    },
  );

  it('sees holes in pages, and pages that are zeros and should not be', () => {
    const text = made(
      'sqlite3 f "create table t(a,b); create index i on t(b); with recursive c(x) as (select 1 union all select x+1' +
        ' from c where x < 9000) insert into t select x, hex(x*7919) from c"',
      'f',
    );
    expect(standingOf(sqlite, text)).toEqual({ is: 'sound' });
    const pages = text.length / 4096;
    expect(pages).toBeGreaterThan(40);
    const seen = { 512: 0, 4096: 0, 16_384: 0 };
    for (let page = 1; page + 4 < pages; page++)
      for (const size of [512, 4096, 16_384] as const) {
        const hole = patched(text, page * 4096 + (size === 512 ? 2048 : 0), Buffer.alloc(size));
        const standing = standingOf(sqlite, hole);
        if (standing.is === 'broken') seen[size] += 1;
      }
    expect(Math.min(...Object.values(seen))).toBeGreaterThanOrEqual(0.9 * (pages - 5));
    const wal = patched(patched(text, 18, Buffer.from([2, 2])), 8192, Buffer.alloc(8192));
    expect(standingOf(sqlite, wal)).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('is not counted where another version wrote last, and a warning in WAL mode', () => {
    const old = patched(plain, 92, Buffer.from([0, 0, 0, 0]));
    expect(standingOf(sqlite, old.subarray(0, 8192))).toEqual({ is: 'sound' });
    const wal = made(`sqlite3 f "pragma journal_mode=wal; ${rows}"`, 'f');
    expect(standingOf(sqlite, wal)).toEqual({ is: 'sound' });
    expect(standingOf(sqlite, wal.subarray(0, 20_000))).toMatchObject({ is: 'cut', severity: 'warning' });
  });

  it('has a log or a journal beside it', () => {
    const script =
      "import sqlite3, shutil; c = sqlite3.connect('f'); c.execute('pragma journal_mode=wal');" +
      " c.execute('create table t(a)'); c.commit(); shutil.copy('f-wal', 'out')";
    expect(sqliteWal.recognises(made(`python3 -c "${script}"`, 'out'))).toBe(true);
    expect(sqliteJournal.recognises(Buffer.from('d9d505f920a163d700000001', 'hex'))).toBe(true);
    refusesOthers(sqliteWal);
    refusesOthers(sqliteJournal);
  });
});

describe.skipIf(!needs('git'))('what git keeps', () => {
  const repository = (options: string, result: string): Buffer =>
    made(
      `git init -q ${options} . && seq 3000 > a && git add . && git -c user.name=a -c user.email=a@b commit -qm x && ` +
        `git repack -adq && git commit-graph write --reachable 2>/dev/null && git multi-pack-index write && ` +
        `cp .git/objects/pack/*.pack p; cp .git/objects/pack/*.idx i; cp .git/objects/pack/multi-pack-index m; ` +
        `cp .git/objects/info/commit-graph g; cp .git/index x`,
      result,
      { b: seededBytes(1, 5000) },
    );

  it.each(['p', 'i', 'm', 'g', 'x'])('is proven by its trailer, in SHA-1 and in SHA-256: %s', (result) => {
    for (const options of ['', '--object-format=sha256']) {
      const bytes = repository(options, result);
      expect(gitTrailer.recognises(bytes)).toBe(true);
      expect(standingOf(gitTrailer, bytes)).toEqual({ is: 'proven' });
      expect(['broken', 'cut']).toEqual(expect.arrayContaining(cuts(gitTrailer, bytes, 20, 16)));
      for (const at of [20, bytes.length >> 1, bytes.length - 1])
        expect(standingOf(gitTrailer, flipped(bytes, at)).is).toBe('broken');
    }
  });

  it('may have a trailer of zeros, and endures', () => {
    const bytes = repository('', 'x');
    const length = bytes.length - 20;
    expect(standingOf(gitTrailer, patched(bytes, length, Buffer.alloc(20)))).toEqual({ is: 'sound' });
    endures(gitTrailer, bytes, 60);
    refusesOthers(gitTrailer);
  });
});

describe('a database of bbolt', () => {
  it('is proven by the SHA-256 of a snapshot, and sound without', () => {
    const snapshot = packed('bbolt/snapshot.db');
    expect(bbolt.recognises(snapshot)).toBe(true);
    expect(standingOf(bbolt, snapshot)).toEqual({ is: 'proven' });
    for (const at of [100, 9000, snapshot.length - 1])
      expect(standingOf(bbolt, flipped(snapshot, at)).is).toBe('broken');
    expect(cuts(bbolt, snapshot.subarray(0, -32), 40, 24)).toEqual(['cut']);
    const member = packed('bbolt/member.db');
    expect(standingOf(bbolt, member)).toEqual({ is: 'sound' });
    expect(standingOf(bbolt, flipped(flipped(member, 60), 4096 + 60))).toMatchObject({ is: 'broken' });
    endures(bbolt, snapshot, 60);
    refusesOthers(bbolt);
  });
});

describe('a tablespace of InnoDB', () => {
  it.each(['full-crc32', 'crc32'])('is proven page by page: %s', (name) => {
    const bytes = packed(`innodb/${name}.ibd`);
    expect(innodb.recognises(bytes)).toBe(true);
    expect(standingOf(innodb, bytes)).toEqual({ is: 'proven' });
    expect(cuts(innodb, bytes, 40, 64)).toEqual(['cut']);
    for (let at = 16_384; at < bytes.length; at += 9999)
      expect(standingOf(innodb, flipped(bytes, at)).is).toBe('broken');
    expect(standingOf(innodb, patched(bytes, 49_152, Buffer.alloc(4096))).is).toBe('broken');
    expect(standingOf(innodb, patched(bytes, 32_768, Buffer.alloc(16_384)))).toEqual({ is: 'proven' });
    expect(standingOf(innodb, Buffer.concat([bytes, Buffer.alloc(65_536)]))).toEqual({ is: 'proven' });
    endures(innodb, bytes, 40);
  });

  it('stays unknown where its pages are compressed', () => {
    expect(standingOf(innodb, packed('innodb/compressed.ibd'))).toEqual({ is: 'unknown' });
    refusesOthers(innodb);
  });
});

describe('the pages of PostgreSQL', () => {
  it.each(['heap', 'btree'])('are sound by their headers: %s', (name) => {
    const bytes = packed(`pg-page/${name}`);
    const more = Buffer.concat([bytes, Buffer.alloc(8192), bytes]);
    expect(pgPage.recognises(bytes)).toBe(true);
    expect(standingOf(pgPage, more)).toEqual({ is: 'sound' });
    expect(standingOf(pgPage, more.subarray(0, -100))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standingOf(pgPage, patched(more, more.length - 8192, seededBytes(1, 4096))).is).toBe('broken');
    endures(pgPage, more, 40);
    refusesOthers(pgPage);
  });

  it('have a log in segments of a length', () => {
    const bytes = packed('pg-wal/segment');
    expect(pgWal.recognises(bytes)).toBe(true);
    expect(standingOf(pgWal, bytes)).toEqual({ is: 'sound' });
    expect(cuts(pgWal, bytes, 20, 64)).toEqual(['cut']);
    refusesOthers(pgWal);
  });
});

describe('embedded databases', () => {
  it.each([
    [lmdb, 'lmdb/data.mdb'],
    [berkeleyDb, 'berkeley-db/btree.db'],
    [berkeleyDb, 'berkeley-db/hash.db'],
    [hdf5, 'hdf5/old.h5'],
    [hdf5, 'hdf5/new.h5'],
  ] as const)('are as long as their head says: %#', (structure, path) => {
    const bytes = packed(path);
    expect(structure.recognises(bytes)).toBe(true);
    expect(standingOf(structure, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(structure, Buffer.concat([bytes, bytes]))).toEqual({ is: 'sound' });
    expect(cuts(structure, bytes, 40, 200)).toEqual(['cut']);
    endures(structure, bytes, 60);
    refusesOthers(structure);
  });

  it('of MyISAM and Aria are recognised', () => {
    for (const name of ['m.MYI', 'm.frm', 'ar.MAI'])
      expect(myIsam.recognises(packed(`myisam/${name}`))).toBe(true);
    refusesOthers(myIsam);
  });
});

describe('columnar files', () => {
  const closed = (head: string, magic: string): Buffer => {
    const footer = Buffer.alloc(104, 7);
    footer.writeUInt32LE(100, 100);
    return Buffer.concat([Buffer.from(head, 'latin1'), seededBytes(1, 3000), footer, Buffer.from(magic)]);
  };

  it.each([
    [parquet, closed('PAR1\x15\x04\x15\x10', 'PAR1')],
    [parquet, closed('PARE\x15\x04\x15\x10', 'PARE')],
    [arrow, closed('ARROW1\0\0', 'ARROW1')],
    [feather, closed('FEA1\0\0\0\0', 'FEA1')],
  ] as const)('end as they begin: %#', (structure, bytes) => {
    expect(structure.recognises(bytes)).toBe(true);
    expect(standingOf(structure, bytes)).toEqual({ is: 'sound' });
    expect(cuts(structure, bytes, 40, 24)).toEqual(['cut']);
    expect(standingOf(structure, patched(bytes, bytes.length - 7, Buffer.from([0xff]))).is).toBe('broken');
    endures(structure, bytes, 60);
    refusesOthers(structure);
  });

  it('of Avro are blocks with one marker', () => {
    const long = (value: number): Buffer => {
      const bytes: number[] = [];
      let rest = value * 2;
      for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
      return Buffer.from([...bytes, rest]);
    };
    const text = (word: string): Buffer => Buffer.concat([long(word.length), Buffer.from(word)]);
    const marker = seededBytes(9, 16);
    const block = Buffer.concat([long(100), long(5000), seededBytes(4, 5000), marker]);
    const meta = [long(2), text('avro.codec'), text('null'), text('avro.schema'), text('"int"'), long(0)];
    const bytes = Buffer.concat([Buffer.from('Obj\x01'), ...meta, marker, block, block]);
    expect(avro.recognises(bytes)).toBe(true);
    expect(standingOf(avro, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(avro, bytes.subarray(0, -1000)).is).toBe('cut');
    expect(standingOf(avro, bytes.subarray(0, -5)).is).toBe('cut');
    expect(standingOf(avro, flipped(bytes, bytes.length - 3)).is).toBe('broken');
    endures(avro, bytes, 60);
    refusesOthers(avro);
  });
});
