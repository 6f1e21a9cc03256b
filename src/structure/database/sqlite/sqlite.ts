import { asWarning } from '../../kit/as-warning.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { onTape, type Tape } from '../../kit/exact-reader.ts';
import { hexAt, u16be, u32be, wordAt } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createTrees, LOCK } from './trees.ts';

const HEADER = 100;

/**
 * A database of SQLite 3 (fileformat2.html): pages by the header's count where the version that counted is the last that
 * wrote; the first byte of every page, which is a kind of b-tree, a zero (overflow, free list), or in a pointer map 1 to 5;
 * the cells of every page of a b-tree; no page of zeros below another one, and no more of them than the free list has.
 */
export const sqlite: Structure = {
  name: 'sqlite',
  starts: 'S',
  traits: ['paged'],
  extensions: ['sqlite', 'sqlite3'],
  recognises: (head) => wordAt(head, 0, 16) === 'SQLite format 3\0',
  begin: () => onTape(walk),
};

/** The log beside a database in WAL mode. What follows its valid frames is left over on purpose. */
export const sqliteWal: Structure = {
  name: 'sqlite-wal',
  starts: '7',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => /^377f068[23]002de218$/.test(hexAt(head, 0, 8)),
};

/** The rollback journal beside a database. */
export const sqliteJournal: Structure = {
  name: 'sqlite-journal',
  starts: '\xd9',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => wordAt(head, 0, 8) === '\xd9\xd5\x05\xf9\x20\xa1\x63\xd7',
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const header = yield* tape.take(HEADER, 'the header');
  const stored = u16be(header, 16);
  const page = stored === 1 ? 65_536 : stored;
  const formats = Math.max(header.readUInt8(18), header.readUInt8(19));
  if (page < 512 || (page & (page - 1)) !== 0) return broken(`a page size of ${stored} bytes at 16`);
  if (header.readUInt8(21) !== 64 || header.readUInt8(22) !== 32 || header.readUInt8(23) !== 32)
    return broken('the payload fractions at 21 are not 64, 32, 32');
  if (formats > 2) return UNKNOWN;
  const pages = u32be(header, 28);
  const isCounted = pages > 0 && u32be(header, 24) === u32be(header, 92);
  const [root] = yield* tape.take(1, 'the first page');
  if (root !== 13 && root !== 5) return broken(`the first page is of kind ${root} at 100, wanted 13 or 5`);
  const trees = createTrees({
    reserved: header.readUInt8(20),
    pages: isCounted ? pages : 0,
    free: u32be(header, 36),
  });
  const first = yield* tape.most(page - HEADER - 1);
  if (first.length < page - HEADER - 1) return ended(tape.offset, 0);
  trees.see(1, Buffer.concat([header, Buffer.of(root), first]), HEADER);
  // In larger files the first byte of an overflow page is part of a page number.
  const hasKinds = pages < 2 ** 24 && isCounted;
  const hasPointerMap = u32be(header, 52) !== 0;
  const mapped = Math.floor((page - header.readUInt8(20)) / 5) + 1;
  const isPointerMap = (number: number): boolean =>
    (number - 2) % mapped === 0 || ((number - 3) % mapped === 0 && (number - 2) * page === LOCK);
  for (let number = 2; ; number++) {
    if (isCounted && number > pages) break;
    const offset = tape.offset;
    const bytes = yield* tape.most(page);
    const [kind] = bytes;
    if (kind === undefined) return ended(offset, number - 1);
    if (hasKinds && !isKind(kind, hasPointerMap))
      return broken(`page ${number} at ${offset} is of kind ${kind}, wanted 0, 2, 5, 10 or 13`);
    if (bytes.length < page) return ended(tape.offset, number);
    if (hasKinds && !(hasPointerMap && isPointerMap(number))) trees.see(number, bytes, 0);
  }
  yield* tape.rest();
  if (!hasKinds) return SOUND;
  const standing = trees.end(page);
  // A checkpoint that was interrupted leaves the pages of two versions side by side.
  return standing.is === 'broken' && formats === 2 ? asWarning(standing) : standing;

  function ended(size: number, whole: number): StructureVerdict {
    if (!isCounted) return size % page === 0 ? SOUND : UNKNOWN;
    const verdict = cut(
      `ends at byte ${size} in or after page ${whole}, wanted ${pages} pages of ${page} bytes`,
    );
    // A checkpoint that was interrupted leaves the missing pages in the -wal beside it.
    return formats === 2 ? asWarning(verdict) : verdict;
  }
}

function isKind(kind: number, hasPointerMap: boolean): boolean {
  return kind === 0 || kind === 2 || kind === 5 || kind === 10 || kind === 13 || (hasPointerMap && kind < 6);
}
