import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { SOUND } from '../../structure/kit/verdicts.ts';
import { unpacked } from '../kit/compressed-file.ts';
import type { Voucher } from '../kit/voucher.ts';
import { type PgManifest, parsePgManifest } from './manifest.ts';
import { isIgnoredByPostgres, PG_TAR, tablespaceOf } from './names.ts';
import { type PgTarPart, pgTar } from './tar.ts';

/**
 * The backup_manifest of a base backup of PostgreSQL. In plain format every file has a size and mostly a digest, and nothing
 * else may lie there but what pg_verifybackup ignores; in tar format (`pg_basebackup -Ft`) the members of the tars are
 * checked against it. Segments of the write-ahead log are checked by name and size; their records are not read.
 */
export const pgBackup: Voucher = {
  name: 'pg-backup-manifest',
  about:
    'PostgreSQL backup_manifest (pg_basebackup, plain or tar): sizes and digests, also inside tars; a closed inventory',
  layouts: [
    {
      anchors: ['backup_manifest'],
      isTop: (names) =>
        names.has('backup_manifest') &&
        !names.has('PG_VERSION') &&
        [...names].some((name) => PG_TAR.test(name)),
      handle(path, { size, read, names }) {
        const [, part] = PG_TAR.exec(path) ?? [];
        if (part === undefined) return undefined;
        return {
          is: 'check',
          vouched: true,
          begin() {
            const bytes = read('backup_manifest');
            const manifest = bytes === undefined ? undefined : parsePgManifest(bytes);
            if (manifest === undefined || 'is' in manifest) return NOT_HELD;
            const hasLog = [...names()].some((name) => PG_TAR.exec(name)?.[1] === 'pg_wal');
            return unpacked(path, size, pgTar(partOf(part, manifest, hasLog)));
          },
        };
      },
    },
  ],
  list: {
    find: (names) => (names.has('backup_manifest') ? ['backup_manifest'] : []),
    open: async (candidate) => (await import('./list.ts')).openPgBackup(candidate),
  },
};

/** Where the manifest does not hold, that is said of the manifest. */
const NOT_HELD: Probe<StructureVerdict> = { update: () => {}, end: () => SOUND };

/** What must be in a tar: `base`, `pg_wal`, or a tablespace by its number. */
function partOf(part: string, { files, ranges }: PgManifest, hasLog: boolean): PgTarPart {
  if (part === 'pg_wal') return { files: new Map(), isIgnored: () => true, log: { directory: '', ranges } };
  const own = files.flatMap((file) => {
    const [space, name] = tablespaceOf(file.path) ?? ['base', file.path];
    return space === part ? [[name, file] as const] : [];
  });
  const isIgnored = (name: BytePath): boolean => part === 'base' && isIgnoredByPostgres(name);
  return {
    files: new Map(own),
    isIgnored,
    ...(part === 'base' && !hasLog ? { log: { directory: 'pg_wal', ranges } } : {}),
  };
}
