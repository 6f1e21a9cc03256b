import { nameOf } from '../../../model/path.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { latin1At, u16be, u32be } from '../../kit/read-int.ts';
import type { CheckedFile, Structure, StructureVerdict } from '../../kit/structure.ts';
import { asNote, asWarning, broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { isHotJournal } from './journal.ts';
import { createTrees, LOCK } from './trees.ts';

const HEADER = 100;

/**
 * A database of SQLite 3 (fileformat2.html): the number of pages in the header, if the version that counted them was
 * the last to write; the first byte of every page, which is a kind of b-tree page, a zero (overflow, free list), or in
 * a pointer map 1 to 5; the cells of every b-tree page; no page refers to a page of zeros, and there are no more of
 * those than in the free list.
 */
export const sqlite: Structure = {
  name: 'sqlite',
  starts: 'S',
  traits: ['paged'],
  extensions: ['sqlite', 'sqlite3'],
  recognises: (head) => latin1At(head, 0, 16) === 'SQLite format 3\0',
  createCheck(file) {
    const probe = exactProbe(walk);
    return { update: (chunk) => probe.update(chunk), end: () => madeGood(probe.end(), file) };
  },
};

/** While pages are changed, their content from before lies in a journal, and SQLite writes it back when it opens the database. */
function madeGood(verdict: StructureVerdict, file: CheckedFile): StructureVerdict {
  if (verdict.is !== 'cut' && verdict.is !== 'broken') return verdict;
  const journal = `${nameOf(file.path)}-journal`;
  for (const { name, head } of file.beside?.() ?? [])
    if (name === journal && isHotJournal(head))
      return asNote({
        ...verdict,
        detail: `${verdict.detail}; the journal beside it has what it was, and SQLite writes that back`,
      });
  return verdict;
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(HEADER, 'the header');
  const stored = u16be(header, 16);
  const page = stored === 1 ? 65_536 : stored;
  const formats = Math.max(header.readUInt8(18), header.readUInt8(19));
  if (page < 512 || (page & (page - 1)) !== 0) return broken(`not a valid page size at 16: ${stored} bytes`);
  if (header.readUInt8(21) !== 64 || header.readUInt8(22) !== 32 || header.readUInt8(23) !== 32)
    return broken('the payload fractions at 21 are not 64, 32, 32');
  if (formats > 2) return UNKNOWN;
  const pages = u32be(header, 28);
  const isCounted = pages > 0 && u32be(header, 24) === u32be(header, 92);
  const [root] = yield* reader.take(1, 'the first page');
  if (root !== 13 && root !== 5) return broken(`the first page at 100 is of kind ${root}, wanted 13 or 5`);
  const trees = createTrees({
    reserved: header.readUInt8(20),
    pages: isCounted ? pages : 0,
    free: u32be(header, 36),
  });
  const first = yield* reader.takeUpTo(page - HEADER - 1);
  if (first.length < page - HEADER - 1) return ended(reader.offset, 0);
  trees.see(1, Buffer.concat([header, Buffer.of(root), first]), HEADER);
  // In larger files the first byte of an overflow page is part of a page number.
  const hasKinds = pages < 2 ** 24 && isCounted;
  const hasPointerMap = u32be(header, 52) !== 0;
  const mapped = Math.floor((page - header.readUInt8(20)) / 5) + 1;
  const isPointerMap = (number: number): boolean =>
    (number - 2) % mapped === 0 || ((number - 3) % mapped === 0 && (number - 2) * page === LOCK);
  for (let number = 2; ; number++) {
    if (isCounted && number > pages) break;
    const offset = reader.offset;
    const bytes = yield* reader.takeUpTo(page);
    const [kind] = bytes;
    if (kind === undefined) return ended(offset, number - 1);
    if (hasKinds && !isKind(kind, hasPointerMap))
      return broken(`page ${number} at ${offset} is of kind ${kind}, wanted 0, 2, 5, 10 or 13`);
    if (bytes.length < page) return ended(reader.offset, number);
    if (hasKinds && !(hasPointerMap && isPointerMap(number))) trees.see(number, bytes, 0);
  }
  yield* reader.readToEnd();
  if (!hasKinds) return SOUND;
  const inTrees = trees.end(page);
  // An interrupted checkpoint leaves a mix of pages of two versions.
  return inTrees.is === 'broken' && formats === 2 ? asWarning(inTrees) : inTrees;

  function ended(size: number, whole: number): StructureVerdict {
    if (!isCounted) return size % page === 0 ? SOUND : UNKNOWN;
    const verdict = cut(
      `ends at ${size}, in or after page ${whole}; its header says ${pages} pages of ${page} bytes`,
    );
    // An interrupted checkpoint leaves the missing pages in the -wal file.
    return formats === 2 ? asWarning(verdict) : verdict;
  }
}

function isKind(kind: number, hasPointerMap: boolean): boolean {
  return kind === 0 || kind === 2 || kind === 5 || kind === 10 || kind === 13 || (hasPointerMap && kind < 6);
}
