import type { Step } from '../kit/chunked-reader.ts';
import { onTape, reaching, type Tape } from '../kit/exact-reader.ts';
import { u32be, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken } from '../kit/verdicts.ts';

const HEADER = 100;

/**
 * Shapes of maps and their index (ESRI Shapefile Technical Description, 1998; .shp, .shx): the length in the header, and
 * in .shp the chain of numbered records up to it.
 */
export const shapefile: Structure = {
  name: 'shapefile',
  starts: '\0',
  traits: [],
  extensions: ['shp', 'shx'],
  recognises: (head) => u32be(head, 0) === 9994 && u32le(head, 28) === 1000 && u32be(head, 24) * 2 >= HEADER,
  begin: ({ path }) => onTape((tape) => walk(tape, /\.shp$/i.test(path))),
};

function* walk(tape: Tape, hasRecords: boolean): Step<StructureVerdict> {
  const end = u32be(yield* tape.take(HEADER, 'the header'), 24) * 2;
  const until = hasRecords ? end : 0;
  for (let number = 1; tape.offset < until; number++) {
    const at = tape.offset;
    const record = yield* tape.take(8, 'a record');
    const found = u32be(record, 0);
    // Some writers count from 0.
    if (found !== number && found !== number - 1) return broken(`no record ${number} at ${at}`);
    yield* tape.skip(u32be(record, 4) * 2, `the record at ${at}`);
  }
  return yield* reaching(tape, end, 'the length in its header');
}
