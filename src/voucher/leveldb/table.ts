import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { u32le } from '../../structure/kit/read-int.ts';
import { cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../../structure/kit/verdicts.ts';
import type { StoreFile } from '../kit/layout.ts';
import { type Blocks, blocksOf } from './table-blocks.ts';

const FOOTER = 48;
const MAGIC = 8;
/** The packing of a block, and its checksum. */
const [TYPE, SUM] = [1, 4];
/** Of LevelDB; of the block-based, plain and cuckoo tables of RocksDB, each with its older form; of Pebble. */
const MAGICS = new Set([
  '57fb808b247547db',
  'f7cff485b741e288',
  '95bf639622294282',
  '91bf639622294282',
  'f09faab3f09faab3',
]);

/**
 * A table: each block is followed by its checksum, and all end in a footer with a magic number. Where the blocks lie is
 * read from the index, which is read in advance. Elsewhere than in LevelDB a whole table may be encrypted.
 */
export function levelTable(path: BytePath, { size, read }: StoreFile): Probe<StructureVerdict> {
  return exactProbe(function* (reader) {
    const blocks =
      size === undefined ? undefined : blocksOf(size, (from, length) => read(path, length, from));
    if (blocks !== undefined && 'is' in blocks) return blocks;
    const wrong = blocks === undefined ? undefined : yield* checkBlocks(reader, blocks);
    if (wrong !== undefined) return wrong;
    const end = yield* reader.readAllBut(FOOTER, () => {});
    const magic = end.toString('hex', Math.max(0, end.length - MAGIC));
    if (end.length === FOOTER && MAGICS.has(magic)) return blocks?.isWhole === true ? PROVEN : SOUND;
    return path.endsWith('.ldb') || end.length < FOOTER
      ? cut(`ends at byte ${reader.offset} as ${magic}, without the footer of a table`)
      : UNKNOWN;
  });
}

function* checkBlocks(reader: ExactReader, { handles, sum }: Blocks): Step<StructureVerdict | undefined> {
  for (const { offset, length } of handles) {
    if (offset < reader.offset) return undefined;
    const what = `the block at ${offset}`;
    yield* reader.skipTo(offset, what);
    const hash = sum.create();
    yield* reader.skip(length + TYPE, what, (bytes) => hash.update(bytes));
    const wanted = u32le(yield* reader.take(SUM, what), 0);
    const found = hash.end();
    if (found !== undefined && found !== wanted)
      return mismatch(`block at ${offset}: ${sum.name}`, wanted, found);
  }
  return undefined;
}
