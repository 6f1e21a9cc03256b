import type { BytePath } from '../../model/path.ts';
import { OPAQUE, PAGED, pagesOf } from '../kit/handling.ts';
import type { Handling, StoreFile } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';
import { innodbTablespace } from './tablespace.ts';

/** A tablespace from its first page on: ibdata2 and those after it continue where ibdata1 ends. */
const SPACE = /^(?:ibdata1|(?:[^/]+\/)?[^/]+\.ibd)$/;
const PAGES =
  /(?:^|\/)(?:ib_logfile\d+|ibdata\d+|ibtmp\d+|undo_?\d{3}|#ib_redo\d+(?:_tmp)?|xtrabackup_logfile|aria_log\.\d{8}|aria_log_control|[^/]*\.(?:ibd|ibt|ibu|MYD|MYI|MAD|MAI|frm|dblwr|bdblwr)(?:\.delta)?)$/;
const LOGS = /^[^/]*(?:bin|relay)[^/]*\.\d{6}$/;

/** How a file is to be handled, by its path below the directory. */
function handle(path: BytePath, file: StoreFile): Handling | undefined {
  if (SPACE.test(path)) return pagesOf(() => innodbTablespace(path, file));
  if (PAGES.test(path)) return PAGED;
  return LOGS.test(path) ? OPAQUE : undefined;
}

/** A data directory of MariaDB or MySQL, an incremental backup, or what mariabackup and xtrabackup made of one. */
export const mariadb: Voucher = {
  name: 'mariadb',
  about: 'a data directory of MariaDB or MySQL: pages and logs may be zero, and may be encrypted',
  layouts: [
    {
      anchors: ['ibdata1'],
      isTop: (names) =>
        names.has('ibdata1') &&
        (names.has('mysql/') ||
          names.has('mysql.ibd') ||
          names.has('ib_logfile0') ||
          names.has('#innodb_redo/') ||
          names.has('xtrabackup_checkpoints') ||
          names.has('mariadb_backup_checkpoints')),
      handle,
    },
    {
      anchors: ['ib_logfile0', 'xtrabackup_logfile'],
      isTop: (names) =>
        !names.has('ibdata1') && (names.has('ib_logfile0') || names.has('xtrabackup_logfile')),
      handle,
    },
  ],
};
