import { type BytePath, nameOf } from '../../model/path.ts';
import { held, PAGED, pagesOf } from '../kit/handling.ts';
import type { Handling, Store } from '../kit/layout.ts';
import { pgControl } from './control.ts';
import { pgRelation } from './relation.ts';

const PAGES =
  /^(?:base|global|pg_(?:wal|xlog|xact|clog|multixact|subtrans|commit_ts|serial|notify|twophase|logical|replslot|stat|stat_tmp|dynshmem|snapshots|tblspc))\//;
const TABLESPACE = /^PG_\d+(?:\.\d+)?_\d{9}\//;
/** The files of a relation, by the number of its fork: main and init, free space map and visibility map. */
const RELATION =
  /^(?:(?:base|pg_tblspc\/\d+\/PG_[^/]+|PG_[^/]+)\/\d+|global)\/\d+(_fsm|_vm)?(?:_init)?(?:\.\d+)?$/;
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
  handle(path) {
    if (path === 'global/pg_control') return held(pgControl);
    return PAGES.test(path) ? pagesAt(path) : undefined;
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
  handle: (path) => (TABLESPACE.test(path) ? pagesAt(path) : undefined),
};

function pagesAt(path: BytePath): Handling | undefined {
  const [isRelation, map] = RELATION.exec(path) ?? [];
  if (isRelation !== undefined) return pagesOf(() => pgRelation(map === undefined));
  return nameOf(path) === 'PG_VERSION' ? undefined : PAGED;
}
