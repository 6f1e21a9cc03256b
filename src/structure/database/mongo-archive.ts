import { exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { broken, cut, SOUND } from '../kit/verdicts.ts';

const MAGIC = 0x8199e26d;
const TERMINATOR = 0xffffffff;
const MAX_DOCUMENT = 48 * 1024 * 1024;
const KEPT = 4096;

/**
 * An archive of mongodump (mongo-tools, common/archive): BSON documents, each with its length and a zero at its end, in
 * blocks terminated by FFFFFFFF: a prelude, then blocks headed by a namespace, the last of which says `EOF`.
 */
export const mongoArchive: Structure = {
  name: 'mongo-archive',
  starts: 'm',
  traits: [],
  extensions: [],
  recognises: (head) => u32le(head, 0) === MAGIC && u32le(head, 4) < 65_536 && head[8] !== 0,
  createCheck: () =>
    exactProbe(function* (reader) {
      yield* reader.take(4, 'the magic number');
      let isHeader = false;
      let isInBlock = true;
      let isEof = true;
      for (;;) {
        const offset = reader.offset;
        const prefix = yield* reader.takeUpTo(4);
        if (prefix.length === 0 && !isInBlock && isEof) return SOUND;
        if (prefix.length < 4)
          return cut(
            `ends at ${reader.offset}, ${isInBlock ? 'without a terminator' : 'before the last block'}`,
          );
        const length = u32le(prefix, 0);
        if (length === TERMINATOR) {
          isInBlock = false;
          isHeader = true;
          continue;
        }
        if (length < 5 || length > MAX_DOCUMENT)
          return broken(`not a valid document at ${offset}: ${length} bytes`);
        const kept = yield* reader.take(Math.min(length - 5, KEPT), 'a document');
        yield* reader.skip(length - 5 - kept.length, 'a document');
        const [end] = yield* reader.take(1, 'a document');
        if (end !== 0) return broken(`the document at ${offset} ends in ${end}, wanted 0`);
        // The prelude has no block header.
        if (isHeader) isEof = latin1At(kept, 0, KEPT).includes('\x08EOF\0\x01');
        isHeader = false;
        isInBlock = true;
      }
    }),
};
