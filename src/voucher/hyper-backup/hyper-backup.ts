import { OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A backup of Synology Hyper Backup (`NAME.hbk`): chunks in buckets, which may be encrypted, with indexes of no published form. */
export const hyperBackup: Voucher = {
  name: 'hyper-backup',
  about:
    'backups of Synology Hyper Backup (.hbk): buckets and indexes are left alone, databases are followed',
  layouts: [
    {
      anchors: ['Pool/'],
      isTop: (names) =>
        names.has('Pool/') &&
        names.has('Config/') &&
        (names.has('_Syno_TaskConfig') ||
          names.has('synobkpinfo.db') ||
          names.has('SynologyHyperBackup.bkpi')),
      handle: (path) =>
        /^(?:Pool|Config|Control|Guard)\//.test(path) && !path.endsWith('.db') ? OPAQUE : undefined,
    },
  ],
};
