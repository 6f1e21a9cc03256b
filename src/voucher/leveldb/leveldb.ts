import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { rocksBlob } from './blob.ts';
import { levelLog } from './log.ts';
import { levelTable } from './table.ts';

/** A database of LevelDB or RocksDB (doc/log_format.md, doc/table_format.md). */
export const levelDb: Voucher = {
  name: 'leveldb',
  about:
    'LevelDB and RocksDB: records of logs, manifests and blob files and blocks of tables match their checksums',
  layouts: [
    {
      anchors: ['CURRENT'],
      isTop(names) {
        if (!names.has('CURRENT')) return false;
        for (const name of names) if (/^MANIFEST-\d+$/.test(name)) return true;
        return false;
      },
      handle(path, file) {
        if (/^(?:\d+\.log|MANIFEST-\d+)$/.test(path)) return checkedBy(levelLog);
        if (/^\d+\.(?:ldb|sst)$/.test(path)) return checkedBy(() => levelTable(path, file));
        if (/^\d+\.blob$/.test(path)) return checkedBy(rocksBlob);
        return /^(?:archive\/)?\d+\.(?:blob|log)$/.test(path) ? OPAQUE : undefined;
      },
    },
  ],
};
