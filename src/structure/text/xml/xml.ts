import { type BytePath, nameOf } from '../../../model/path.ts';
import { exactProbe } from '../../kit/exact-reader.ts';
import { extensionOf } from '../../kit/extensions.ts';
import { latin1At } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, SOUND, UNKNOWN } from '../../kit/verdicts.ts';
import { createXmlScan, type XmlFound } from './scan.ts';
import type { XmlFault } from './scan-state.ts';

const START = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s?]|<svg[\s>]|<!DOCTYPE (?!html|NETSCAPE)\w|<!DOCTYPE svg)/;
/** An element at the start: enough where the name says XML. */
const ELEMENT =
  /^(?:\xef\xbb\xbf)?\s*(?:<!--[^]*?-->\s*)*<[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*["'][^<]*)?\s*\/?>/;
const HTML = /^(?:\xef\xbb\xbf)?\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html)[\s>]/i;

/** Names of what must be XML; text of another kind passes, as for all kinds of text. */
const NAMED =
  'xml xsl xslt xsd rng kml gpx rss docbook wsdl gml dae fb2 musicxml xlf xliff opml mobileconfig plist rdf'.split(
    ' ',
  );
/** A few tags without a declaration are an example that somebody typed; a file that lost its end has more. */
const WRITTEN_BY_HAND = 64;
/** What says that a file is XML, where SGML, HTML and templates look alike. */
const DECLARED = /^(?:\xef\xbb\xbf)?\s*<\?xml\s/;
const SGML = /^\s*(?:<!--[^]*?-->\s*)*<!DOCTYPE\s+(?!svg|plist)/i;
const PAGE_PART =
  /^(?:head|body|div|p|span|table|tr|td|ul|ol|li|dl|form|h[1-6]|center|font|pre|a|b|i|script|style)$/i;
/** Parts of pages that are shorter may lack their ends. */
const LEAST_PART = 2048;
const TEMPLATE = /\{[%{]|<[%#]|<jsp:/;
const TEMPLATES = new Set(
  'erb ejs ftl in j2 jinja jinja2 jsp jspx mako mustache php phtml tal tmpl tpl tt tt2 vm'.split(' '),
);

/**
 * XML and SVG (XML 1.0): every element is closed by an end of its name, or it is a warning; XHTML is exempt, because few
 * pages obey that, and so is what may be SGML, a part of a page, or a template of XML.
 */
export const xml: Structure = {
  name: 'xml',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: NAMED,
  recognises: (head) => START.test(latin1At(head, 0, 1024)),
  recognisesNamed: (head) => ELEMENT.test(latin1At(head, 0, 1024)),
  createCheck: ({ path, head }) => {
    const may = mayDiffer(latin1At(head, 0, head.length), path);
    return exactProbe(function* (reader) {
      const scan = createXmlScan();
      const size = yield* reader.readToEnd(scan.update);
      return verdictOf(scan.end(), size, may);
    });
  },
};

function verdictOf(
  found: XmlFound,
  size: number,
  may: {
    readonly beSgml: boolean;
    readonly bePage: boolean;
    readonly beTemplate: boolean;
    readonly beFragment: boolean;
  },
): StructureVerdict {
  const { firstNul, depth, inside, root, fault, isOdd } = found;
  if (firstNul >= 0) return asWarning(broken(`a NUL at ${firstNul}, which XML never contains`));
  if (isOdd || /^html$/i.test(root) || may.beSgml) return UNKNOWN;
  if (may.bePage && PAGE_PART.test(root) && !isCutPart(found, size)) return UNKNOWN;
  if (may.beTemplate && (fault !== undefined || depth > 0)) return UNKNOWN;
  if (fault !== undefined) return asWarning(broken(inWords(fault)));
  if (inside !== undefined) return asWarning(cut(`ends at ${size}, inside ${inside}`));
  if (depth > 0 && may.beFragment) return UNKNOWN;
  return depth > 0 ? asWarning(cut(`ends at ${size}; ${depth} elements are not closed`)) : SOUND;
}

/** Returns whether a part of a page is XML as far as it goes, and goes no further than the middle of an element. */
function isCutPart({ depth, inside, fault, endsInTag }: XmlFound, size: number): boolean {
  const isInside = inside !== undefined || (depth > 0 && !endsInTag);
  return fault === undefined && isInside && size >= LEAST_PART;
}

function inWords({ is, at }: XmlFault): string {
  return is === 'tag'
    ? `the tag that ends at ${at} is not formed like a tag`
    : `the tag that ends at ${at} closes another element than the open one`;
}

/** Returns what else a file may be, by its name and its beginning. */
function mayDiffer(head: string, path: BytePath): Parameters<typeof verdictOf>[2] {
  const isDeclared = DECLARED.test(head);
  return {
    beFragment: !isDeclared && head.length < WRITTEN_BY_HAND,
    beSgml: !isDeclared && SGML.test(head) && extensionOf(nameOf(path)) !== 'xml',
    bePage: !isDeclared,
    beTemplate: TEMPLATE.test(head) || TEMPLATES.has(extensionOf(nameOf(path))),
  };
}

/** An HTML page: only recognised, because browsers accept anything. */
export const html: Structure = {
  name: 'html',
  starts: '\xef \xa0\t\n\v\f\r<',
  traits: ['text'],
  extensions: [],
  recognises: (head) => HTML.test(latin1At(head, 0, 2048)),
};
