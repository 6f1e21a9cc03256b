import type { StructureVerdict } from '../../model/content.ts';
import type { Probe } from '../../model/probe.ts';
import { onTape } from '../../structure/kit/exact-reader.ts';
import { isZero, u32be } from '../../structure/kit/read-int.ts';
import { broken, cut, UNKNOWN } from '../../structure/kit/verdicts.ts';

const HEAD = 64;

/**
 * A tablespace of InnoDB by its place (fil0fil.h, fsp0fsp.h): its first page is never encrypted, has the number 0 and
 * says twice, at 34 and at 38, of which space it is. Whether its pages hold is the matter of the format.
 */
export function innodbFile(): Probe<StructureVerdict> {
  return onTape(function* (tape) {
    const head = yield* tape.most(HEAD);
    yield* tape.rest();
    if (head.length === 0) return UNKNOWN;
    if (head.length < HEAD) return cut(`ends at byte ${head.length}, inside the header of its first page`);
    if (isZero(head)) return broken(`the header of its first page, from 0 to ${HEAD}, is all zero`);
    const isFirst = u32be(head, 4) === 0 && u32be(head, 34) === u32be(head, 38);
    return isFirst ? UNKNOWN : broken(`no first page of InnoDB: it begins as ${head.toString('hex', 0, 42)}`);
  });
}
