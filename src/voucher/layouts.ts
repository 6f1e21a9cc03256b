import { borg } from './borg/borg.ts';
import { borg2 } from './borg/borg-2.ts';
import { cacache } from './cacache/layout.ts';
import { cassandra } from './cassandra/layout.ts';
import { cryfs } from './cryfs/cryfs.ts';
import { duplicacy } from './duplicacy/duplicacy.ts';
import { duplicati, duplicity } from './duplicity/layout.ts';
import { dvc } from './dvc/layout.ts';
import { ecryptfs } from './ecryptfs/ecryptfs.ts';
import { encfs } from './encfs/encfs.ts';
import { git } from './git/layout.ts';
import { gitAnnex } from './git-annex/git-annex.ts';
import { gocryptfs } from './gocryptfs/gocryptfs.ts';
import type { Store } from './kit/layout.ts';
import { kopia } from './kopia/kopia.ts';
import { levelDb } from './leveldb/leveldb.ts';
import { elasticSnapshots, lucene } from './lucene/layout.ts';
import { mariadb } from './mariadb/mariadb.ts';
import { dockerRegistry, oci } from './oci/layout.ts';
import { pgbackrestBackup, pgbackrestStanza } from './pgbackrest/layout.ts';
import { pgBasebackupTar } from './postgres/basebackup-tar.ts';
import { pgTablespace, postgres } from './postgres/layout.ts';
import { proxmox } from './proxmox/layout.ts';
import { rdiffBackup } from './rdiff-backup/layout.ts';
import { redis } from './redis/redis.ts';
import { restic } from './restic/restic.ts';
import { sparseBundle } from './sparse-bundle/sparse-bundle.ts';
import { tarsnap } from './tarsnap/tarsnap.ts';
import { veeam } from './veeam/veeam.ts';
import { wiredTiger } from './wired-tiger/wired-tiger.ts';

const DASH = 0x2d;
const DOT = 0x2e;
const V = 0x76;

/** Every store. To add one: its file, its line here and among the anchors below, its test. */
export const STORES: readonly Store[] = [
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
  encfs,
  ecryptfs,
  tarsnap,
  postgres,
  pgTablespace,
  pgBasebackupTar,
  pgbackrestStanza,
  pgbackrestBackup,
  mariadb,
  wiredTiger,
  redis,
  levelDb,
  lucene,
  elasticSnapshots,
  cassandra,
  sparseBundle,
  veeam,
  duplicity,
  duplicati,
  rdiffBackup,
];

const BY_NAME: ReadonlyMap<string, Store> = new Map(STORES.map((store) => [store.name, store]));

/** A name that the top of a store always lists, so that all but a few directories are done with after a look-up each. */
const ANCHORS: readonly { readonly name: string; readonly store: Store }[] = [
  { name: 'keys/', store: restic },
  { name: 'key/', store: restic },
  { name: 'README', store: borg },
  { name: 'archives/', store: borg2 },
  { name: 'kopia.repository.f', store: kopia },
  { name: 'chunks/', store: duplicacy },
  { name: '.chunks/', store: proxmox },
  { name: 'objects/', store: git },
  { name: 'content-v2/', store: cacache },
  { name: 'blobs/', store: oci },
  { name: 'repositories/', store: dockerRegistry },
  { name: 'md5/', store: dvc },
  { name: 'gocryptfs.conf', store: gocryptfs },
  { name: 'cryfs.config', store: cryfs },
  { name: '.encfs6.xml', store: encfs },
  { name: '.encfs5', store: encfs },
  { name: 'cseq', store: tarsnap },
  { name: 'PG_VERSION', store: postgres },
  { name: 'backup_manifest', store: pgBasebackupTar },
  { name: 'archive.info', store: pgbackrestStanza },
  { name: 'backup.info', store: pgbackrestStanza },
  { name: 'pg_data/', store: pgbackrestBackup },
  { name: 'ibdata1', store: mariadb },
  { name: 'WiredTiger', store: wiredTiger },
  { name: 'appendonly.aof.manifest', store: redis },
  { name: 'CURRENT', store: levelDb },
  { name: 'index.latest', store: elasticSnapshots },
  { name: 'bands/', store: sparseBundle },
  { name: 'rdiff-backup-data/', store: rdiffBackup },
];
const FIRST_NAMES = 8;

/** The store of which a directory with this listing is the top; names of one char a byte, directories with a '/'. */
export function storeAt(names: ReadonlySet<string>): Store | undefined {
  for (const { name, store } of ANCHORS) if (names.has(name) && store.isTop(names)) return store;
  if (gitAnnex.isTop(names)) return gitAnnex;
  let seen = 0;
  for (const name of names) {
    const store = storeByForm(name);
    if (store?.isTop(names) === true) return store;
    if (++seen === FIRST_NAMES) return undefined;
  }
  return undefined;
}

/** The store of a name. */
export function storeNamed(name: string): Store | undefined {
  return BY_NAME.get(name);
}

/** The store whose first names may be like this one; it has no name that is always there. */
function storeByForm(name: string): Store | undefined {
  if (name.startsWith('PG_')) return pgTablespace;
  if (name.startsWith('duplic')) return name.startsWith('duplicity-') ? duplicity : duplicati;
  if (name.startsWith('ECRYPTFS_')) return ecryptfs;
  if (name.startsWith('_') || name.startsWith('segments_')) return lucene;
  if (name.charCodeAt(2) === DASH) return cassandra;
  return name.charCodeAt(name.length - 4) === DOT && name.charCodeAt(name.length - 3) === V
    ? veeam
    : undefined;
}
