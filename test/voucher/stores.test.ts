import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadVouchers, type StoreKind, storeAt } from '../../src/voucher/vouchers.ts';
import { stepsOf } from '../help/steps.ts';
import { standing, subjectOf } from './store-tree.ts';

/** The listing of the top of every store, one per layout. */
const TOPS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  restic: [['config', 'data/', 'index/', 'keys/', 'locks/', 'snapshots/']],
  borg: [['README', 'config', 'data/', 'hints.5', 'index.5', 'integrity.5']],
  borg2: [['archives/', 'cache/', 'config/', 'index/', 'keys/', 'locks/', 'packs/']],
  kopia: [['.shards', 'kopia.repository.f', 'p/']],
  duplicacy: [['chunks/', 'config', 'snapshots/']],
  'proxmox-backup': [['.chunks/', '.lock', 'ct/', 'vm/']],
  git: [['HEAD', 'config', 'description', 'hooks/', 'objects/', 'refs/']],
  'git-annex': [['SHA256E-s5--0123456789abcdef.txt']],
  cacache: [['_lastverified', 'content-v2/', 'index-v5/', 'tmp/']],
  oci: [['blobs/', 'index.json', 'oci-layout']],
  'docker-registry': [['blobs/', 'repositories/']],
  dvc: [['md5/']],
  gocryptfs: [['Ahg-2HuhJ4', 'gocryptfs.conf', 'gocryptfs.diriv']],
  cryfs: [['36E/', 'cryfs.config']],
  cryptomator: [['d/', 'masterkey.cryptomator', 'vault.cryptomator']],
  encfs: [['.encfs6.xml', 'lO1m63d0TEkD48XrQWEElMxB/']],
  ecryptfs: [['ECRYPTFS_FNEK_ENCRYPTED.FWa', 'ECRYPTFS_FNEK_ENCRYPTED.FWb/']],
  'mobile-backup': [['00/', '01/', 'Info.plist', 'Manifest.db', 'Manifest.plist', 'Status.plist']],
  tarsnap: [['cache', 'cseq', 'directory', 'lockf']],
  barman: [['base/', 'errors/', 'identity.json', 'incoming/', 'streaming/', 'wals/']],
  postgresql: [
    ['PG_VERSION', 'base/', 'global/', 'pg_wal/', 'pg_xact/', 'postgresql.conf'],
    ['PG_15_202209061/'],
    ['000000010000000000000001.gz', '000000010000000000000002.gz', '00000002.history'],
  ],
  pgbackrest: [
    ['15-1/', 'archive.info', 'archive.info.copy'],
    ['backup.manifest', 'backup.manifest.copy', 'pg_data/', 'pg_tblspc/'],
  ],
  'pg-backup-manifest': [['16384.tar.gz', 'backup_manifest', 'base.tar.gz', 'pg_wal.tar.gz']],
  prometheus: [
    ['chunks/', 'index', 'meta.json', 'tombstones'],
    ['chunks_head/', 'lock', 'queries.active', 'wal/'],
  ],
  mariadb: [
    ['aria_log_control', 'ib_buffer_pool', 'ib_logfile0', 'ibdata1', 'mysql/'],
    ['ib_logfile0', 'xtrabackup_logfile'],
  ],
  wiredtiger: [['WiredTiger', 'WiredTiger.lock', 'WiredTiger.wt', 'journal/']],
  redis: [
    ['appendonly.aof.1.base.rdb', 'appendonly.aof.1.incr.aof', 'appendonly.aof.manifest'],
    ['appendonlydir/', 'dump.rdb'],
  ],
  influxdb: [['000000001-000000002.tsm', 'fields.idx']],
  etcd: [['snap/', 'wal/']],
  'pg-dump': [['3350.dat.gz', '3351.dat.gz', 'toc.dat']],
  leveldb: [['000004.log', '000005.ldb', 'CURRENT', 'LOCK', 'MANIFEST-000002']],
  lucene: [['_0.cfe', '_0.cfs', '_0.si', 'segments_2', 'write.lock']],
  'elasticsearch-snapshots': [['index-0', 'index.latest', 'indices/', 'meta-x.dat']],
  cassandra: [['backups/', 'nb-1-big-Data.db', 'nb-1-big-TOC.txt']],
  'rdiff-backup': [['etc/', 'rdiff-backup-data/']],
  sparsebundle: [['Info.bckup', 'Info.plist', 'bands/', 'token']],
  veeam: [['Job D2026-01-01T000000_AB12.vbk', 'Job.vbm']],
  'hyper-backup': [
    ['Config/', 'Control/', 'Guard/', 'Pool/', 'SynologyHyperBackup.bkpi', '_Syno_TaskConfig'],
  ],
  minio: [['.minio.sys/', 'bucket/']],
  duplicity: [
    ['duplicity-full.20261123T051203Z.manifest.gpg', 'duplicity-full.20261123T051203Z.vol1.difftar.gpg'],
  ],
  'digest-pool': [['00/', '1a/', '2c/', 'ff/']],
  duplicati: [[`duplicati-20260101T000000Z.dlist.zip.aes`, `duplicati-b${'0'.repeat(32)}.dblock.zip.aes`]],
};

const VOUCHERS = await loadVouchers();
const KINDS: readonly (StoreKind & { readonly which: number })[] = VOUCHERS.flatMap((voucher) =>
  (voucher.layouts ?? []).map((layout, which) => ({ voucher, layout, which })),
);

/** Listings that look like one store or another, and are none. */
const OTHERS = [
  [],
  ['config', 'data/', 'index/'],
  ['config', 'data/', 'index/', 'keys/'],
  ['config', 'data/', 'keys/', 'snapshots/'],
  ['config/', 'data/', 'index/', 'keys/', 'snapshots/'],
  ['README', 'config', 'data/'],
  ['README', 'config', 'data/', 'index.html', 'index.1.html'],
  ['README.md', 'config', 'data/', 'index.5'],
  ['archives/', 'config/', 'data/', 'keys/'],
  ['chunks/', 'snapshots/'],
  ['chunks', 'config', 'snapshots/'],
  ['HEAD', 'objects/'],
  ['HEAD', 'objects', 'refs/'],
  ['blobs/', 'index.json'],
  ['blobs/', 'images/', 'repositories/'],
  ['files/', 'md5/'],
  ['gocryptfs.diriv', 'notes'],
  ['PG_VERSION'],
  ['index', 'meta.json'],
  ['wal/', 'wal.txt'],
  ['Config/', 'Pool/'],
  ['d/', 'e/'],
  ['notes.tsm'],
  ['000000010000000000000001', 'archive_status/'],
  ['0000000100000000000000zz', '000000010000000012345678', '507f1f77bcf86cd799439011'],
  ['PG_VERSION', 'base/', 'global/'],
  ['backup_manifest', 'base.tar.old', 'pg_wal.tar.xz'],
  ['PG_VERSION', 'backup_manifest', 'base.tar'],
  ['base.tar', 'pg_wal.tar'],
  ['PG_15', 'base/', 'PG_notes/'],
  ['ibdata1'],
  ['WiredTiger.wt'],
  ['appendonly.aof', 'dump.rdb'],
  ['CURRENT', 'MANIFEST.MF', 'META-INF/'],
  ['CURRENT', 'next'],
  ['_config.yml', '_posts/', 'segments_1.html'],
  ['_0.html', 'segments'],
  ['Info.plist', 'MacOS/', 'Resources/'],
  ['ab-1-big-Photo.jpg'],
  ['README--old'],
  ['a--b.txt', 'c'],
  ['duplicity', 'duplicity-notes.txt'],
  ['duplicati.exe'],
  ['directory', 'cache'],
  ['index.latest'],
  ['photos.vbkx'],
  ['src/', 'test/', 'package.json', 'README.md', 'tsconfig.json', 'node_modules/'],
];

describe('the stores', () => {
  it('have each a listing here', () => {
    expect(KINDS.length).toBe(Object.values(TOPS).flat().length);
  });

  it.each(KINDS.map((kind) => [kind.voucher.name, kind] as const))(
    'are found at their top: %s',
    (name, { layout, which }) => {
      const names = TOPS[name]?.[which] ?? [];
      expect(storeAt(new Set(names))?.layout).toBe(layout);
      expect(KINDS.filter((each) => each.layout.isTop(new Set(names))).map((each) => each.layout)).toEqual([
        layout,
      ]);
      expect(storeAt(new Set([...names].toReversed()))?.layout).toBe(layout);
    },
  );

  it('are not where a directory has one name of a top alone', () => {
    const alone = [
      'duplicati',
      'duplicity',
      'ecryptfs',
      'encfs',
      'cryfs',
      'gocryptfs',
      'influxdb',
      'kopia',
      'mariadb',
      'minio',
      'pgbackrest',
      'pg-dump',
      'proxmox-backup',
      'rdiff-backup',
      'redis',
      'veeam',
    ];
    const single = new Set([...alone, 'dvc', 'lucene', 'git-annex', 'cassandra']);
    for (const [name, [names = []]] of Object.entries(TOPS))
      if (!single.has(name))
        for (const each of names)
          expect({ each, is: storeAt(new Set([each]))?.voucher.name }).toEqual({ each, is: undefined });
  });

  it.each(OTHERS.map((names) => [names]))('are not at %j', (names) => {
    expect(storeAt(new Set(names))).toBeUndefined();
  });

  it('are not where names are made up, and take any path without throwing', () => {
    const name = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 12 }),
        fc.array(name, { maxLength: 4 }),
        (names, parts) => {
          expect(storeAt(new Set(names))).toBeUndefined();
          for (const { layout } of KINDS) standing(layout, parts.join('/'), Buffer.from(parts.join('')));
        },
      ),
      { numRuns: 400, seed: 7 },
    );
  });

  it('check nothing at the paths of a project that has such folders', () => {
    const paths = [
      'config',
      'config/app.json',
      'data/0.csv',
      'data/ab/users.csv',
      'index/index.html',
      'keys/id_rsa.pub',
      'snapshots/a.snap',
      'base/main.c',
      'objects/ab/teapot.obj',
      'blobs/a.bin',
      'chunks/1.js',
      'tmp/x',
      'README',
      'notes.log',
      'a/b/photo.jpg',
    ];
    for (const { voucher, layout } of KINDS)
      for (const path of paths)
        expect({ store: voucher.name, path, is: layout.handle(path, subjectOf(10))?.is }).not.toHaveProperty(
          'is',
          'check',
        );
  });

  it('are told from other directories in a few steps, however many names these have', () => {
    const small = new Set(Array.from({ length: 12 }, (_, i) => `file ${i}.txt`));
    const large = new Set(Array.from({ length: 5000 }, (_, i) => `IMG_${i}.jpg`));
    const steps = [small, large].map((names) => stepsOf(() => storeAt(names)));
    expect(steps[1]).toBe(steps[0]);
    expect(steps[0]).toBeLessThan(250);
  });
});
