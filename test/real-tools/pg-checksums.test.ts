/** The checksums inside the files of a cluster, against pg_checksums, pg_controldata and the server itself. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scan } from '../../dist/index.js';
import { postgres } from '../../src/voucher/postgres/postgres.ts';
import { gather } from '../help/arbitrary.ts';
import { seededBytes } from '../help/bytes.ts';
import { isFinding, nameFinding } from '../help/program.ts';
import { fileIn, filesIn, largest, layoutOf, standing } from '../voucher/store-tree.ts';
import { hasPostgres, run, withServer } from './postgres-server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const PAGE = 8192;
const RELATION = /^base\/\d+\/\d{5,}$/;

/** `wal_recycle` leaves segments of old pages in pg_wal, as every server has them. */
const SCRIPT = `
  pg_ctl -D data -w stop -m fast >/dev/null
  pg_checksums --enable -D data >/dev/null
  pg_ctl -D data -w -l log start >/dev/null
  psql -qc 'create unlogged table u as select g, md5(g::text) m from generate_series(1, 3000) g'
  psql -qc 'create index on a(m)' -c 'create index on u using gist (point(g, g))' -c 'vacuum analyze'
  psql -qc 'create table big as select g, md5(g::text) m from generate_series(1, 200000) g'
  psql -qc 'select pg_switch_wal()' -c checkpoint -c 'select pg_switch_wal()' -c checkpoint
  pg_basebackup --no-sync -c fast -D backup -Fp -T "$PWD/space=$PWD/space-2"
  psql -qc 'update big set m = m where g % 50 = 0'
  cp -a data crash
  pg_ctl -D data -w stop -m fast >/dev/null
  cp -a data vacuumed
  pg_ctl -D vacuumed -w -l log start >/dev/null
  psql -qc 'vacuum (freeze) big'
  trap - EXIT
  pg_ctl -D vacuumed -w stop -m fast >/dev/null`;

let folder = '';
const at = (path: string): string => join(folder, path);

function damaged(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** How a file of a cluster is judged with other bytes, the rest of the cluster as it is. */
function judged(top: string, path: string, bytes: Buffer): ReturnType<typeof standing> {
  return standing(postgres, path, bytes, [262_144], fileIn(at(top), bytes.length));
}

/** What is done to a heap in the field, and what pg_checksums cannot know to be damage is not among it. */
const DAMAGE: readonly (readonly [name: string, change: (copy: Buffer) => void])[] = [
  ['a flipped bit', (copy) => copy.writeUInt8(copy.readUInt8(60_000) ^ 1, 60_000)],
  ['a sector of zeros', (copy) => copy.fill(0, 500_224, 500_736)],
  ['half a page of zeros', (copy) => copy.fill(0, 5 * PAGE + 4096, 6 * PAGE)],
  ['a page twice', (copy) => copy.copy(copy, 7 * PAGE, 6 * PAGE, 7 * PAGE)],
  [
    'two pages swapped',
    (copy) => {
      const third = Buffer.from(copy.subarray(3 * PAGE, 4 * PAGE));
      copy.copy(copy, 3 * PAGE, 4 * PAGE, 5 * PAGE);
      third.copy(copy, 4 * PAGE);
    },
  ],
  ['a checksum of zero', (copy) => copy.writeUInt16LE(0, 2 * PAGE + 8)],
  ['random bytes behind the header', (copy) => seededBytes(3, 4000).copy(copy, 9 * PAGE + 2000)],
];

describe.skipIf(!hasPostgres)('the checksums inside a cluster', () => {
  beforeAll(() => {
    folder = withServer('', SCRIPT);
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it('hold in a cluster that was stopped, in a backup and in a copy of a running server', async () => {
    expect(run('pg_checksums', ['--check', '-D', at('data')]).code).toBe(0);
    for (const top of ['data', 'backup', 'crash']) {
      const events = await gather(scan(at(top)));
      expect({ top, found: events.filter(isFinding).map(nameFinding) }).toEqual({ top, found: [] });
      const proven = filesIn(at(top)).filter(
        (path) => judged(top, path, readFileSync(at(`${top}/${path}`))).is === 'proven',
      );
      expect(proven.filter((path) => /^(?:base|global)\//.test(path)).length).toBeGreaterThan(500);
    }
  });

  it.each(DAMAGE)('show %s, as for pg_checksums', (_, change) => {
    const [path, bytes] = largest(at('data'), RELATION);
    const bad = damaged(bytes, change);
    expect(judged('data', path, bytes)).toEqual({ is: 'proven' });
    expect(judged('data', path, bad)).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/page \d+ at \d+: checksum wanted [0-9a-f]{4}, found [0-9a-f]{4}/),
    });
    writeFileSync(at(`data/${path}`), bad);
    const control = run('pg_checksums', ['--check', '-D', at('data')]);
    writeFileSync(at(`data/${path}`), bytes);
    expect(control.code).toBe(1);
  });

  it('are those of the segment, fork and place of a page', () => {
    const [path, bytes] = largest(at('data'), RELATION);
    expect(judged('data', `${path}.1`, bytes)).toMatchObject({ is: 'broken' });
    // pg_control says 131072 pages for a segment, so the first page of the second has that number.
    for (const fork of ['_fsm', '_vm']) {
      const [map, pages] = largest(at('data'), new RegExp(`^base/\\d+/\\d+${fork}$`));
      expect(judged('data', map, pages)).toEqual({ is: 'proven' });
      const bad = damaged(pages, (copy) => copy.writeUInt8(copy.readUInt8(4000) ^ 1, 4000));
      expect(judged('data', map, bad)).toMatchObject({ is: 'broken', severity: 'warning' });
    }
  });

  it('have no part in pages of zeros, which are new unless the visibility map says that they have rows', () => {
    const [path, bytes] = largest(at('data'), RELATION);
    const longer = Buffer.concat([bytes, Buffer.alloc(5_000_000 - (5_000_000 % PAGE))]);
    expect(judged('data', path, longer)).toEqual({ is: 'proven' });
    // The vacuum came before the table was made, so the map was empty then.
    const [table = ''] = filesIn(at('vacuumed')).filter((each) => each === path);
    const rows = readFileSync(at(`vacuumed/${table}`));
    expect(judged('vacuumed', table, rows)).toEqual({ is: 'proven' });
    const half = damaged(rows, (copy) => copy.fill(0, PAGE * Math.floor(copy.length / PAGE / 2)));
    expect(judged('vacuumed', table, half)).toEqual({ is: 'broken', detail: expect.any(String) });
    expect(
      judged(
        'vacuumed',
        table,
        damaged(rows, (copy) => copy.fill(0, 0, PAGE)),
      ).is,
    ).toBe('broken');
    // In a backup the map may have been copied later than the table.
    const file = fileIn(at('vacuumed'), half.length);
    const read = (name: string, length?: number): Buffer | undefined =>
      fileIn(at(name.endsWith('_vm') ? 'vacuumed' : 'backup'), 0).read(name, length);
    expect(standing(postgres, table, half, [262_144], { ...file, read })).not.toHaveProperty('detail');
    // No map reaches pages after the end of the table.
    expect(judged('vacuumed', table, Buffer.concat([rows, Buffer.alloc(20 * PAGE)]))).toEqual({
      is: 'proven',
    });
  });

  it('are errors in a backup, but for pages that recovery writes anew', () => {
    const [path, bytes] = largest(at('backup'), RELATION);
    const old = damaged(bytes, (copy) => copy.fill(0, 4 * PAGE + 4096, 5 * PAGE));
    expect(judged('backup', path, old)).toEqual({ is: 'broken', detail: expect.any(String) });
    const newer = damaged(old, (copy) => copy.writeUInt32LE(7, 4 * PAGE));
    expect(judged('backup', path, newer)).toEqual({ is: 'paged' });
    expect(judged('data', path, newer)).toMatchObject({ is: 'broken' });
  });

  it('are warnings in a copy of a running server, but for pages changed after the checkpoint', () => {
    const [path, bytes] = largest(at('crash'), RELATION);
    const torn = damaged(bytes, (copy) => copy.fill(0, 4 * PAGE + 4096, 5 * PAGE));
    const isChanged = bytes.readUInt32LE(4 * PAGE + 4) > 0;
    expect(isChanged).toBe(true);
    const old = damaged(torn, (copy) => copy.fill(0, 4 * PAGE, 4 * PAGE + 8));
    expect(judged('crash', path, old)).toMatchObject({ is: 'broken', severity: 'warning' });
    const newer = damaged(torn, (copy) => copy.writeUInt32LE(7, 4 * PAGE));
    expect(judged('crash', path, newer)).toEqual({ is: 'paged' });
  });

  it('do not matter in unlogged tables, which recovery empties', () => {
    const [init] = filesIn(at('crash')).filter((path) => path.endsWith('_init'));
    const path = init?.slice(0, -'_init'.length) ?? '';
    const bytes = readFileSync(at(`data/${path}`));
    const bad = damaged(bytes, (copy) => copy.writeUInt8(copy.readUInt8(4000) ^ 1, 4000));
    expect(judged('crash', path, bad)).toEqual({ is: 'paged' });
    expect(judged('crash', path, Buffer.alloc(PAGE, 1))).toEqual({ is: 'paged' });
    expect(judged('data', path, bad)).toMatchObject({ is: 'broken' });
  });

  it('are not asked for where the cluster has none', () => {
    const [path, bytes] = largest(at('data'), RELATION);
    const control = readFileSync(at('data/global/pg_control'));
    const without = damaged(control, (copy) => copy.writeUInt32LE(0, checksumVersionAt(copy)));
    const bad = damaged(bytes, (copy) => copy.writeUInt8(copy.readUInt8(60_000) ^ 1, 60_000));
    const file = { ...fileIn(at('data'), bad.length), read: () => without };
    expect(standing(postgres, path, bad, [262_144], file)).toEqual({ is: 'paged' });
  });

  it('hold in the maps of files', () => {
    for (const path of ['global/pg_filenode.map', 'base/1/pg_filenode.map']) {
      const bytes = readFileSync(at(`data/${path}`));
      expect(judged('data', path, bytes)).toEqual({ is: 'proven' });
      for (const place of [0, 4, 9, 300, 505])
        expect(
          judged(
            'data',
            path,
            damaged(bytes, (copy) => copy.writeUInt8(copy.readUInt8(place) ^ 1, place)),
          ).is,
        ).toBe('broken');
      expect(judged('data', path, Buffer.alloc(512)).is).toBe('broken');
      expect(judged('data', path, bytes.subarray(0, 200)).is).toBe('cut');
      expect(judged('data', path, Buffer.alloc(0)).is).toBe('cut');
    }
  });

  it('are joined by the version of the server and the status of transactions', () => {
    const transactions = readFileSync(at('data/pg_xact/0000'));
    expect(judged('data', 'pg_xact/0000', transactions)).toEqual({ is: 'paged' });
    expect(judged('data', 'pg_xact/0000', Buffer.alloc(0))).toEqual({
      is: 'cut',
      detail: expect.any(String),
    });
    expect(judged('crash', 'pg_xact/0000', Buffer.alloc(0))).toEqual({
      is: 'cut',
      detail: expect.any(String),
    });
    expect(judged('data', 'pg_xact/0000', transactions.subarray(0, 5000)).is).toBe('cut');
    expect(judged('data', 'pg_xact/0000', Buffer.alloc(PAGE)).is).toBe('broken');
    // A segment that a server has just begun, and others that it has not yet written.
    expect(judged('crash', 'pg_xact/0001', Buffer.alloc(PAGE))).toEqual({ is: 'paged' });
    expect(judged('crash', 'pg_xact/0001', Buffer.alloc(0))).toMatchObject({
      is: 'cut',
      severity: 'warning',
    });
    expect(judged('data', 'pg_subtrans/0000', Buffer.alloc(0))).toEqual({ is: 'paged' });
    for (const path of ['PG_VERSION', 'base/1/PG_VERSION']) {
      expect(judged('data', path, Buffer.alloc(0)).is).toBe('cut');
      expect(judged('data', path, Buffer.from('\0\0\0')).is).toBe('broken');
      for (const version of ['9.6\n', '15\n', '18\n'])
        expect(judged('data', path, Buffer.from(version)).is).toBe('sound');
    }
  });
});

/** Where pg_control has the version of the checksums: 44 bytes after the format of floating-point numbers. */
function checksumVersionAt(control: Buffer): number {
  const float = Buffer.alloc(8);
  float.writeDoubleLE(1_234_567);
  return control.indexOf(float) + 44;
}

const archive = layoutOf(postgres, 2);

describe.skipIf(!hasPostgres)('the segments of a write-ahead log', () => {
  let log = '';
  beforeAll(() => {
    folder = withServer(
      `archive_mode=on\narchive_command='cp %p $PWD/wal/%f'`,
      `mkdir wal
      for i in 1 2 3 4; do
        psql -qc "create table big$i as select g, md5(g::text) m from generate_series(1, 60000) g" -c 'select pg_switch_wal()'
      done
      # A segment that is still being archived changes its status file, which cp would miss.
      for i in $(seq 150); do
        ls data/pg_wal/archive_status/*.ready >/dev/null 2>&1 || { test -e wal/000000010000000000000004 && break; }
        sleep 0.2
      done
      cp -a data crash`,
    );
    log = at('wal');
  });
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  const names = (): string[] =>
    readdirSync(log)
      .filter((name) => /^[0-9A-F]{24}$/.test(name))
      .toSorted();
  const segment = (which: number): [name: string, bytes: Buffer] => {
    const name = names()[which] ?? '';
    return [name, readFileSync(join(log, name))];
  };
  const judgedIn = (name: string, bytes: Buffer, top = log): ReturnType<typeof standing> =>
    standing(archive, name, bytes, [262_144], fileIn(top, bytes.length));

  it('hold in an archive and in a server, and each follows the one before', async () => {
    expect(names().length).toBeGreaterThan(3);
    for (const top of ['wal', 'crash', 'crash/pg_wal'])
      expect({ top, found: (await gather(scan(at(top)))).filter(isFinding).map(nameFinding) }).toEqual({
        top,
        found: [],
      });
    for (const name of names())
      expect(['proven', 'sound']).toContain(judgedIn(name, readFileSync(join(log, name))).is);
  });

  it('are broken by a record whose CRC-32C does not match, as for pg_waldump', () => {
    const [name, bytes] = segment(1);
    for (const place of [100, 9000, 200_001, 1_000_000]) {
      const bad = damaged(bytes, (copy) => copy.writeUInt8(copy.readUInt8(place) ^ 1, place));
      expect({ place, is: judgedIn(name, bad).is }).toEqual({ place, is: 'broken' });
      const other = at(`flip-${place}`);
      cpSync(log, other, { recursive: true });
      writeFileSync(join(other, name), bad);
      expect(run('pg_waldump', ['-q', join(other, name)]).code).toBe(1);
    }
    for (const hole of [8192, 100_000]) {
      const bad = damaged(bytes, (copy) => copy.fill(0, 81_920, 81_920 + hole));
      expect(judgedIn(name, bad)).toEqual({ is: 'broken', detail: expect.any(String) });
    }
  });

  it('are broken by a name or a length that is not theirs', () => {
    const [name, bytes] = segment(1);
    const [next, other] = segment(2);
    expect(judgedIn(name, Buffer.alloc(0)).is).toBe('cut');
    expect(judgedIn(name, bytes.subarray(0, 5_000_000)).is).toBe('cut');
    expect(judgedIn(name, Buffer.concat([bytes, bytes.subarray(0, 8192)])).is).toBe('broken');
    expect(judgedIn(name, other).is).toBe('broken');
    expect(judgedIn(next, bytes).is).toBe('broken');
    expect(judgedIn(name, Buffer.alloc(bytes.length)).is).toBe('broken');
    const half = damaged(bytes, (copy) => copy.fill(0, 1_000_000));
    expect(judgedIn(name, half).is).toBe('broken');
  });

  it('may be unfinished, or filled with old pages, at the end of the log', () => {
    const [name, bytes] = segment(-1 + names().length);
    const half = damaged(bytes, (copy) => copy.fill(0, 500_224));
    expect(judgedIn(name, half)).toEqual({ is: 'sound' });
    const following =
      name.slice(0, 16) +
      (Number.parseInt(name.slice(16), 16) + 1).toString(16).toUpperCase().padStart(8, '0');
    expect(judgedIn(following, bytes)).toEqual({ is: 'sound' });
    expect(judgedIn(following, Buffer.alloc(bytes.length))).toEqual({ is: 'sound' });
  });

  it('are missed where the numbers have a gap', async () => {
    const gap = at('gap');
    cpSync(log, gap, { recursive: true });
    const [name] = segment(1);
    const [next, bytes] = segment(2);
    rmSync(join(gap, name));
    expect(judgedIn(next, bytes, gap)).toMatchObject({
      is: 'broken',
      severity: 'warning',
      detail: expect.stringContaining(`${segment(0)[0]} and ${next}`),
    });
    const found = (await gather(scan(gap))).filter(isFinding).map(nameFinding);
    expect(found).toEqual([`broken-structure ${next}`]);
    // The oldest ones are removed by whoever prunes an archive.
    rmSync(join(gap, segment(0)[0]));
    expect((await gather(scan(gap))).filter(isFinding)).toEqual([]);
    expect(existsSync(join(gap, next))).toBe(true);
  });
});
