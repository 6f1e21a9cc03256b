import { describe, expect, it } from 'vitest';
import { mongoArchive } from '../../src/structure/database/mongo-archive.ts';
import { mysqlDump } from '../../src/structure/database/mysql-dump.ts';
import { pgCustom } from '../../src/structure/database/postgres/custom.ts';
import { pgDump } from '../../src/structure/database/postgres/dump.ts';
import { redisRdb } from '../../src/structure/database/redis-rdb.ts';
import { seededBytes } from '../help/bytes.ts';
import { packed } from './packed.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from './standing.ts';

const HOLES = [Buffer.alloc(512), seededBytes(3, 512)];

describe('a dump of PostgreSQL in SQL', () => {
  const plain = packed('pg-dump/plain.sql');

  it.each(['plain', 'inserts', 'cluster', 'globals'])('is sound as pg_dump wrote it: %s', (name) => {
    const bytes = packed(`pg-dump/${name}.sql`);
    expect(pgDump.recognises(bytes)).toBe(true);
    expect(standingOf(pgDump, bytes)).toEqual({ is: 'sound' });
    expect(standingOf(pgDump, Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n')))).toEqual({
      is: 'sound',
    });
    const last = bytes.toString().replace(/\n(--\n)?\n$/, '').length;
    expect(cuts(pgDump, bytes.subarray(0, last), 40, 300)).toEqual(['cut']);
    endures(pgDump, bytes, 60);
  });

  it('needs the key of its head at its end', () => {
    const text = plain.toString();
    const at = text.indexOf('\\unrestrict');
    expect(standingOf(pgDump, plain.subarray(0, at))).toMatchObject({ is: 'cut' });
    // That of pg_dump -Ft has none there.
    const inTar = { path: 'restore.sql' };
    expect(standingOf(pgDump, plain.subarray(0, at), [999], inTar)).toEqual({ is: 'sound' });
    expect(standingOf(pgDump, plain.subarray(0, at - 60), [999], inTar)).toMatchObject({ is: 'cut' });
    expect(standingOf(pgDump, flipped(plain, at + 15))).toMatchObject({ is: 'broken' });
    const older = Buffer.from(text.replaceAll(/\n\\(un)?restrict .*\n/g, ''));
    expect(standingOf(pgDump, older)).toEqual({ is: 'sound' });
    expect(cuts(pgDump, older.subarray(0, older.length - 6), 20, 100)).toEqual(['cut']);
  });

  it('has no NUL, and may have anything after its end', () => {
    for (const hole of HOLES) expect(standingOf(pgDump, patched(plain, 2048, hole)).is).toBe('broken');
    const more = Buffer.concat([plain, Buffer.from('INSERT INTO migrations VALUES (1);\n'.repeat(200))]);
    expect(standingOf(pgDump, more)).toEqual({ is: 'sound' });
  });

  it('is known from the first comment on', () => {
    refusesOthers(pgDump);
    expect(pgDump.recognises(Buffer.from('see:\n-- PostgreSQL database dump\n'))).toBe(false);
  });
});

describe('a dump of MySQL or MariaDB', () => {
  it.each(['plain', 'nodate', 'nocomments'])('is sound as mariadb-dump wrote it: %s', (name) => {
    const bytes = packed(`mysql-dump/${name}.sql`);
    expect(mysqlDump.recognises(bytes)).toBe(true);
    expect(standingOf(mysqlDump, bytes)).toEqual({ is: 'sound' });
    endures(mysqlDump, bytes, 60);
    const tail = name === 'nocomments' ? 60 : 40;
    expect(cuts(mysqlDump, bytes.subarray(0, bytes.length - tail), 20, 900)).toEqual(['cut']);
  });

  it('tells the error that the tool wrote into it', () => {
    const bytes = packed('mysql-dump/err.sql');
    expect(mysqlDump.recognises(bytes)).toBe(true);
    expect(standingOf(mysqlDump, bytes)).toEqual({
      is: 'broken',
      detail: expect.stringContaining(`mariadb-dump: Couldn't find table: "nosuch"`),
    });
    const late = `${packed('mysql-dump/plain.sql').toString('latin1')}mysqldump: Got error: 2013: Lost connection\n`;
    expect(standingOf(mysqlDump, Buffer.from(late, 'latin1')).is).toBe('broken');
  });

  it('accuses nothing where no end was promised: --compact, and what mysqldump 4.1 wrote', () => {
    expect(mysqlDump.recognises(packed('mysql-dump/compact.sql'))).toBe(false);
    const old = Buffer.from('-- MySQL dump 10.9\n--\n-- Host: localhost\n\nINSERT INTO `a` VALUES (1);\n');
    expect(standingOf(mysqlDump, old)).toEqual({ is: 'unknown' });
  });

  it('takes any byte of a row but NUL', () => {
    const [start = '', end = ''] = packed('mysql-dump/plain.sql').toString('latin1').split("'one'");
    const row = Buffer.from(seededBytes(1, 5000).filter((byte) => byte !== 0));
    const dump = Buffer.concat([Buffer.from(`${start}'`), row, Buffer.from(`'${end}`)]);
    expect(standingOf(mysqlDump, dump)).toEqual({ is: 'sound' });
    expect(standingOf(mysqlDump, patched(dump, start.length + 9, Buffer.alloc(1)))).toEqual({
      is: 'broken',
      detail: `a NUL at ${start.length + 9}, which mysqldump writes as \\0`,
    });
    refusesOthers(mysqlDump);
  });
});

describe('an archive of pg_dump', () => {
  it.each(['custom', 'piped'])('is proven by its zlib streams: %s', (name) => {
    const bytes = packed(`pg-custom/${name}.dump`);
    expect(pgCustom.recognises(bytes)).toBe(true);
    expect(standingOf(pgCustom, bytes)).toEqual({ is: 'proven' });
    expect(cuts(pgCustom, bytes, 80, 11)).toEqual(['cut']);
    expect(standingOf(pgCustom, flipped(bytes, bytes.length - 1200)).is).toBe('broken');
    for (const hole of HOLES)
      expect(standingOf(pgCustom, patched(bytes, bytes.length - 1200, hole)).is).toBe('broken');
    endures(pgCustom, bytes);
  });

  it.each(['raw.dump', 'toc.dat'])('is sound without: %s', (name) => {
    const bytes = packed(`pg-custom/${name}`);
    expect(standingOf(pgCustom, bytes)).toEqual({ is: 'sound' });
    expect(cuts(pgCustom, bytes, 80, 11)).toEqual(['cut']);
    endures(pgCustom, bytes);
    refusesOthers(pgCustom);
  });

  it('leaves a version alone that it does not know', () => {
    const bytes = packed('pg-custom/custom.dump');
    expect(standingOf(pgCustom, patched(bytes, 6, Buffer.from([17])))).toEqual({ is: 'unknown' });
  });
});

describe('a snapshot of Redis', () => {
  const on = packed('redis-rdb/on.rdb');

  it('is proven by its CRC-64, and sound where checksums were off', () => {
    expect(redisRdb.recognises(on)).toBe(true);
    expect(standingOf(redisRdb, on)).toEqual({ is: 'proven' });
    expect(standingOf(redisRdb, packed('redis-rdb/off.rdb'))).toEqual({ is: 'sound' });
    endures(redisRdb, on);
    refusesOthers(redisRdb);
  });

  it('is cut without its end and broken by a bit', () => {
    expect(cuts(redisRdb, on, 200, 9)).toEqual(['cut']);
    for (let at = 9; at < on.length - 10; at += 7)
      expect(standingOf(redisRdb, flipped(on, at)).is).toBe('broken');
  });

  it('may be the head of an append-only file, which then goes on', () => {
    const goesOn = (snapshot: Buffer): string => {
      const preamble = snapshot.toString('latin1').replace('aof-base\xc0\0', 'aof-preamble\xc0\x01');
      return standingOf(redisRdb, Buffer.from(`${preamble}*1\r\n$4\r\nPING\r\n`, 'latin1')).is;
    };
    expect(goesOn(packed('redis-rdb/off.rdb'))).toBe('sound');
    // The words of the head have changed, and its checksum has not.
    expect(goesOn(on)).toBe('broken');
  });
});

describe('an archive of mongodump', () => {
  const document = (body: string): Buffer => {
    const bytes = Buffer.from(`....${body}\0`, 'latin1');
    bytes.writeUInt32LE(bytes.length);
    return bytes;
  };
  const end = Buffer.from('ffffffff', 'hex');
  const magic = Buffer.from('6de29981', 'hex');
  const space = (eof: string): Buffer => document(`\x02db\0\x02\0\0\0d\0\x08EOF\0${eof}`);
  const archive = Buffer.concat([
    magic,
    document('\x10concurrent_collections\0\x04\0\0\0'),
    document('\x02db\0\x02\0\0\0d\0'),
    end,
    space('\0'),
    document('\x02a\0\x02\0\0\0x\0'.repeat(600)),
    document('\x02a\0\x02\0\0\0y\0'),
    end,
    space('\x01'),
    end,
  ]);

  it('is sound where its last block says that it is the last', () => {
    expect(mongoArchive.recognises(archive)).toBe(true);
    expect(standingOf(mongoArchive, archive)).toEqual({ is: 'sound' });
    expect(cuts(mongoArchive, archive, 200, 8)).toEqual(['cut']);
    expect(standingOf(mongoArchive, patched(archive, 400, seededBytes(1, 512))).is).toBe('sound');
    expect(standingOf(mongoArchive, patched(archive, archive.length - 60, seededBytes(1, 56))).is).toBe(
      'broken',
    );
    endures(mongoArchive, archive);
    refusesOthers(mongoArchive);
  });
});
