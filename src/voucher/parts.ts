import { mayBeginSplit } from '../structure/kit/split-names.ts';
import { missingPart, type ReadParts } from './kit/parts.ts';
import { type LostTop, lostTopOf } from './lost-top.ts';

/** What reads the parts of a kind of store, by the name of its voucher; loaded where such a store is found. */
const OF_STORES: Readonly<Record<string, () => Promise<ReadParts>>> = {
  barman: async () => (await import('./barman/parts.ts')).barmanParts,
  borg: async () => (await import('./borg/parts.ts')).borgParts,
  cryfs: keyFile('cryfs.config'),
  duplicacy: async () => (await import('./duplicacy/parts.ts')).duplicacyParts,
  duplicati: async () => (await import('./duplicati/parts.ts')).duplicatiParts,
  duplicity: async () => (await import('./duplicity/parts.ts')).duplicityParts,
  encfs: keyFile('.encfs6.xml'),
  git: async () => (await import('./git/parts.ts')).gitParts,
  gocryptfs: keyFile('gocryptfs.conf'),
  kopia: async () => (await import('./kopia/parts.ts')).kopiaParts,
  leveldb: async () => (await import('./leveldb/parts.ts')).levelDbParts,
  mariadb: async () => (await import('./mariadb/parts.ts')).mariadbParts,
  'mobile-backup': async () => (await import('./mobile-backup/parts.ts')).phoneParts,
  oci: async () => (await import('./oci/parts.ts')).ociParts,
  'pg-dump': async () => (await import('./pg-dump/parts.ts')).pgDumpParts,
  pgbackrest: async () => (await import('./pgbackrest/parts.ts')).pgbackrestParts,
  postgresql: async () => (await import('./postgres/parts.ts')).postgresParts,
  prometheus: async () => (await import('./prometheus/parts.ts')).prometheusParts,
  'rdiff-backup': async () => (await import('./rdiff-backup/parts.ts')).rdiffParts,
  redis: async () => (await import('./redis/parts.ts')).redisParts,
  restic: async () => (await import('./restic/parts.ts')).resticParts,
  wiredtiger: async () => (await import('./wired-tiger/parts.ts')).wiredTigerParts,
};

/** Files that name others and lie in directories of any kind. */
const ELSEWHERE: readonly {
  readonly format: string;
  readonly isOne: (name: string) => boolean;
  /** The store whose own parts say the same. */
  readonly unlessIn?: string;
  readonly load: () => Promise<ReadParts>;
}[] = [
  {
    format: 'disk-image',
    isOne: (name) => /\.(?:qcow2?|vmdk|a?vhdx?|vdi)$/i.test(name),
    load: async () => (await import('./disk-image/parts.ts')).diskImageParts,
  },
  {
    format: 'split',
    isOne: (name) => mayBeginSplit(name) || /\.(?:z\d\d|r\d\d|part\d+\.rar)$/i.test(name),
    load: async () => (await import('./split/parts.ts')).splitParts,
  },
  {
    format: 'dar',
    isOne: (name) => /\.\d+\.dar$/.test(name),
    load: async () => (await import('./dar/parts.ts')).darParts,
  },
  {
    format: 'minio',
    isOne: (name) => name === 'xl.meta',
    load: async () => (await import('./minio/parts.ts')).minioParts,
  },
  {
    format: 'tar',
    isOne: (name) => /\.tar(?:[-_.]?\d+)?$|(?:vol|volume|tape|disk)[-_.]?\d+$/i.test(name),
    load: async () => (await import('./tar-volumes/parts.ts')).tarVolumes,
  },
  {
    format: 'postgresql',
    isOne: (name) => name === 'backup_label',
    unlessIn: 'postgresql',
    load: async () => (await import('./postgres/begun-backup.ts')).begunBackup,
  },
  {
    format: 'pg-dump',
    isOne: (name) => /^(?:\d+\.dat(?:\.gz)?|blobs(?:_\d+)?\.toc)$/.test(name),
    unlessIn: 'pg-dump',
    load: async () => (await import('./pg-dump/lost-toc.ts')).lostToc,
  },
  {
    format: 'influxdb',
    isOne: (name) => name.endsWith('Z.manifest'),
    load: async () => (await import('./influxdb/parts.ts')).influxParts,
  },
];

/** What reads parts in a directory, and the name of the format. */
export type PartsReader = { readonly format: string; readonly load: () => Promise<ReadParts> };

/** Returns what reads the parts that a directory with these names has; `store` is the name of the voucher of its store. */
export function partsReaders(names: ReadonlySet<string>, store: string | undefined): PartsReader[] {
  const load = store === undefined ? undefined : OF_STORES[store];
  const readers: PartsReader[] = load === undefined || store === undefined ? [] : [{ format: store, load }];
  for (const { isOne, unlessIn, ...reader } of ELSEWHERE) {
    const isToldThere = unlessIn !== undefined && unlessIn === store;
    if (!isToldThere && [...names].some(isOne)) readers.push(reader);
  }
  const lost = store === undefined ? lostTopOf(names) : undefined;
  return lost === undefined ? readers : [...readers, { format: lost.format, load: lostPart(lost) }];
}

/** Returns what tells the one thing that a store lacks in its top. */
function lostPart({ lost, known, severity }: LostTop): () => Promise<ReadParts> {
  const note = 'without it this is no store that its tool opens';
  return () => Promise.resolve((place) => [{ ...missingPart(place, known, lost, note), severity }]);
}

/** Returns what checks a file without which nothing of the store can be opened. */
function keyFile(name: string): () => Promise<ReadParts> {
  return async () => {
    const { lostKeyFile } = await import('./kit/parts.ts');
    return (place) => lostKeyFile(place, name);
  };
}
