/**
 * The one table of what is in flight: names of files that a program is still writing, or left when it was killed. Their own
 * tools pass over them, so what is wrong with their content is not damage to a backup.
 */
import { type BytePath, nameOf } from '../model/path.ts';
import { isUncommitted } from './borg/committed.ts';
import type { StoreFile } from './kit/layout.ts';
import { isUnfinished } from './pg-backup/barman-info.ts';
import { isOfUnfinished } from './pgbackrest/unfinished.ts';

/** Who leaves such a file, wherever it lies. Names are compared in lower case where a row says so. */
const ANYWHERE: readonly { readonly of: string; readonly name: RegExp }[] = [
  // The six characters are those of mkstemp; a word such as `.bashrc.backup` has no digit and no capital.
  { of: 'rsync', name: /^\..+\.(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}$/ },
  { of: 'aws s3', name: /.\.(?=[^a-f]*[a-f])(?=[^A-F]*[A-F])(?=\D*\d)[\da-fA-F]{8}$/ },
  { of: 'browsers, wget, Nextcloud', name: /.\.(?:part|crdownload|opdownload|ugdownload|download)$/i },
  { of: 'rclone, Edge', name: /.[.~]partial$/i },
  { of: 'WinSCP', name: /.\.filepart$/i },
  { of: 'lftp', name: /^\.in\..+\.?$/ },
  { of: 'gsutil', name: /._?\.gstmp$/ },
  { of: 'yt-dlp', name: /.\.(?:ytdl|part-Frag\d+(?:\.part)?)$/ },
  { of: 'torrent clients', name: /.\.(?:!qb|!ut|bc!)$/i },
  { of: 'Syncthing', name: /^[.~]syncthing[.~].+\.tmp$/ },
  { of: 'any program', name: /.\.(?:tmp|temp|incomplete|in-?progress|uploading|unfinished)$/i },
  { of: 'any program', name: /^~.+\.tmp$/i },
  { of: 'Redis', name: /^temp-(?:rewriteaof-(?:bg-)?)?\d+(?:\.\d+)?\.(?:rdb|aof)$/ },
  { of: 'vzdump', name: /^vzdump-.+\.(?:vma|tar)(?:\.(?:gz|lzo|zst))?\.dat$/ },
];

/** Directories in which nothing is finished; the last is that of a remote of git-annex. */
const UNFINISHED =
  /(?:^|\/)(?:(?:\.rsync-(?:partial|tmp)|\.~tmp~|[^/]+\.download)\/|tmp\/([A-Z\d_]+-[^/]*--[^/]+)\/\1$)/;

/** What a store leaves, by its path below the top of the store; the names are those of `VOUCHERS`. */
const IN_STORE: Readonly<Record<string, RegExp | ((path: BytePath, file: StoreFile) => boolean)>> = {
  barman: (path, { read }) => /^(?:streaming|incoming)\/|\.tmp$/.test(path) || isUnfinished(path, read),
  borg: (path, file) =>
    /^(?:index|hints|integrity)\.\d+\.tmp$|^lock\./.test(path) || isUncommitted(path, file.names()),
  borg2: /^(?:cache|locks)\/|\.tmp$/,
  'docker-registry': /(?:^|\/)_uploads\//,
  duplicacy: /\.tmp$/,
  duplicity: /^duplicity-.*(?:tempfile|temp)/,
  etcd: /^wal\/\d+\.tmp$|^snap\/(?:tmp|db\.tmp\.)\w*$/,
  git: /^objects\/(?:pack\/(?:\.?tmp[_-]|bup-)|(?:tmp_objdir-)?incoming-|[0-9a-f]{2}\/tmp_obj_|info\/.*(?:tmp_graph_|\.lock$))|^objects\/(?:tmp_|pack-tmp-)|^annex\/(?:tmp|othertmp|misctmp|transfer|journal)\/|\.lock$/,
  kopia: /\.f\.tmp\.\w+$|^\.tmp\./,
  leveldb: /^\d+\.dbtmp$/,
  lucene: /^pending_segments_|^write\.lock$/,
  mariadb: /^[^/]+\/[^/]+\.(?:new|del|ren)$|(?:^|\/)#sql[-_][^/]*$/,
  oci: /^ingest\//,
  pgbackrest: (path, file) => path.endsWith('.pgbackrest.tmp') || isOfUnfinished(path, file),
  postgresql: /(?:^|\/)pgsql_tmp|^pg_wal\/xlogtemp\.\d+$|\.init\.\d+$/,
  'proxmox-backup': /\.tmp_?\w*$/,
  restic: /^(?:.+-tmp-?\d+|locks?\/.+)$/,
};

/** Where a file in flight lies: in a store, whose tool passes over it, or elsewhere. */
export type InFlight = 'store' | 'elsewhere';

/** Returns whether the name of a file is that of one in flight, wherever it lies. */
export function isInFlight(path: BytePath): boolean {
  const name = nameOf(path);
  return UNFINISHED.test(path) || ANYWHERE.some((row) => row.name.test(name));
}

/** Returns whether a file is in flight in a store; `path` is below the top of the store, `store` the name of its voucher. */
export function isInFlightIn(store: string, path: BytePath, file: StoreFile): boolean {
  const rule = IN_STORE[store];
  return rule instanceof RegExp ? rule.test(path) : rule?.(path, file) === true;
}
