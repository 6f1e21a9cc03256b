import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u32be } from '../../structure/kit/read-int.ts';
import { broken, cut, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { OPAQUE, PAGED, pagesOf } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

const HEAD = 64;
/** A tablespace from its first page on: ibdata2 and those after it continue where ibdata1 ends. */
const SPACE = /^(?:ibdata1|(?:[^/]+\/)?[^/]+\.ibd)$/;
const PAGES =
  /(?:^|\/)(?:ib_logfile\d+|ibdata\d+|ibtmp\d+|undo_?\d{3}|#ib_redo\d+(?:_tmp)?|xtrabackup_logfile|aria_log\.\d{8}|aria_log_control|[^/]*\.(?:ibd|ibt|ibu|MYD|MYI|MAD|MAI|frm|dblwr|bdblwr))$/;
const LOGS = /^[^/]*(?:bin|relay)[^/]*\.\d{6}$/;

/** A data directory of MariaDB or MySQL, or what mariabackup and xtrabackup made of one. */
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
      handle(path) {
        if (SPACE.test(path)) return pagesOf(innodbFile);
        if (PAGES.test(path)) return PAGED;
        return LOGS.test(path) ? OPAQUE : undefined;
      },
    },
  ],
};

/**
 * A tablespace of InnoDB by its place (fil0fil.h, fsp0fsp.h): its first page is never encrypted, has the number 0 and
 * says twice, at 34 and at 38, of which space it is. Whether its pages hold is the matter of the format.
 */
function innodbFile(): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const head = yield* tape.takeUpTo(HEAD);
    yield* tape.readToEnd();
    if (head.length === 0) return UNKNOWN;
    if (head.length < HEAD) return cut(`ends at byte ${head.length}, inside the header of its first page`);
    if (isZero(head)) return broken(`the header of its first page, from 0 to ${HEAD}, is all zero`);
    const isFirst = u32be(head, 4) === 0 && u32be(head, 34) === u32be(head, 38);
    return isFirst ? UNKNOWN : broken(`no first page of InnoDB: it begins as ${head.toString('hex', 0, 42)}`);
  });
}
