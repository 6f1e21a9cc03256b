import { nameOf } from '../../model/path.ts';
import { pgControl } from './pg-control.ts';
import type { Store } from './store.ts';
import { held, PAGED } from './taken.ts';

const PAGES =
  /^(?:base|global|pg_(?:wal|xlog|xact|clog|multixact|subtrans|commit_ts|serial|notify|twophase|logical|replslot|stat|stat_tmp|dynshmem|snapshots|tblspc))\//;
const TABLESPACE = /^PG_\d+(?:\.\d+)?_\d{9}\//;
const FIRST_NAMES = 4;

/** A data directory of PostgreSQL: an all-zero page is valid (bufpage.c, PageIsVerified), and whole files of them are. */
export const postgres: Store = {
  name: 'postgresql',
  about: 'a cluster of PostgreSQL: pg_control holds by its CRC-32C; pages may be zero',
  isTop: (names) =>
    names.has('PG_VERSION') &&
    names.has('base/') &&
    names.has('global/') &&
    (names.has('pg_wal/') || names.has('pg_xact/') || names.has('pg_xlog/') || names.has('pg_clog/')),
  take(path) {
    if (path === 'global/pg_control') return held(pgControl);
    return PAGES.test(path) && nameOf(path) !== 'PG_VERSION' ? PAGED : undefined;
  },
};

/** A tablespace of PostgreSQL: one directory a version of the server. */
export const pgTablespace: Store = {
  name: 'postgresql-tablespace',
  about: 'a tablespace of PostgreSQL: pages may be zero',
  isTop(names) {
    if (names.size > FIRST_NAMES) return false;
    for (const name of names) if (name.startsWith('PG_') && TABLESPACE.test(name)) return true;
    return false;
  },
  take: (path) => (TABLESPACE.test(path) && nameOf(path) !== 'PG_VERSION' ? PAGED : undefined),
};
