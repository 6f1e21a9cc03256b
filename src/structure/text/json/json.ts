import { nameOf } from '../../../model/path.ts';
import type { Step } from '../../kit/chunked-reader.ts';
import { isPlainText } from '../../kit/control-bytes.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { extensionOf } from '../../kit/extensions.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { isWideText } from '../wide-text.ts';
import { areLines, verdictAtEnd } from './end.ts';
import { createJsonParser } from './parser.ts';
import { createJsonScan } from './scan.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*(?:[[{"\]]|-?\d[\d.eE+-]*\s*,))/;
/** Names of what must be JSON, which is parsed from end to end. */
const NAMED = ['json', 'jsonl', 'ndjson', 'geojson', 'ipynb'];
/** At depth `normal` brackets are matched in the first 256 KiB; beyond that, only NULs and the end are checked. */
const MATCHED = 262_144;
const TAIL = 16_384;

/**
 * JSON, one value or many (JSON Lines): under its own names it is parsed, and what no dialect has is a warning; under
 * others what is opened is closed at the end (RFC 8259), and dialects, recognised by bytes that JSON does not have
 * outside strings, are unknown.
 */
export const json: Structure = {
  name: 'json',
  starts: '\xef \xa0\t\n\v\f\r{[',
  traits: ['text'],
  extensions: NAMED,
  recognises: (head) => START.test(latin1At(head, 0, 1024)),
  recognisesNamed: (head) => isPlainText(head.subarray(0, 1024)) && !isWideText(head),
  createCheck: ({ path, size, head, depth }) =>
    exactProbe(function* (reader) {
      if (NAMED.includes(extensionOf(nameOf(path)))) return yield* parse(reader);
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

function* parse(reader: ExactReader): Step<StructureVerdict> {
  const parser = createJsonParser();
  let offset = 0;
  let firstNul = -1;
  const size = yield* reader.readToEnd((bytes) => {
    const nul = firstNul < 0 ? bytes.indexOf(0) : -1;
    if (nul >= 0) firstNul = offset + nul;
    offset += bytes.length;
    parser.update(bytes);
  });
  const { fault, isMismatch, open, hasValue } = parser.end();
  if (firstNul >= 0) return broken(`a NUL at ${firstNul}, which JSON never contains`);
  if (fault !== undefined) return isMismatch ? broken(fault) : asWarning(broken(fault));
  if (open !== undefined) return cut(`ends at ${size}, inside ${open}`);
  return hasValue ? SOUND : UNKNOWN;
}
