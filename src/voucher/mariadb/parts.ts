import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { latin1At, u64be } from '../../structure/kit/read-int.ts';
import { isThere, lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, statEntry } from '../kit/read-voucher-file.ts';

/** What a backup writes when all else is there; the second is the name from MariaDB 11.1 on. */
const CHECKPOINTS = ['xtrabackup_checkpoints', 'mariadb_backup_checkpoints'] as const;
const LOG = 'ib_logfile0';
/** The log of XtraBackup and of mariabackup before MariaDB 10.2: a server has none of this name. */
const FORMER_LOG = 'xtrabackup_logfile';
/** The format of MariaDB 10.8 and later; its header names the program that made the log. */
const PHYSICAL = 'Phys';
const FIRST_AT = 8;
const CREATOR_AT = 16;
const OF_BACKUP = 'Backup ';
const LOG_START = 12_288;
/** A prepared backup keeps one record of its log, and `--copy-back` copies that without the checkpoints. */
const MOST_PREPARED = 16_384;
const TYPE = /^backup_type *= *([\w-]+)/m;
const LAST = /^last_lsn *= *(\d+)/m;

/** What a backup of mariabackup or XtraBackup cannot do without: the mark of its end, and its log up to the last position. */
export function mariadbParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const log = join(directory, LOG);
  const head = headOf(root, log, LOG_START);
  const size = statEntry(root, log)?.size ?? 0;
  const isOfBackup =
    latin1At(head, 0, PHYSICAL.length) === PHYSICAL &&
    latin1At(head, CREATOR_AT, OF_BACKUP.length) === OF_BACKUP;
  const mark = CHECKPOINTS.find((name) => isThere(place, name));
  if (mark !== undefined) {
    const lost = lostKeyFile(place, mark);
    if (lost.length > 0) return lost;
    const text = headOf(root, join(directory, mark), 4096).toString('latin1');
    return isOfBackup ? shortLog(place, text, { size, first: u64be(head, FIRST_AT) }) : [];
  }
  const isPrepared = size > LOG_START && size <= MOST_PREPARED;
  const inventory = isThere(place, FORMER_LOG) ? FORMER_LOG : isOfBackup && !isPrepared ? LOG : undefined;
  if (inventory === undefined) return [];
  const note = `${inventory} is of a backup, which writes this file last: it did not come to its end, and cannot be prepared`;
  return [missingPart(place, inventory, CHECKPOINTS[0], note)];
}

/** Says where the log of a backup that is not prepared ends before the position up to which it was copied. */
function shortLog(
  { root, directory }: PartsPlace,
  text: string,
  { size, first }: { readonly size: number; readonly first: number },
): Finding[] {
  const type = TYPE.exec(text)?.[1];
  const last = Number(LAST.exec(text)?.[1] ?? 0);
  if ((type !== 'full-backuped' && type !== 'incremental') || last <= first) return [];
  const wanted = LOG_START + last - first;
  if (size >= wanted || statEntry(root, join(directory, LOG))?.kind !== 'file') return [];
  const note = `it ends at byte ${size}, and the backup was copied up to the position ${last}, at byte ${wanted}`;
  return [finding('truncated-content', join(directory, LOG), { note })];
}
