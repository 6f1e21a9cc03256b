import type { Step } from '../kit/chunked-reader.ts';
import { checkReaches, type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { u32be, u32le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken } from '../kit/verdicts.ts';

const HEADER = 100;

/**
 * Map shapes and their index (ESRI Shapefile Technical Description, 1998; .shp, .shx): the length in the header, and in
 * .shp the chain of numbered records up to it.
 */
export const shapefile: Structure = {
  name: 'shapefile',
  starts: '\0',
  traits: [],
  extensions: ['shp', 'shx'],
  recognises: (head) => u32be(head, 0) === 9994 && u32le(head, 28) === 1000 && u32be(head, 24) * 2 >= HEADER,
  createCheck: ({ path }) => exactProbe((reader) => walk(reader, /\.shp$/i.test(path))),
};

function* walk(reader: ExactReader, hasRecords: boolean): Step<StructureVerdict> {
  const end = u32be(yield* reader.take(HEADER, 'the header'), 24) * 2;
  const until = hasRecords ? end : 0;
  for (let number = 1; reader.offset < until; number++) {
    const at = reader.offset;
    const record = yield* reader.take(8, 'a record');
    const found = u32be(record, 0);
    // Some writers count from 0.
    if (found !== number && found !== number - 1)
      return broken(`not a valid record at ${at}: number wanted ${number}`);
    yield* reader.skip(u32be(record, 4) * 2, `the record at ${at}`);
  }
  return yield* checkReaches(reader, end, 'the length in its header');
}
