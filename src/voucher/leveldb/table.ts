import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { onTape } from '../../structure/kit/exact-reader.ts';
import { cut, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';

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

/** A table: it ends in a footer with a magic number. Elsewhere than in LevelDB a whole table may be encrypted. */
export function levelTable(isLevelDb: boolean): Probe<StructureVerdict> {
  return onTape(function* (tape) {
    const end = yield* tape.restBut(FOOTER, () => {});
    const magic = end.toString('hex', end.length - MAGIC);
    if (end.length === FOOTER && MAGICS.has(magic)) return SOUND;
    return isLevelDb || end.length < FOOTER
      ? cut(`ends at byte ${tape.offset} as ${magic}, without the footer of a table`)
      : UNKNOWN;
  });
}
