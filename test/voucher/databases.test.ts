import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelDb } from '../../src/voucher/leveldb/leveldb.ts';
import { mariadb } from '../../src/voucher/mariadb/mariadb.ts';
import { postgres } from '../../src/voucher/postgres/postgres.ts';
import { redis } from '../../src/voucher/redis/redis.ts';
import { storeAt } from '../../src/voucher/vouchers.ts';
import { seededBytes } from '../help/bytes.ts';
import { needs, takes } from '../help/tools.ts';
import { census, cuts, endures, flips, largest, layoutOf, listing, standing, treeOf } from './store-tree.ts';

describe.skipIf(!needs('initdb', 'setpriv'))('PostgreSQL', () => {
  const asOther =
    'if [ $(id -u) = 0 ]; then chown postgres .; p="setpriv --reuid postgres --regid postgres --clear-groups"; fi';
  const top = `${treeOf(`${asOther}; $p initdb -D data -A trust -N`)}/data`;

  it('is pages but for its control file and its texts', () => {
    const counts = census(postgres, top);
    // pg_control, and the maps of files of the whole and of three databases.
    expect(counts['proven']).toBe(5);
    expect(counts['paged']).toBeGreaterThan(500);
    for (const path of ['pg_xact/0000', 'base/1/1259', 'pg_wal/000000010000000000000001', 'global/1262'])
      expect(standing(postgres, path, Buffer.alloc(8192))).toEqual({ is: 'paged' });
    for (const path of ['postgresql.conf', 'log/postgresql.log', 'x.sql'])
      expect(standing(postgres, path, Buffer.alloc(1))).toEqual({ is: 'file' });
  });

  it('has a control file that holds by its CRC-32C', () => {
    const path = 'global/pg_control';
    const bytes = readFileSync(`${top}/${path}`);
    for (let at = 0; at < 280; at++) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      expect({ at, is: standing(postgres, path, copy).is }).toEqual({ at, is: 'broken' });
    }
    expect(cuts(postgres, path, bytes)).toEqual(['cut']);
    expect(standing(postgres, path, Buffer.alloc(8192)).is).toBe('broken');
    const older = Buffer.from(bytes);
    older.writeUInt32LE(942, 8);
    expect(standing(postgres, path, older)).toEqual({ is: 'unknown' });
    const foreign = Buffer.from(bytes).subarray(0, 296).swap32();
    expect(standing(postgres, path, Buffer.concat([foreign, Buffer.alloc(8192 - 296)])).is).not.toBe(
      'proven',
    );
    endures(postgres, path, bytes);
  });

  it('has relations of pages with a header, or of zeros', () => {
    const [path, bytes] = largest(top, /^base\/\d+\/\d+$/);
    expect(bytes.length).toBeGreaterThan(500_000);
    const copy = (change: (all: Buffer) => void): Buffer => {
      const all = Buffer.from(bytes);
      change(all);
      return all;
    };
    expect(
      standing(
        postgres,
        path,
        copy((all) => all.fill(0, 0, 65_536)),
      ),
    ).toEqual({ is: 'paged' });
    for (const start of [0, 65_536]) {
      expect(
        standing(
          postgres,
          path,
          copy((all) => all.fill(0xff, start, start + 8192)),
        ),
      ).toEqual({
        is: 'broken',
        detail: expect.stringContaining(`not a valid page at ${start}: no PostgreSQL page header: ffff`),
      });
      expect(
        standing(
          postgres,
          path,
          copy((all) => seededBytes(1, 8192).copy(all, start)),
        ),
      ).toMatchObject({
        is: 'broken',
        severity: 'warning',
      });
    }
    const other = Buffer.concat([Buffer.from('rows and rows, without a header'.repeat(300)), bytes]);
    expect(standing(postgres, path, other)).toMatchObject({ is: 'broken', severity: 'warning' });
    expect(standing(postgres, path, Buffer.concat([bytes, other]))).not.toHaveProperty('severity');
    expect(standing(postgres, path, bytes.subarray(0, -1))).toMatchObject({ is: 'cut', severity: 'warning' });
    expect(standing(postgres, path, Buffer.alloc(1_048_576))).toEqual({ is: 'paged' });
    expect(standing(postgres, path, Buffer.alloc(2_097_152))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    expect(standing(postgres, `${path}_vm`, Buffer.alloc(2_097_152))).toEqual({ is: 'paged' });
    expect(standing(postgres, 'pg_xact/0000', Buffer.alloc(8192, 0x55))).toEqual({ is: 'paged' });
    const bigEndian = Buffer.alloc(8192, 7);
    bigEndian.writeUInt16BE(0x4004, 18);
    expect(standing(postgres, path, bigEndian)).toEqual({ is: 'paged' });
    endures(postgres, path, bytes, 30);
  });

  it('has tablespaces', () => {
    const pgTablespace = layoutOf(postgres, 1);
    expect(storeAt(new Set(['PG_15_202209061/']))?.layout).toBe(pgTablespace);
    expect(standing(pgTablespace, 'PG_15_202209061/5/16385', Buffer.alloc(8192))).toEqual({ is: 'paged' });
    expect(standing(pgTablespace, 'PG_15_202209061/5/PG_VERSION', Buffer.from('15\n'))).toEqual({
      is: 'sound',
    });
    expect(standing(pgTablespace, 'other/16385', Buffer.alloc(8192))).toEqual({ is: 'file' });
  });
});

describe.skipIf(!needs('mariadb-install-db'))('MariaDB', () => {
  it('is pages and logs', () => {
    const script =
      'mariadb-install-db --no-defaults --datadir=$PWD/data --auth-root-authentication-method=normal --skip-test-db; chown -R $(id -u) data';
    const top = `${treeOf(script)}/data`;
    const counts = census(mariadb, top);
    expect(counts['paged']).toBeGreaterThan(100);
    for (const form of [/^ibdata1$/, /\.ibd$/]) {
      const [path, bytes] = largest(top, form);
      const begin = bytes.subarray(0, 65_536);
      expect(standing(mariadb, path, begin)).toEqual({ is: 'paged' });
      for (const hole of [Buffer.alloc(4096), Buffer.alloc(4096, 0xff), seededBytes(1, 4096)])
        expect(standing(mariadb, path, Buffer.concat([hole, begin.subarray(4096)])).is).toBe('broken');
      expect(standing(mariadb, path, begin.subarray(0, 40)).is).toBe('cut');
      endures(mariadb, path, begin, 20);
    }
    for (const path of ['ibdata2', 'ib_logfile0', 'mysql/user.MAI', 'undo001', '#innodb_redo/#ib_redo7'])
      expect(standing(mariadb, path, Buffer.alloc(1))).toEqual({ is: 'paged' });
    expect(standing(mariadb, 'mysql-bin.000012', Buffer.alloc(1))).toEqual({ is: 'opaque' });
    for (const path of ['ib_buffer_pool', 'my.cnf', 'dump.sql', 'shop/db.opt'])
      expect(standing(mariadb, path, Buffer.alloc(1))).toEqual({ is: 'file' });
  });
});

describe.skipIf(!needs('redis-server', 'redis-cli'))('Redis', () => {
  const script = `redis-server --port 0 --unixsocket $PWD/s --appendonly yes --daemonize yes --dir $PWD --logfile $PWD/log > out
    for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; redis-cli -s s ping && break; done
    for i in 1 2 3 4 5; do redis-cli -s s -x set k$i < value; done; redis-cli -s s config set aof-timestamp-enabled yes
    redis-cli -s s set q 1; redis-cli -s s shutdown || true`;
  const top = `${treeOf(script, { value: seededBytes(1, 3000) })}/appendonlydir`;

  it('has commands that follow each other', () => {
    const counts = census(redis, top);
    expect(counts).toEqual({ file: 2, sound: 1 });
    const [path, bytes] = largest(top, /incr\.aof$/);
    expect(bytes.includes('#TS:')).toBe(true);
    const ends = [...commandEnds(bytes), 0];
    for (let at = 0; at < bytes.length; at += 7) {
      const found = standing(redis, path, bytes.subarray(0, at));
      expect({ at, is: found.is }).toEqual({ at, is: ends.includes(at) ? 'sound' : 'cut' });
      if (found.is === 'cut')
        expect(found).toMatchObject({
          severity: 'warning',
          detail: expect.stringMatching(`^ends at ${at}, `),
        });
    }
    for (const at of [0, 1, 4, 6, bytes.indexOf('\r\n*') + 2]) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 0x40, at);
      expect(standing(redis, path, copy)).toHaveProperty('detail', expect.stringMatching(/\d/));
    }
    for (const hole of [Buffer.alloc(4000), seededBytes(2, 4000)]) {
      const copy = Buffer.from(bytes);
      hole.copy(copy, 2000);
      expect(standing(redis, path, copy).is).toBe('broken');
    }
    expect(standing(redis, path, Buffer.alloc(5000)).is).toBe('broken');
    endures(redis, path, bytes);
  });

  it('ends, whatever a note says', () => {
    for (const text of [
      '#',
      '#TS:1',
      '#TS:1\r',
      `#${'x'.repeat(5000)}`,
      '*1',
      '*1\r\n',
      '*1\r\n$',
      '*99999999999\r\n',
    ])
      expect(['broken', 'cut']).toContain(standing(redis, 'appendonly.aof.1.incr.aof', Buffer.from(text)).is);
    expect(standing(redis, 'a.incr.aof', Buffer.from('#TS:1\r\n*0\r\n'))).toEqual({ is: 'sound' });
  });
});

describe.skipIf(!takes('env', '/usr/bin/python3', '-c', 'import plyvel'))('LevelDB', () => {
  const script = `/usr/bin/python3 -c "
import plyvel, hashlib
db = plyvel.DB('db', create_if_missing=True)
for i in range(3000): db.put(b'k%08d' % i, hashlib.sha512(b'%d' % i).digest())
db.compact_range()
for i in range(900): db.put(b'z%08d' % i, hashlib.sha512(b'%d' % i).digest())
db.close()"`;
  const top = `${treeOf(script)}/db`;

  it('has logs of records that hold, and tables with a footer', () => {
    const counts = census(levelDb, top);
    expect(counts).toMatchObject({ proven: 2, sound: 1 });
    const [path, bytes] = largest(top, /\.log$/);
    expect(bytes.length).toBeGreaterThan(65_536);
    expect(flips(levelDb, path, bytes, 100)).toEqual(['broken']);
    // A cut between two records leaves a log that is whole.
    const words = cuts(levelDb, path, bytes.subarray(0, -1));
    expect(words).toContain('cut (warning)');
    expect(words.filter((word) => !/^(?:cut \(warning\)|sound|proven)$/.test(word))).toEqual([]);
    for (const hole of [Buffer.alloc(20_000), seededBytes(2, 20_000)]) {
      const copy = Buffer.from(bytes);
      hole.copy(copy, 10_003);
      expect(standing(levelDb, path, copy).is).toBe('broken');
    }
    endures(levelDb, path, bytes);
    const [manifest, records] = largest(top, /^MANIFEST/);
    expect(flips(levelDb, manifest, records, 50)).not.toContain('proven');
    const [table, content] = largest(top, /\.ldb$/);
    expect(cuts(levelDb, table, content)).toEqual(['cut']);
    expect(standing(levelDb, table, Buffer.alloc(5000)).is).toBe('cut');
    endures(levelDb, table, content, 20);
  });
});

describe.skipIf(!needs('ldb'))('RocksDB', () => {
  it('has logs of records that hold, and tables with a footer', () => {
    const script = 'for i in 1 2 3; do ldb --db=db --create_if_missing put k$i value$i; done';
    const top = `${treeOf(script)}/db`;
    const counts = census(levelDb, top);
    expect(counts['proven']).toBe(2);
    expect(counts['sound']).toBeGreaterThanOrEqual(1);
    const [path, bytes] = largest(top, /^MANIFEST/);
    expect(flips(levelDb, path, bytes, 60)).toContain('broken');
    const [table, content] = largest(top, /\.sst$/);
    expect(standing(levelDb, table, content.subarray(0, 40)).is).toBe('cut');
    expect(standing(levelDb, table, seededBytes(1, 5000))).toEqual({ is: 'unknown' });
    endures(levelDb, path, bytes);
    expect(listing(top).has('CURRENT')).toBe(true);
  });
});

/** Where a command or a note ends. */
function commandEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.toString('latin1', at, bytes.indexOf('\r\n', at));
    at += line.length + 2;
    if (line.startsWith('*'))
      for (let i = 0; i < Number(line.slice(1)); i++) {
        const size = bytes.toString('latin1', at, bytes.indexOf('\r\n', at));
        at += size.length + 2 + Number(size.slice(1)) + 2;
      }
    ends.push(at);
  }
  return ends;
}
