import { type BytePath, nameOf } from '../../model/path.ts';
import { checkedBy, PAGED, pagesOf } from '../kit/handling.ts';
import type { Handling, Layout } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';
import { pgControl } from './control.ts';
import { pgRelation } from './relation.ts';

const PAGES =
  /^(?:base|global|pg_(?:wal|xlog|xact|clog|multixact|subtrans|commit_ts|serial|notify|twophase|logical|replslot|stat|stat_tmp|dynshmem|snapshots|tblspc))\//;
const TABLESPACE = /^PG_\d+(?:\.\d+)?_\d{9}\//;
/** The files of a relation, by the number of its fork: main and init, free space map and visibility map. */
const RELATION =
  /^(?:(?:base|pg_tblspc\/\d+\/PG_[^/]+|PG_[^/]+)\/\d+|global)\/\d+(_fsm|_vm)?(?:_init)?(?:\.\d+)?$/;
const FIRST_NAMES = 4;

/** A data directory: an all-zero page is valid (bufpage.c, PageIsVerified), and whole files of them are. */
export const pgCluster: Layout = {
  anchors: ['PG_VERSION'],
  isTop: (names) =>
    names.has('PG_VERSION') &&
    names.has('base/') &&
    names.has('global/') &&
    (names.has('pg_wal/') || names.has('pg_xact/') || names.has('pg_xlog/') || names.has('pg_clog/')),
  handle(path) {
    if (path === 'global/pg_control') return checkedBy(pgControl);
    return PAGES.test(path) ? pagesAt(path) : undefined;
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
 * Clusters and tablespaces of PostgreSQL, as they lie on disk. `pg_control` is checked by its CRC-32C and the pages of
 * relations by their form; that a file is missing, or older than the others, cannot be seen.
 */
export const postgres: Voucher = {
  name: 'postgresql',
  about: 'PostgreSQL clusters and tablespaces: pg_control matches its CRC-32C; pages may be zero',
  layouts: [pgCluster, tablespace],
};

function pagesAt(path: BytePath): Handling | undefined {
  const [isRelation, map] = RELATION.exec(path) ?? [];
  if (isRelation !== undefined) return pagesOf(() => pgRelation(map === undefined));
  return nameOf(path) === 'PG_VERSION' ? undefined : PAGED;
}
