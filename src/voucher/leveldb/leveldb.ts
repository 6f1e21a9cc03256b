import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { cut, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { levelLog } from './log.ts';

const FOOTER = 48;
const MAGIC = 8;
/** Of LevelDB; of the block-based, plain and cuckoo tables of RocksDB, each with its older form; of Pebble. */
const MAGICS = new Set([
  '57fb808b247547db',
  'f7cff485b741e288',
  '95bf639622294282',
  '91bf639622294282',
  'f09faab3f09faab3',
]);

/** A database of LevelDB or RocksDB (doc/log_format.md, doc/table_format.md). */
export const levelDb: Voucher = {
  name: 'leveldb',
  about:
    'LevelDB and RocksDB: records of logs and manifests hold by their CRC-32C, tables end in their footer',
  layouts: [
    {
      anchors: ['CURRENT'],
      isTop(names) {
        if (!names.has('CURRENT')) return false;
        for (const name of names) if (/^MANIFEST-\d+$/.test(name)) return true;
        return false;
      },
      handle(path) {
        if (/^(?:\d+\.log|MANIFEST-\d+)$/.test(path)) return checkedBy(levelLog);
        if (/^\d+\.(?:ldb|sst)$/.test(path)) return checkedBy(() => levelTable(path.endsWith('.ldb')));
        return /^(?:archive\/)?\d+\.(?:blob|log)$/.test(path) ? OPAQUE : undefined;
      },
    },
  ],
};

/** A table: it ends in a footer with a magic number. Elsewhere than in LevelDB a whole table may be encrypted. */
function levelTable(isLevelDb: boolean): Probe<StructureVerdict> {
  return exactProbe(function* (tape) {
    const end = yield* tape.readAllBut(FOOTER, () => {});
    const magic = end.toString('hex', end.length - MAGIC);
    if (end.length === FOOTER && MAGICS.has(magic)) return SOUND;
    return isLevelDb || end.length < FOOTER
      ? cut(`ends at byte ${tape.offset} as ${magic}, without the footer of a table`)
      : UNKNOWN;
  });
}
