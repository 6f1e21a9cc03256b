import { asWarning } from '../../kit/as-warning.ts';
import { onTape } from '../../kit/exact-reader.ts';
import { wordAt } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';
import { broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createXmlScan } from './scan.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s?]|<svg[\s>]|<!DOCTYPE (?!html|NETSCAPE)\w|<!DOCTYPE svg)/;
/** An element at the start: enough where the name says XML. */
const ELEMENT =
  /^(?:\xef\xbb\xbf)?\s*(?:<!--[^]*?-->\s*)*<[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*["'][^<]*)?\s*\/?>/;
const HTML = /^(?:\xef\xbb\xbf)?\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html)[\s>]/i;

/** XML and SVG (XML 1.0): every element is closed at the end, or it is a warning; in XHTML nobody keeps to that. */
export const xml: Structure = {
  name: 'xml',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: ['xml'],
  recognises: (head) => START.test(wordAt(head, 0, 1024)),
  recognisesNamed: (head) => ELEMENT.test(wordAt(head, 0, 1024)),
  begin: () =>
    onTape(function* (tape) {
      const scan = createXmlScan();
      const size = yield* tape.rest(scan.update);
      const { firstNul, depth, inside, root, isOdd } = scan.end();
      if (firstNul >= 0) return asWarning(broken(`a NUL at ${firstNul}, which XML never has`));
      if (isOdd || /^html$/i.test(root)) return UNKNOWN;
      if (inside !== undefined) return asWarning(cut(`ends at byte ${size}, inside ${inside}`));
      return depth > 0 ? asWarning(cut(`ends at byte ${size}, ${depth} elements are not closed`)) : SOUND;
    }),
};

/** A page of HTML: recognised only, for browsers read whatever there is. */
export const html: Structure = {
  name: 'html',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: [],
  recognises: (head) => HTML.test(wordAt(head, 0, 2048)),
};
