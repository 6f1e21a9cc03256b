import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { StructureVerdict } from '../../src/model/content.ts';
import { pgBackup } from '../../src/voucher/pg-backup/pg-backup.ts';
import { chunks } from '../hash/stream.ts';
import { seededBytes } from '../help/bytes.ts';
import { mutate } from '../help/mutate.ts';
import { type PgSaid, pgManifest, range, segment } from './pg.ts';
import { layoutOf } from './store-tree.ts';

type Files = Readonly<Record<string, Uint8Array>>;

const scratch = mkdtempSync(join(tmpdir(), 'restorable-pg-tar-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;

/** A tar as pg_basebackup writes it: ustar, names without a leading './'. */
function tarOf(files: Files): Buffer {
  const folder = join(scratch, `tree-${made++}`);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const args = ['--format=ustar', '-b', '1', '-C', folder, '-cf', `${folder}.tar`];
  execFileSync('tar', [...args, ...Object.keys(files)]);
  return readFileSync(`${folder}.tar`);
}

const BASE = {
  backup_label: Buffer.from('START WAL LOCATION\n'),
  PG_VERSION: Buffer.from('15\n'),
  'base/1/1259': seededBytes(1, 20_000),
  'base/1/1260': Buffer.alloc(0),
  'postgresql.auto.conf': Buffer.from('# as it was\n'),
};
const SPACE = { 'PG_15_202209061/5/16390': seededBytes(2, 3000) };
const WAL = '000000010000000000000002';
const RANGES = range('0/2000028', '0/2000100');
const SAID: PgSaid = { algorithm: 'SHA256', ranges: range('0/200028', '0/200100') };
const FILES: Files = { ...BASE, 'pg_tblspc/16384/PG_15_202209061/5/16390': SPACE['PG_15_202209061/5/16390'] };
const MANIFEST = pgManifest(FILES, SAID);
const TAR = tarOf(BASE);

/** How a tar stands beside a manifest and other names. */
function hold(
  path: string,
  bytes: Uint8Array,
  {
    manifest = MANIFEST,
    names = ['pg_wal.tar'],
    sizes = [65_536],
  }: { manifest?: Buffer; names?: string[]; sizes?: readonly number[] } = {},
): StructureVerdict {
  const taken = layoutOf(pgBackup).handle(path, {
    size: bytes.length,
    read: (name) => (name === 'backup_manifest' ? manifest : undefined),
    names: () => new Set(['backup_manifest', path, ...names]),
  });
  if (taken?.is !== 'check') throw new Error(`${path} is not taken`);
  expect(taken.vouched).toBe(true);
  const probe = taken.begin();
  for (const chunk of chunks(bytes, sizes)) probe.update(chunk);
  return probe.end();
}

const turned = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at);
  return copy;
};

describe('a tar of pg_basebackup', () => {
  it.each(['CRC32C', 'SHA224', 'SHA256', 'SHA384', 'SHA512', undefined] as const)(
    'is proven by its manifest: %s',
    (algorithm) => {
      const manifest = pgManifest(FILES, algorithm === undefined ? {} : { algorithm });
      expect(hold('base.tar', TAR, { manifest })).toEqual({ is: 'proven' });
      expect(hold('16384.tar', tarOf(SPACE), { manifest })).toEqual({ is: 'proven' });
      expect(hold('base.tar.gz', gzipSync(TAR), { manifest })).toEqual({ is: 'proven' });
    },
  );

  it('is proven by CRC-32C of either byte order', () => {
    const manifest = pgManifest(FILES, { algorithm: 'CRC32C', isBig: true });
    expect(hold('base.tar', TAR, { manifest })).toEqual({ is: 'proven' });
  });

  it('is not where one byte of a member is another, which it names', () => {
    const start = TAR.indexOf(seededBytes(1, 64));
    for (let i = 0; i < 40; i++) {
      const bytes = turned(TAR, start + i * 499);
      const detail: unknown = expect.stringMatching(/^1 member does not hold: base\/1\/1259: sha256:/);
      expect(hold('base.tar', bytes)).toEqual({ is: 'broken', detail });
      expect(hold('base.tar.gz', gzipSync(bytes))).toEqual({
        is: 'broken',
        detail: expect.stringContaining('base/1/1259') as unknown,
      });
    }
  });

  it('names what is missing, and what is not in the manifest', () => {
    const { PG_VERSION: _, 'base/1/1260': __, ...less } = BASE;
    expect(hold('base.tar', tarOf(less))).toEqual({
      is: 'broken',
      detail: '2 members are missing: PG_VERSION, base/1/1260',
    });
    expect(hold('base.tar', tarOf({ ...BASE, 'base/1/evil': Buffer.from('x') }))).toEqual({
      is: 'broken',
      severity: 'warning',
      detail: '1 member is not in the manifest: base/1/evil',
    });
    expect(hold('16384.tar', tarOf(BASE))).toMatchObject({ is: 'broken' });
    expect(hold('99.tar', tarOf(SPACE))).toMatchObject({ is: 'broken', severity: 'warning' });
  });

  it('names a member of another size, and ten of many', () => {
    expect(hold('base.tar', tarOf({ ...BASE, PG_VERSION: Buffer.from('15') }))).toEqual({
      is: 'broken',
      detail: '1 member does not hold: PG_VERSION: 3 bytes wanted, 2 found',
    });
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`base/1/${i}`, Buffer.from(`${i}`)]),
    );
    const found = hold('base.tar', tarOf(BASE), { manifest: pgManifest({ ...FILES, ...many }, SAID) });
    expect(found).toEqual({
      is: 'broken',
      detail: expect.stringMatching(/^30 members are missing: .*, and 20 more$/) as unknown,
    });
  });

  it('may hold other settings than were backed up, and a signal', () => {
    const more = {
      ...BASE,
      'postgresql.auto.conf': Buffer.from('changed'),
      'standby.signal': Buffer.alloc(0),
    };
    expect(hold('base.tar', tarOf(more))).toEqual({ is: 'proven' });
  });

  it('is cut where it ends early, at any byte before its end', () => {
    for (let i = 0; i < 40; i++) {
      const end = Math.floor((i * (TAR.length - 1024)) / 40);
      expect(hold('base.tar', TAR.subarray(0, end))).toMatchObject({ detail: expect.anything() as unknown });
    }
  });

  it('is not proven where gzip would not unpack it', () => {
    const packed = gzipSync(TAR);
    for (const at of [0, 1, 2])
      expect(hold('base.tar.gz', turned(packed, at), { sizes: [2, 65_536] })).toMatchObject({ is: 'broken' });
    expect(hold('base.tar.gz', packed.subarray(0, 2))).not.toMatchObject({ is: 'proven' });
    expect(hold('base.tar.gz', packed, { sizes: [1, 2, 65_536] })).toEqual({ is: 'proven' });
  });

  it('is never proven by a manifest that does not hold, or where it cannot be unpacked', () => {
    expect(hold('base.tar', TAR, { manifest: turned(MANIFEST, 300) })).toEqual({ is: 'sound' });
    expect(hold('base.tar.gz', gzipSync(TAR), { manifest: turned(MANIFEST, 300) })).toEqual({ is: 'sound' });
    expect(hold('base.tar.gz', TAR)).not.toMatchObject({ is: 'proven' });
    expect(hold('base.tar.gz', Buffer.concat([gzipSync(TAR), Buffer.from('trailing')]))).toMatchObject({
      is: 'broken',
      severity: 'warning',
    });
    const subject = { size: 1, read: () => MANIFEST, names: () => new Set<string>() };
    for (const name of ['base.tar.xz', 'base.tar.bz2', 'base.tar.old', 'other.tar', 'sub/base.tar'])
      expect(layoutOf(pgBackup).handle(name, subject)).toBeUndefined();
  });

  it('has the log that a restore needs, in its own tar or in that of the base', () => {
    const small = '000000010000000000000002';
    expect(hold('pg_wal.tar', tarOf({ [small]: segment() }))).toEqual({ is: 'proven' });
    expect(hold('pg_wal.tar', tarOf({ [WAL]: segment(2 ** 21) }))).toMatchObject({ is: 'broken' });
    expect(
      hold('pg_wal.tar', tarOf({ [small]: segment(), '000000010000000000000003': segment().subarray(1) })),
    ).toEqual({ is: 'proven' });
    expect(hold('pg_wal.tar', tarOf({ [small]: segment().subarray(0, -1) }))).toEqual({
      is: 'broken',
      detail: `1 member does not hold: ${small}: 1048576 bytes wanted, 1048575 found`,
    });
    expect(hold('pg_wal.tar', tarOf({ '000000010000000000000009': segment() }))).toEqual({
      is: 'broken',
      detail: `1 member is missing: ${small}`,
    });
    const fetched = { names: [] };
    expect(hold('base.tar', tarOf({ ...BASE, [`pg_wal/${small}`]: segment() }), fetched)).toEqual({
      is: 'proven',
    });
    expect(hold('base.tar', TAR, fetched)).toEqual({
      is: 'broken',
      severity: 'warning',
      detail: 'no write-ahead log is in it: a restore needs 000000010000000000000000 from an archive',
    });
    expect(
      hold('base.tar', TAR, { names: [], manifest: pgManifest(FILES, { ...SAID, ranges: RANGES }) }),
    ).toMatchObject({ severity: 'warning' });
  });

  it('gives one verdict however it is cut into chunks, and endures any bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.integer({ min: 100, max: 70_000 }), { minLength: 1, maxLength: 5 }),
        (seed, sizes) => {
          const bytes = mutate(TAR, seed);
          expect(hold('base.tar', bytes, { sizes })).toEqual(hold('base.tar', bytes));
        },
      ),
      { numRuns: 150, seed: 7 },
    );
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        hold('base.tar.gz', mutate(gzipSync(TAR), seed));
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(hold('base.tar', TAR, { sizes: [1, 3] })).toEqual({ is: 'proven' });
  });
});
