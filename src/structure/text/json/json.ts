import { exactProbe } from '../../kit/exact-reader.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { areLines, verdictAtEnd } from './end.ts';
import { createJsonScan } from './scan.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*(?:[[{"\]]|-?\d[\d.eE+-]*\s*,))/;
/** At depth `normal` brackets are matched in the first 256 KiB; beyond that, only NULs and the end are checked. */
const MATCHED = 262_144;
const TAIL = 16_384;

/**
 * JSON, one value or many (JSON Lines): what is opened is closed at the end (RFC 8259). Comments, single quotes and
 * other dialects are recognised by bytes that JSON does not have outside strings, and are unknown.
 */
export const json: Structure = {
  name: 'json',
  starts: '\xef \xa0\t\n\v\f\r{[',
  traits: ['text'],
  extensions: [],
  recognises: (head) => START.test(latin1At(head, 0, 1024)),
  createCheck: ({ size, head, depth }) =>
    exactProbe(function* (reader) {
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
        // Where the first value has closed and lines are not values, the end of the first value says nothing about the
        // last one.
        isSkipping = hasLines || scan.mayBeOneValue();
        if (!isSkipping) scan.update(bytes.subarray(bytes.length + left));
        left = Number.POSITIVE_INFINITY;
      };
      const tail = yield* reader.readAllBut(TAIL, see);
      see(tail);
      const { first, strange, mismatch, open } = scan.end();
      if (firstNul >= 0) return broken(`a NUL at ${firstNul}, which JSON never contains`);
      if (strange >= 0) return UNKNOWN;
      if (mismatch >= 0) return broken(`the closing bracket at ${mismatch} does not match an opening one`);
      if (isSkipping) return verdictAtEnd(tail, offset, hasLines ? undefined : first);
      return open === undefined ? SOUND : cut(`ends at ${offset}, inside ${open}`);
    }),
};
