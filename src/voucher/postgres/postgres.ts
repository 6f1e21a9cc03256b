import type { StructureVerdict } from '../../model/content.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { SOUND } from '../../structure/kit/verdicts.ts';
import { checkedBy, PAGED, pagesOf } from '../kit/handling.ts';
import type { Handling, Layout, StoreFile } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';
import { type Cluster, readCluster } from './cluster.ts';
import { pgControl } from './control.ts';
import { type PageSums, pgRelation } from './relation.ts';
import { pgFilenodeMap, pgStatusSegment, pgVersion, type SegmentFacts } from './small-files.ts';
import { visiblePages } from './visibility.ts';
import { walArchive, walSegment } from './wal-archive.ts';

const PAGES =
  /^(?:base|global|pg_(?:wal|xlog|xact|clog|multixact|subtrans|commit_ts|serial|notify|twophase|logical|replslot|stat|stat_tmp|dynshmem|snapshots|tblspc))\//;
const TABLESPACE = /^PG_\d+(?:\.\d+)?_\d{9}\//;
/** The files of a relation: its number, its fork, whether it is what an unlogged table is reset to, its segment. */
const RELATION =
  /^((?:(?:base|pg_tblspc\/\d+\/PG_[^/]+|PG_[^/]+)\/\d+|global)\/\d+)(_fsm|_vm)?(_init)?(?:\.(\d+))?$/;
const MAP = /^(?:global|(?:base|pg_tblspc\/\d+\/PG_[^/]+)\/\d+)\/pg_filenode\.map$/;
const LOG = /^pg_(?:wal|xlog)\/[0-9A-F]{16}00000[0-9A-F]{3}$/;
/** The status of transactions; what a server empties when it starts (pg_subtrans, pg_notify, pg_serial) is not asked. */
const STATUS = /^(pg_xact|pg_clog|pg_multixact\/(?:members|offsets)|pg_commit_ts)\/([0-9A-F]{4,15})$/;
/** Transactions of which one segment has the status. */
const SEGMENT_TRANSACTIONS = 2 ** 20;
/** Transactions after which one has ended: those of initdb in the first segment, more than one page of others. */
const ENDED_FIRST = 64;
const ENDED_LATER = 32_768;
const FIRST_NAMES = 4;

/** A data directory: an all-zero page is valid (bufpage.c, PageIsVerified), and whole files of them are. */
export const pgCluster: Layout = {
  anchors: ['PG_VERSION'],
  isTop: (names) =>
    names.has('PG_VERSION') &&
    names.has('base/') &&
    names.has('global/') &&
    (names.has('pg_wal/') || names.has('pg_xact/') || names.has('pg_xlog/') || names.has('pg_clog/')),
  handle(path, { read }) {
    if (path === 'global/pg_control') return checkedBy(pgControl);
    if (path === 'PG_VERSION') return checkedBy(pgVersion);
    if (!PAGES.test(path)) return undefined;
    if (LOG.test(path)) return pagesOf(() => walSegment(path, read));
    if (MAP.test(path)) return checkedBy(() => pgFilenodeMap(read('PG_VERSION', 16)));
    const [, kind, segment] = STATUS.exec(path) ?? [];
    if (kind !== undefined && segment !== undefined)
      return pagesOf(() => pgStatusSegment(segmentFacts(kind, segment, readCluster(read))));
    return pagesAt(path, read);
  },
};

/** A tablespace: one directory per version of the server. */
const tablespace: Layout = {
  isHint: (name) => name.startsWith('PG_'),
  isTop(names) {
    if (names.size > FIRST_NAMES) return false;
    for (const name of names) if (name.startsWith('PG_') && TABLESPACE.test(name)) return true;
    return false;
  },
  handle: (path) => (TABLESPACE.test(path) ? pagesAt(path) : undefined),
};

/**
 * Clusters and tablespaces of PostgreSQL, as they lie on disk. `pg_control`, the maps of files and, where the cluster has
 * data checksums, every page hold by their checksums; else pages are checked by their form. That a file is missing, or
 * older than the others, cannot be seen; nor the checksums of a tablespace without its cluster, which alone has pg_control.
 */
export const postgres: Voucher = {
  name: 'postgresql',
  about: 'PostgreSQL clusters and tablespaces: pg_control and pages match their checksums; pages may be zero',
  layouts: [pgCluster, tablespace, walArchive],
};

function pagesAt(path: BytePath, read?: StoreFile['read']): Handling | undefined {
  const [isRelation, relation, map, init, segment] = RELATION.exec(path) ?? [];
  if (isRelation === undefined || relation === undefined)
    return nameOf(path) === 'PG_VERSION' ? checkedBy(pgVersion) : PAGED;
  return pagesOf(() => {
    const cluster = read === undefined ? undefined : readCluster(read);
    const isReset = init === undefined && read?.(`${relation}_init`, 1) !== undefined;
    // Recovery sets unlogged tables to empty, whatever is in them.
    if (isReset && cluster?.isShutDown === false) return NOT_ASKED;
    const sums = sumsOf(cluster, Number(segment ?? 0), map !== undefined);
    // While a server runs, or is copied, the map may be ahead of the table.
    if (map !== undefined || init !== undefined || read === undefined || cluster?.isShutDown !== true)
      return pgRelation(map === undefined, sums);
    const firstBlock = Number(segment ?? 0) * cluster.segmentBlocks;
    return pgRelation(true, sums, visiblePages(relation, firstBlock, read));
  });
}

const NOT_ASKED: Probe<StructureVerdict> = { update: () => {}, end: () => SOUND };

/**
 * How the pages of a file are checked. A copy of a running server that is not a base backup is what a power failure
 * leaves: the log writes anew what was changed after the last checkpoint, but a page may have been torn with its old
 * head, so that a mismatch is a warning. The map of free space and that of visible pages are built again by the server.
 */
function sumsOf(cluster: Cluster | undefined, segment: number, isMap: boolean): PageSums | undefined {
  if (cluster?.hasChecksums !== true) return undefined;
  const { isShutDown, isBackup, redo, segmentBlocks } = cluster;
  return { firstBlock: segment * segmentBlocks, redo, isWeak: isMap || (!isShutDown && !isBackup) };
}

/** A segment that begins before the next transaction was there at the last checkpoint, and it has its status. */
function segmentFacts(kind: string, segment: string, cluster: Cluster | undefined): SegmentFacts {
  if (cluster === undefined) return { isSettled: false, isUsed: false };
  const { isShutDown, nextXid } = cluster;
  if (nextXid === undefined || kind !== 'pg_xact') return { isSettled: isShutDown, isUsed: false };
  const number = Number.parseInt(segment, 16);
  const passed = (nextXid - number * SEGMENT_TRANSACTIONS) >>> 0;
  const isUsed = passed > (number === 0 ? ENDED_FIRST : ENDED_LATER) && passed < 2 ** 31;
  return { isSettled: isShutDown, isUsed };
}
