import { exactProbe } from '../../kit/exact-reader.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure } from '../../kit/structure.ts';
import { asWarning, broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createXmlScan } from './scan.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s?]|<svg[\s>]|<!DOCTYPE (?!html|NETSCAPE)\w|<!DOCTYPE svg)/;
/** An element at the start: enough where the name says XML. */
const ELEMENT =
  /^(?:\xef\xbb\xbf)?\s*(?:<!--[^]*?-->\s*)*<[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*["'][^<]*)?\s*\/?>/;
const HTML = /^(?:\xef\xbb\xbf)?\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html)[\s>]/i;

/**
 * XML and SVG (XML 1.0): every element is closed at the end, or it is a warning; XHTML is exempt, because few pages
 * obey that.
 */
export const xml: Structure = {
  name: 'xml',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: ['xml'],
  recognises: (head) => START.test(latin1At(head, 0, 1024)),
  recognisesNamed: (head) => ELEMENT.test(latin1At(head, 0, 1024)),
  createCheck: () =>
    exactProbe(function* (reader) {
      const scan = createXmlScan();
      const size = yield* reader.readToEnd(scan.update);
      const { firstNul, depth, inside, root, isOdd } = scan.end();
      if (firstNul >= 0) return asWarning(broken(`a NUL at ${firstNul}, which XML never contains`));
      if (isOdd || /^html$/i.test(root)) return UNKNOWN;
      if (inside !== undefined) return asWarning(cut(`ends at ${size}, inside ${inside}`));
      return depth > 0 ? asWarning(cut(`ends at ${size}; ${depth} elements are not closed`)) : SOUND;
    }),
};

/** An HTML page: only recognised, because browsers accept anything. */
export const html: Structure = {
  name: 'html',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: [],
  recognises: (head) => HTML.test(latin1At(head, 0, 2048)),
};
