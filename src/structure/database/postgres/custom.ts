import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, PROVEN, SOUND } from '../../kit/verdicts.ts';
import { createZlibParts } from '../../kit/zlib-parts.ts';
import { intAt, type PgToc, readToc } from './toc.ts';

const DATA = 1;
const BLOBS = 3;
const PIECE = 65_536;

/**
 * An archive of pg_dump: `-Fc` complete, of `-Fd` and `-Ft` the `toc.dat` (pg_backup_archiver.c, pg_backup_custom.c).
 * The table of contents says how many data blocks follow; each consists of chunks with a length, and the Adler-32 of
 * zlib.
 */
export const pgCustom: Structure = {
  name: 'pg-custom',
  starts: 'P',
  traits: ['dense'],
  extensions: [],
  recognises: (head) => latin1At(head, 0, 5) === 'PGDMP' && head[5] === 1,
  createCheck: () =>
    exactProbe(function* (reader) {
      const toc = yield* readToc(reader);
      if ('is' in toc) return toc;
      if (!toc.isCustom) {
        yield* reader.readToEnd();
        return SOUND;
      }
      return yield* readBlocks(reader, toc);
    }),
};

function* readBlocks(
  reader: ExactReader,
  { dataIds, compression, intLength, readInt }: PgToc,
): Step<StructureVerdict> {
  const missing = new Set(dataIds);
  for (;;) {
    const offset = reader.offset;
    const [kind] = yield* reader.takeUpTo(1);
    if (kind === undefined) break;
    if (kind !== DATA && kind !== BLOBS) {
      if (missing.size === 0) break;
      return broken(`not a valid data block at ${offset}: kind ${kind}, wanted 1 or 3`);
    }
    const id = yield* readInt('the id of a data block');
    if (!missing.delete(id))
      return broken(`the data block at ${offset} belongs to entry ${id}, which has no data`);
    for (;;) {
      if (kind === BLOBS && (yield* readInt('large objects')) === 0) break;
      const wrong = yield* readChunks();
      if (wrong !== undefined) return broken(`the data of entry ${id}, from ${offset}: ${wrong}`);
      if (kind === DATA) break;
    }
  }
  if (missing.size > 0) return cut(`ends at ${reader.offset}; ${missing.size} data blocks are missing`);
  yield* reader.readToEnd();
  return compression === 'gzip' && dataIds.size > 0 ? PROVEN : SOUND;

  function* readChunks(): Step<string | undefined> {
    const zlib = compression === 'gzip' ? createZlibParts() : undefined;
    let count = 0;
    for (;;) {
      // Without compression a chunk is a row: those that lie entirely in the current piece are skipped without a step
      // each.
      const piece = yield* reader.takeSome(PIECE);
      let next = 0;
      while (next + intLength <= piece.length) {
        const data = next + intLength;
        const length = intAt(piece, next, intLength);
        if (length <= 0 || data + length > piece.length) break;
        zlib?.update(piece.subarray(data, data + length));
        next = data + length;
        count += 1;
      }
      reader.unread(piece.length - next);
      const at = reader.offset;
      const length = yield* readInt('a chunk');
      if (length < 0) return `not a valid chunk at ${at}: ${length} bytes`;
      if (length === 0) return count === 0 ? undefined : zlib?.end();
      yield* reader.skip(length, 'a chunk', (bytes) => zlib?.update(bytes));
      count += 1;
    }
  }
}
