import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BytePath } from '../../src/model/path.ts';
import type { VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { parsePgManifest } from '../../src/voucher/pg-backup/manifest.ts';
import { pgBackup } from '../../src/voucher/pg-backup/pg-backup.ts';
import { makeFolder } from '../help/folder.ts';
import { mutate } from '../help/mutate.ts';
import { listOf } from '../help/opened.ts';
import { type PgSaid, pgManifest, range, segment, signed } from './pg.ts';

const folder = makeFolder();
let made = 0;

const text = (content: string): Uint8Array => Buffer.from(content);
const FILES = {
  PG_VERSION: text('15\n'),
  'base/1/1259': text('a relation'),
  'base/1/caf\xe9': text('a name that is no text'),
  'global/pg_control': Buffer.from('0123456789abcdef', 'hex'),
  'postgresql.auto.conf': text('# as it was'),
};

/** A data directory with its manifest; `more` lies there too. */
function cluster(said: PgSaid = {}, more: Readonly<Record<BytePath, Uint8Array>> = {}): BytePath {
  const top = `cluster-${made++}`;
  for (const [path, bytes] of Object.entries({ ...FILES, backup_manifest: pgManifest(FILES, said), ...more }))
    folder.write(`${top}/${path}`, bytes);
  return top;
}

async function open(top: BytePath): Promise<VoucherContents> {
  const vouching = await listOf(pgBackup).open({ root: folder.path, path: `${top}/backup_manifest` });
  if (vouching === undefined) throw new Error('it is no voucher');
  return vouching;
}

const codes = ({ findings }: VoucherContents): string[] =>
  findings.map(({ code, path }) => `${code} ${path}`);

describe('a backup_manifest in plain format', () => {
  it('promises every file but what may change, with its size and digest', async () => {
    const top = cluster({ algorithm: 'SHA256' });
    const { inventory, entries: promises, findings } = await open(top);
    expect({ inventory, findings }).toEqual({ inventory: 'closed', findings: [] });
    expect(promises.map(({ path, size }) => [path.slice(top.length + 1), size])).toEqual([
      ['PG_VERSION', 3],
      ['base/1/1259', 10],
      ['base/1/caf\xe9', 22],
      ['global/pg_control', 8],
    ]);
    expect(promises[0]?.digests).toEqual([
      { algorithm: 'sha256', hex: '238903180cc104ec2c5d8b3f20c5bc61b389ec0a967df8cc208cdc7cd454174f' },
    ]);
  });

  it.each([false, true])('has CRC-32C in the byte order of its server (big: %s)', async (isBig) => {
    const { entries: promises } = await open(cluster({ algorithm: 'CRC32C', isBig }));
    // The sample of a real server has 8a744722 for this file, from a little-endian machine.
    expect(promises[0]?.digests).toEqual([{ algorithm: 'crc32c', hex: '2247748a' }]);
  });

  it('says where it has no digests', async () => {
    const { entries: promises, notes } = await open(cluster());
    expect(promises.map(({ digests }) => digests.length)).toEqual([0, 0, 0, 0]);
    expect(notes).toContain('5 files have no digest in it: their size alone is held');
  });

  it('passes over what pg_verifybackup ignores, at the top alone, and over directories', async () => {
    const top = cluster();
    const { ignores } = await open(top);
    const asked = ['pg_wal/x', 'standby.signal', 'recovery.signal', 'postgresql.auto.conf', 'pg_notify/'];
    expect(asked.map((name) => ignores?.(`${top}/${name}`))).toEqual([true, true, true, true, true]);
    const others = ['base/standby.signal', 'pg_wal2', 'extra', 'base/pg_wal/x', 'pg_tblspc/1/x'];
    expect(others.map((name) => ignores?.(`${top}/${name}`))).toEqual([false, false, false, false, false]);
  });

  it('names system and cluster as one, with numbers beyond 2^53', async () => {
    const same = { version: 2, system: '17279655951921914625', algorithm: 'SHA256' } as const;
    const { findings, notes } = await open(cluster(same));
    expect(findings).toEqual([]);
    expect(notes[0]).toBe('version 2, system 17279655951921914625');
    expect(codes(await open(cluster({ ...same, system: '17279655951921914626' })))).toEqual([
      expect.stringMatching(/^manifest-untrusted .*backup_manifest$/),
    ]);
    // A pg_control that does not hold is said by its digest, and by nothing else.
    const other = cluster(same, { 'global/pg_control': Buffer.from('0123456789abcdee', 'hex') });
    expect((await open(other)).findings).toEqual([]);
  });

  it('wants the segments that a restore needs, as long as they say they are', async () => {
    const ranges = range('0/2FFFF28', '0/3100001');
    const wal = {
      'pg_wal/000000010000000000000030': segment(),
      'pg_wal/000000010000000000000002': segment(),
    };
    const top = cluster({ ranges }, wal);
    const { entries: promises, findings } = await open(top);
    expect(findings).toEqual([]);
    expect(promises.slice(4).map(({ path, size }) => [path, size])).toEqual([
      [`${top}/pg_wal/00000001000000000000002F`, 2 ** 20],
      [`${top}/pg_wal/000000010000000000000030`, 2 ** 20],
      [`${top}/pg_wal/000000010000000000000031`, 2 ** 20],
    ]);
    const none = await open(cluster({ ranges }));
    expect(codes(none)).toEqual([expect.stringMatching(/^missing .*pg_wal$/)]);
    expect(none.findings[0]?.severity).toBe('warning');
  });

  it('refuses paths that lead out, and opens nothing there', async () => {
    const top = cluster(
      {},
      { backup_manifest: pgManifest({ '../out': text('x'), '/etc/passwd': text('x') }) },
    );
    const { entries: promises, findings } = await open(top);
    expect(promises).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(['manifest-unsafe-path', 'manifest-unsafe-path']);
  });

  it('follows a tablespace below the root, and says where it cannot', async () => {
    const files = { PG_VERSION: text('15\n'), 'pg_tblspc/16384/PG_15_202209061/5/16390': text('pages') };
    const top = cluster({}, { backup_manifest: pgManifest(files) });
    folder.write('space/PG_15_202209061/5/16390', 'pages');
    folder.link(`${top}/pg_tblspc/16384`, `${folder.path}/space`);
    const inside = await open(top);
    expect(inside.findings).toEqual([]);
    expect(inside.entries.map(({ path }) => path)).toContain('space/PG_15_202209061/5/16390');
    const other = cluster({}, { backup_manifest: pgManifest(files) });
    folder.link(`${other}/pg_tblspc/16384`, '/usr');
    const outside = await open(other);
    expect(codes(outside)).toEqual([`denied ${other}/pg_tblspc/16384`]);
    expect(outside.entries).toHaveLength(1);
  });
});

describe('a backup_manifest beside tars', () => {
  it('wants a proof of each, and every tablespace', async () => {
    const files = { PG_VERSION: text('15\n'), 'pg_tblspc/16384/PG_15/5/1': text('pages') };
    folder.write('tars/backup_manifest', pgManifest(files));
    for (const name of ['base.tar.gz', 'pg_wal.tar.gz', '99.tar.zst']) folder.write(`tars/${name}`, 'x');
    const { entries: promises } = await open('tars');
    expect(promises.map(({ path, proof, digests }) => [path, proof, digests.length])).toEqual(
      ['99.tar.zst', 'base.tar.gz', 'pg_wal.tar.gz', '16384.tar.gz'].map((name) => [`tars/${name}`, true, 0]),
    );
  });
});

describe('a backup_manifest that does not hold', () => {
  const sound = pgManifest(FILES, { algorithm: 'SHA256' });
  const damages: readonly (readonly [code: string, bytes: Buffer])[] = [
    ['manifest-truncated', sound.subarray(0, 400)],
    ['manifest-truncated', sound.subarray(0, -1)],
    ['manifest-truncated', Buffer.alloc(0)],
    [
      'manifest-damaged',
      Buffer.from(sound.toString('latin1').replace('base/1/1259', 'base/1/1269'), 'latin1'),
    ],
    ['manifest-damaged', signed('{ "PostgreSQL-Backup-Manifest-Version": 3,\n"Files": [],\n')],
    ['manifest-damaged', signed('{ "PostgreSQL-Backup-Manifest-Version": 1,\n"Files": [],\n')],
    ['manifest-damaged', signed('{ "PostgreSQL-Backup-Manifest-Version": 2,\n"Files": [],\n')],
    ['manifest-damaged', signed('no JSON\n')],
    ['manifest-damaged', pgManifest(FILES, { ranges: range('0/30', '0/20') })],
    ['manifest-damaged', pgManifest(FILES, { ranges: range('0/G', '0/20') })],
    ['manifest-damaged', pgManifest(FILES, { ranges: range('0/10', '0/20', 2 ** 32) })],
    [
      'manifest-damaged',
      signed(
        pgManifest(FILES)
          .toString('latin1')
          .replace(/"Size": 3,/, '"Size": 9007199254740993,')
          .replace(/"Manifest-Checksum.*\n/, ''),
      ),
    ],
    [
      'manifest-duplicate',
      signed(
        pgManifest(FILES)
          .toString('latin1')
          .replace('base/1/1259', 'PG_VERSION')
          .replace(/"Manifest-Checksum.*\n/, ''),
      ),
    ],
  ];
  it.each(damages)('is a %s, and accuses no file', async (code, bytes) => {
    const vouching = await open(cluster({}, { backup_manifest: bytes }));
    expect(vouching.findings.map((each) => each.code)).toEqual([code]);
    expect(vouching.entries).toEqual([]);
    expect(vouching.ignores?.('anything')).toBe(true);
  });

  it('is no voucher where it is another thing of that name', async () => {
    folder.write('other/backup_manifest', 'some notes\n');
    expect(await listOf(pgBackup).open({ root: folder.path, path: 'other/backup_manifest' })).toBeUndefined();
    expect(listOf(pgBackup).find(new Set(['backup_manifest/']))).toEqual([]);
  });

  it('never holds with any other bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const bytes = mutate(sound, seed);
        if (!bytes.equals(sound)) expect(parsePgManifest(bytes)).toHaveProperty('is');
      }),
      { numRuns: 500, seed: 7 },
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        const found = parsePgManifest(signed(`${json}\n`));
        expect(found).toHaveProperty('is');
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('manifests of a real server', () => {
  it.each([
    ['crc32c', 'crc32c', 'PG_VERSION'],
    ['sha256-encoded', 'sha256', 'backup_label'],
    ['none', undefined, 'PG_VERSION'],
  ])('are read as pg_basebackup wrote them: %s', (name, algorithm, path) => {
    const packed = new URL(`../../fixtures/manifests/pg-backup-manifest/${name}.gz`, import.meta.url);
    const manifest = parsePgManifest(gunzipSync(readFileSync(packed)));
    if ('is' in manifest) throw new Error(manifest.detail);
    expect(manifest.files.length).toBeGreaterThan(960);
    expect(new Set(manifest.files.map(({ digest }) => digest?.algorithm))).toEqual(new Set([algorithm]));
    expect(manifest.files.map((file) => file.path)).toContain(path);
    expect(manifest.ranges).toHaveLength(1);
  });
});

describe('the small backup among the fixtures', () => {
  it('is one that pg_verifybackup -n accepts, and promises each of its files', async () => {
    const root = fileURLToPath(new URL('../../fixtures/manifests/pg-backup-manifest/small', import.meta.url));
    const vouching = await listOf(pgBackup).open({ root, path: 'backup_manifest' });
    expect(vouching?.findings).toEqual([]);
    expect(vouching?.entries.map(({ path }) => path).toSorted()).toEqual([
      'PG_VERSION',
      'backup_label',
      'global/pg_control',
      'global/pg_filenode.map',
      'pg_ident.conf',
      'pg_xact/0000',
    ]);
  });
});
