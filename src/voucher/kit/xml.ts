import { SaxesParser } from 'saxes';
import type { Problems } from '../../manifest/checksum/problems.ts';
import { decodeText } from '../../manifest/spelling/decode-text.ts';

/** One element without what its parents hold: local name, attributes, text without outer blanks, children. */
export type XmlElement = {
  readonly name: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
};

type Open = {
  name: string;
  line: number;
  attributes: Record<string, string>;
  text: string;
  children: XmlElement[];
};

const CHUNK = 1 << 16;
const DEEPEST = 32;
const LONGEST_TEXT = 1 << 16;

/**
 * Reads XML as a stream and hands over each element of the names asked for when it ends; those are dropped then, so
 * that memory stays small. No entities but those of XML itself; the first error ends the reading and is a problem.
 */
export function readXml(
  bytes: Buffer,
  wanted: ReadonlySet<string>,
  take: (element: XmlElement) => void,
  problems: Problems,
): string | undefined {
  const parser = new SaxesParser({ xmlns: false });
  const open: Open[] = [];
  let top: string | undefined;
  let isFailed = false;
  let isEnding = false;
  const fail = (reason: string): void => {
    if (!isFailed) problems.add(isEnding ? 'truncated' : 'damaged', parser.line, reason);
    isFailed = true;
  };
  parser.on('error', () => fail(isEnding ? 'the XML ends before its end' : 'not well-formed XML'));
  parser.on('doctype', () => fail('a document type, which such a file never has'));
  parser.on('opentag', ({ name, attributes }) => {
    if (isFailed) return;
    top ??= localName(name);
    if (open.length >= DEEPEST) fail('elements nested too deep');
    else
      open.push({
        name: localName(name),
        line: parser.line,
        attributes: { ...attributes },
        text: '',
        children: [],
      });
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined && element.text.length < LONGEST_TEXT) element.text += text;
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (isFailed || element === undefined) return;
    const done = { ...element, text: element.text.trim() };
    const isInside = open.some(({ name }) => wanted.has(name));
    if (wanted.has(element.name) && !isInside) take(done);
    else if (isInside) open.at(-1)?.children.push(done);
  });
  const { content } = decodeText(bytes);
  const decoder = decoderOf(content);
  for (let at = 0; at < content.length; at += CHUNK) {
    if (isFailed) break;
    parser.write(decoder.decode(content.subarray(at, at + CHUNK), { stream: true }));
  }
  isEnding = true;
  if (!isFailed) parser.close();
  return top;
}

/** Old tools declare a code page; a text that was UTF-16 is UTF-8 by now. */
function decoderOf(content: Buffer): InstanceType<typeof TextDecoder> {
  const [, declared = ''] =
    /^<\?xml[^>]*\bencoding=["']([\w-]+)/.exec(content.toString('latin1', 0, 256)) ?? [];
  const isOther = /^(?:windows-|iso-8859-|shift_jis|macintosh)/i.test(declared);
  try {
    return new TextDecoder(isOther ? declared : 'utf-8');
  } catch {
    return new TextDecoder('utf-8');
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
