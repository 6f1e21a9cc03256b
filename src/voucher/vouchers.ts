import { barman } from './barman/barman.ts';
import { borg } from './borg/borg.ts';
import { borg2 } from './borg-2/borg-2.ts';
import { cacache } from './cacache/cacache.ts';
import { cassandra } from './cassandra/cassandra.ts';
import { cryfs } from './cryfs/cryfs.ts';
import { cryptomator } from './cryptomator/cryptomator.ts';
import { digestPool } from './digest-pool/digest-pool.ts';
import { dockerRegistry } from './docker-registry/docker-registry.ts';
import { duplicacy } from './duplicacy/duplicacy.ts';
import { duplicati } from './duplicati/duplicati.ts';
import { duplicity } from './duplicity/duplicity.ts';
import { dvc } from './dvc/dvc.ts';
import { ecryptfs } from './ecryptfs/ecryptfs.ts';
import { elasticsearch } from './elasticsearch/elasticsearch.ts';
import { encfs } from './encfs/encfs.ts';
import { etcd } from './etcd/etcd.ts';
import { git } from './git/git.ts';
import { gitAnnex } from './git-annex/git-annex.ts';
import { gocryptfs } from './gocryptfs/gocryptfs.ts';
import { hyperBackup } from './hyper-backup/hyper-backup.ts';
import { influxDb } from './influxdb/influxdb.ts';
import type { Layout } from './kit/layout.ts';
import type { Voucher } from './kit/voucher.ts';
import { kopia } from './kopia/kopia.ts';
import { levelDb } from './leveldb/leveldb.ts';
import { lucene } from './lucene/lucene.ts';
import { mariadb } from './mariadb/mariadb.ts';
import { minio } from './minio/minio.ts';
import { mobileBackup } from './mobile-backup/mobile-backup.ts';
import { oci } from './oci/oci.ts';
import { pgBackup } from './pg-backup/pg-backup.ts';
import { pgDump } from './pg-dump/pg-dump.ts';
import { pgbackrest } from './pgbackrest/pgbackrest.ts';
import { postgres } from './postgres/postgres.ts';
import { prometheus } from './prometheus/prometheus.ts';
import { proxmox } from './proxmox/proxmox.ts';
import { rdiffBackup } from './rdiff-backup/rdiff-backup.ts';
import { redis } from './redis/redis.ts';
import { restic } from './restic/restic.ts';
import { sparseBundle } from './sparse-bundle/sparse-bundle.ts';
import { tarsnap } from './tarsnap/tarsnap.ts';
import { veeam } from './veeam/veeam.ts';
import { wiredTiger } from './wired-tiger/wired-tiger.ts';

/**
 * Vouchers that have a layout, in the order in which their tops are looked for. Threads that read files load these alone, so
 * their main files load nothing but the checks of their files.
 */
const STORES = [
  restic,
  borg,
  borg2,
  kopia,
  duplicacy,
  proxmox,
  git,
  gitAnnex,
  cacache,
  oci,
  dockerRegistry,
  dvc,
  gocryptfs,
  cryfs,
  cryptomator,
  encfs,
  ecryptfs,
  tarsnap,
  barman,
  mobileBackup,
  postgres,
  pgBackup,
  pgDump,
  pgbackrest,
  mariadb,
  wiredTiger,
  prometheus,
  redis,
  levelDb,
  influxDb,
  etcd,
  lucene,
  elasticsearch,
  cassandra,
  sparseBundle,
  veeam,
  hyperBackup,
  minio,
  duplicity,
  duplicati,
  rdiffBackup,
  digestPool,
] as const satisfies readonly Voucher[];

/** Vouchers that are lists alone, each loaded where somebody looks for lists. */
const LISTS = [
  async () => (await import('./sfv/sfv.ts')).sfv,
  async () => (await import('./hashdeep/hashdeep.ts')).hashdeep,
  async () => (await import('./bagit/bagit.ts')).bagit,
  async () => (await import('./par2/par2.ts')).par2,
  async () => (await import('./mtree/mtree.ts')).mtree,
  async () => (await import('./dpkg/dpkg.ts')).dpkg,
  async () => (await import('./apt/apt.ts')).apt,
  async () => (await import('./mhl/mhl.ts')).mhl,
  async () => (await import('./ascmhl/ascmhl.ts')).ascmhl,
  async () => (await import('./rclone/rclone.ts')).rclone,
  async () => (await import('./get-filehash/get-filehash.ts')).windows,
  async () => (await import('./dar/dar.ts')).dar,
  async () => (await import('./cfv/cfv.ts')).cfv,
  async () => (await import('./rhash/rhash.ts')).rhash,
  async () => (await import('./yum/yum.ts')).yum,
  async () => (await import('./chkbit/chkbit.ts')).chkbit,
  async () => (await import('./bitrot/bitrot.ts')).bitrot,
  async () => (await import('./torrent/torrent.ts')).torrent,
] as const satisfies readonly (() => Promise<Voucher>)[];

/**
 * Loads the registry: every voucher of another tool. To add one: its folder, one line above, fixtures/manifests/<name> where
 * it has a list, and a test.
 */
export async function loadVouchers(): Promise<readonly Voucher[]> {
  return [...(await Promise.all(LISTS.map((load) => load()))), ...STORES];
}

/** A kind of store: the voucher, and which of its layouts. */
export type StoreKind = { readonly voucher: Voucher; readonly layout: Layout };

const KINDS: readonly StoreKind[] = STORES.flatMap((voucher: Voucher) =>
  (voucher.layouts ?? []).map((layout) => ({ voucher, layout })),
);
const ANCHORED = KINDS.flatMap((kind) => (kind.layout.anchors ?? []).map((name) => ({ name, kind })));
const HINTED = KINDS.flatMap((kind) => {
  const { isHint } = kind.layout;
  return isHint === undefined ? [] : [{ isHint, kind }];
});
const OTHERS = KINDS.filter(({ layout }) => layout.anchors === undefined && layout.isHint === undefined);
const FIRST_NAMES = 8;

/** Returns the store of which a directory with this listing is the top; names of one char per byte, directories with a '/'. */
export function storeAt(names: ReadonlySet<string>): StoreKind | undefined {
  for (const { name, kind } of ANCHORED) if (names.has(name) && kind.layout.isTop(names)) return kind;
  for (const kind of OTHERS) if (kind.layout.isTop(names)) return kind;
  let seen = 0;
  for (const name of names) {
    for (const { isHint, kind } of HINTED) if (isHint(name) && kind.layout.isTop(names)) return kind;
    if (++seen === FIRST_NAMES) return undefined;
  }
  return undefined;
}
