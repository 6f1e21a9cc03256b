import { type BytePath, join } from '../../model/path.ts';

/** The tars of pg_basebackup: `base`, `pg_wal` or the number of a tablespace, and how it is packed. */
export const PG_TAR = /^(base|pg_wal|\d{1,10})\.tar(?:\.(gz|lz4|zst))?$/;

const IGNORED = new Set(['backup_manifest', 'postgresql.auto.conf', 'recovery.signal', 'standby.signal']);

/** What pg_verifybackup passes over at the top of a data directory: it may change, or come, after the backup. */
export function isIgnoredByPostgres(path: BytePath): boolean {
  return IGNORED.has(path) || path === 'pg_wal' || path.startsWith('pg_wal/');
}

/** The number of the tablespace that a path of a data directory lies in, and the path in that. */
export function tablespaceOf(path: BytePath): readonly [number: string, path: BytePath] | undefined {
  const [, number, rest] = /^pg_tblspc\/(\d{1,10})\/(.+)$/s.exec(path) ?? [];
  return number === undefined || rest === undefined ? undefined : [number, rest];
}

const HALF = 16;

/** Returns where Barman keeps a file of the write-ahead log, below the directory of its server: all but histories by their first half. */
export function walPath(server: BytePath, name: string): BytePath {
  const directory = name.endsWith('.history') ? 'wals' : `wals/${name.slice(0, HALF)}`;
  return join(server, `${directory}/${name}`);
}
