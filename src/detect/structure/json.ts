import { makeJsonScan } from './json-scan.ts';
import { wordAt } from './peek.ts';
import type { Structure } from './structure.ts';
import { onTape } from './tape.ts';
import { broken, cut, SOUND, UNKNOWN } from './verdicts.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*(?:[[{"\]]|-?\d[\d.eE+-]*\s*,))/;

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
  begin: () =>
    onTape(function* (tape) {
      const scan = makeJsonScan();
      const size = yield* tape.rest(scan.update);
      const { firstNul, strange, mismatch, open } = scan.end();
      if (firstNul >= 0) return broken(`a NUL at ${firstNul}, which JSON never has`);
      if (strange >= 0) return UNKNOWN;
      if (mismatch >= 0) return broken(`the bracket at ${mismatch} closes none of its kind`);
      return open === undefined ? SOUND : cut(`ends at byte ${size}, inside ${open}`);
    }),
};
