import { onTape } from '../../kit/exact-reader.ts';
import { wordAt } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { areLines, standingOfEnd } from './end.ts';
import { createJsonScan } from './scan.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*(?:[[{"\]]|-?\d[\d.eE+-]*\s*,))/;
/** At depth `normal` brackets are matched in the first 256 KiB; of what lies behind, only NULs and the end are looked at. */
const MATCHED = 262_144;
const TAIL = 16_384;

/**
 * JSON, one value or many (JSON Lines): what is opened is closed at the end (RFC 8259). Comments, single quotes and other
 * dialects are seen by bytes that JSON has not outside of strings, and stay unknown.
 */
export const json: Structure = {
  name: 'json',
  starts: '\xef \xa0\t\n\v\f\r{[',
  traits: ['text'],
  extensions: [],
  recognises: (head) => START.test(wordAt(head, 0, 1024)),
  begin: ({ size, head, depth }) =>
    onTape(function* (tape) {
      const isShort = depth === 'deep' || (size !== undefined && size <= MATCHED);
      const hasLines = !isShort && areLines(head);
      const scan = createJsonScan();
      let left = isShort ? Number.POSITIVE_INFINITY : MATCHED;
      let offset = 0;
      let firstNul = -1;
      let isSkipping = false;
      const see = (bytes: Buffer): void => {
        const nul = firstNul < 0 ? bytes.indexOf(0) : -1;
        if (nul >= 0) firstNul = offset + nul;
        offset += bytes.length;
        if (isSkipping) return;
        scan.update(bytes.subarray(0, left));
        left -= bytes.length;
        if (left >= 0) return;
        // Where the first value has closed and lines are not values, its end says nothing of the last one.
        isSkipping = hasLines || scan.mayBeOneValue();
        if (!isSkipping) scan.update(bytes.subarray(bytes.length + left));
        left = Number.POSITIVE_INFINITY;
      };
      const tail = yield* tape.restBut(TAIL, see);
      see(tail);
      const { first, strange, mismatch, open } = scan.end();
      if (firstNul >= 0) return broken(`a NUL at ${firstNul}, which JSON never has`);
      if (strange >= 0) return UNKNOWN;
      if (mismatch >= 0) return broken(`the bracket at ${mismatch} closes none of its kind`);
      if (isSkipping) return standingOfEnd(tail, offset, hasLines ? undefined : first);
      return open === undefined ? SOUND : cut(`ends at byte ${offset}, inside ${open}`);
    }),
};
