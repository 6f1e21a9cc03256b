import type { StructureVerdict } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { checkTablespace } from '../../structure/database/innodb/innodb.ts';
import { exactProbe } from '../../structure/kit/exact-reader.ts';
import { isZero, u32be } from '../../structure/kit/read-int.ts';
import { asNote, asWarning, broken, cut, UNKNOWN } from '../../structure/kit/verdicts.ts';
import type { StoreFile } from '../kit/layout.ts';
import { readDoublewrite } from './doublewrite.ts';
import { readRedoLog } from './redo-log.ts';

const HEAD = 64;

/**
 * A tablespace of InnoDB by its place (fil0fil.h, fsp0fsp.h): its first page is never encrypted, has the number 0 and
 * says twice, at 34 and at 38, of which space it is; after a crash it may be all zero where the redo log creates the
 * tablespace. Whether its pages hold is the matter of the format.
 */
export function innodbTablespace(path: BytePath, { read, names }: StoreFile): Probe<StructureVerdict> {
  const doublewrite = readDoublewrite(read);
  const start = doublewrite.size === 0 ? undefined : read(path, HEAD);
  const copies = start === undefined ? undefined : doublewrite.get(u32be(start, 34));
  if (start !== undefined && copies !== undefined && isFirstPage(start))
    return exactProbe((tape) => checkTablespace(tape, start, (page) => copies.has(page)));
  return exactProbe(function* (tape) {
    const head = yield* tape.takeUpTo(HEAD);
    yield* tape.readToEnd();
    if (head.length === 0) return UNKNOWN;
    if (head.length < HEAD) return cut(`ends at byte ${head.length}, inside the header of its first page`);
    if (isZero(head)) return withoutHead(path, read, names());
    return isFirstPage(head)
      ? UNKNOWN
      : broken(`no first page of InnoDB: it begins as ${head.toString('hex', 0, 42)}`);
  });
}

function isFirstPage(head: Uint8Array): boolean {
  return u32be(head, 4) === 0 && u32be(head, 34) === u32be(head, 38);
}

function withoutHead(path: BytePath, read: StoreFile['read'], names: ReadonlySet<string>): StructureVerdict {
  const wrong = `the header of its first page, from 0 to ${HEAD}, is all zero`;
  const log = readRedoLog(read);
  if (log?.created.has(path) === true) return asNote(broken(`${wrong}; the redo log creates it anew`));
  const hasOther = log === undefined && (names.has('ib_logfile0') || names.has('#innodb_redo/'));
  return hasOther
    ? asWarning(broken(`${wrong}; the redo log, which is not read here, may create it anew`))
    : broken(wrong);
}
