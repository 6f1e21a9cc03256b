import { held, OPAQUE } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { levelLog } from './log.ts';
import { levelTable } from './table.ts';

/** A database of LevelDB or RocksDB (doc/log_format.md, doc/table_format.md). */
export const levelDb: Store = {
  name: 'leveldb',
  about:
    'LevelDB and RocksDB: records of logs and manifests hold by their CRC-32C, tables end in their footer',
  isTop(names) {
    if (!names.has('CURRENT')) return false;
    for (const name of names) if (/^MANIFEST-\d+$/.test(name)) return true;
    return false;
  },
  handle(path) {
    if (/^(?:\d+\.log|MANIFEST-\d+)$/.test(path)) return held(levelLog);
    if (/^\d+\.(?:ldb|sst)$/.test(path)) return held(() => levelTable(path.endsWith('.ldb')));
    return /^(?:archive\/)?\d+\.(?:blob|log)$/.test(path) ? OPAQUE : undefined;
  },
};
