import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../src/detect/detectors.ts';
import { xml } from '../../../src/structure/text/xml/xml.ts';
import { examined } from '../../detect/read.ts';
import { made, proseOf } from '../../help/made.ts';
import { standingOf } from '../standing.ts';

const BLOCK = 4096;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Records whose elements have names of their own, as exports have them. */
const records = (rows: number): string =>
  proseOf(rows)
    .trimEnd()
    .split('\n')
    .map((line, i) => `<row-${i % 97}><name>${line}</name><empty a="x > y" b='/>'/></row-${i % 97}>\n`)
    .join('');
const table = Buffer.from(`${DECLARATION}<table>\n${records(2000)}</table>\n`);
const picture = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">\n${records(900)}</svg>\n`);
const document = made('python3 make.py', 'a.xml', {
  'make.py': `import xml.etree.ElementTree as E
root = E.Element('archive')
for i in range(900):
    e = E.SubElement(root, 'entry%d' % (i % 31), id=str(i))
    E.SubElement(e, 'title').text = 'Number %d & more <' % i
    E.SubElement(e, 'content').text = 'x' * (i % 77)
E.ElementTree(root).write('a.xml', encoding='utf-8', xml_declaration=True)`,
});

function said(bytes: Buffer, path: string): string {
  const finding = detect(examined(bytes, path), path);
  return finding === undefined ? 'nothing' : `${finding.severity} ${finding.code}`;
}

function without(bytes: Buffer, from: number, to: number): Buffer {
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function swapped(bytes: Buffer, one: number, other: number): Buffer {
  const result = Buffer.from(bytes);
  bytes.copy(result, one * BLOCK, other * BLOCK, (other + 1) * BLOCK);
  bytes.copy(result, other * BLOCK, one * BLOCK, (one + 1) * BLOCK);
  return result;
}

describe('elements and their ends', () => {
  const files = { 'a.xml': table, 'a.svg': picture, 'b.xml': document, 'a.xsl': table, 'a.gpx': document };
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'a block that is lost': (bytes) => without(bytes, 2 * BLOCK, 3 * BLOCK),
    'two blocks that are swapped': (bytes) => swapped(bytes, 2, 5),
    'a block that is there twice': (bytes) =>
      Buffer.concat([bytes.subarray(0, 4 * BLOCK), bytes.subarray(3 * BLOCK)]),
    'a block of another file': (bytes) =>
      Buffer.concat([
        bytes.subarray(0, 3 * BLOCK),
        Buffer.from(`${DECLARATION}<log>${records(500)}`).subarray(777, 777 + BLOCK),
        bytes.subarray(4 * BLOCK),
      ]),
    'a block of plain text': (bytes) => {
      const result = Buffer.from(bytes);
      Buffer.from(proseOf(200)).copy(result, 3 * BLOCK, 0, BLOCK);
      return result;
    },
    'a letter changed in the name of an end': (bytes) => {
      const result = Buffer.from(bytes);
      const at = bytes.indexOf('</', 2 * BLOCK) + 2;
      result[at] = 0x5a;
      return result;
    },
    'an end that is there twice': (bytes) => {
      const at = bytes.lastIndexOf('</');
      return Buffer.concat([bytes, bytes.subarray(at)]);
    },
  };

  it.each(Object.entries(files))('match in %s', (name, bytes) => {
    expect(said(bytes, name)).toBe('nothing');
  });

  const cases = Object.entries(files).flatMap(([name, bytes]) =>
    Object.entries(damages).map(([what, damage]) => ({ name, what, bytes: damage(bytes) })),
  );
  it.each(cases)('do not match in $name with $what', ({ name, bytes }) => {
    expect(said(bytes, name)).toMatch(/^warning (?:broken-structure|truncated-content)$/);
  });

  it('may be missing where somebody typed a few tags as an example, and not where a file says that it is XML', () => {
    expect(said(Buffer.from('<foo>\n</foo>\n<bar>\n'), 'bad.xml')).toBe('nothing');
    expect(said(Buffer.from(`${DECLARATION}<bar>\n`), 'cut.xml')).toBe('warning truncated-content');
    expect(said(Buffer.from(`<bar>\n${'<row>text</row>\n'.repeat(9)}`), 'cut.xml')).toBe(
      'warning truncated-content',
    );
  });

  it('are missing in XML that begins like a part of a page, where it ends within an element', () => {
    const list = Array.from({ length: 200 }, (_, i) => `<div id="${i}"><ttl>Title ${i}</ttl></div>\n`);
    const whole = `<div element="book"><ttl>Book</ttl>\n${list.join('')}</div>\n`;
    const at = whole.indexOf('Title 150');
    expect(said(Buffer.from(whole), 'targets.xml')).toBe('nothing');
    expect(said(Buffer.from(whole.slice(0, at + 4)), 'targets.xml')).toBe('warning truncated-content');
    expect(said(Buffer.from(whole.slice(0, at - 3)), 'targets.xml')).toBe('warning truncated-content');
    // The head of a page, whose foot is another file.
    expect(said(Buffer.from(whole.slice(0, whole.lastIndexOf('</div>'))), 'head.xml')).toBe('nothing');
  });

  it('are the same however the bytes arrive', () => {
    const damaged = swapped(table, 2, 5);
    for (const size of [1, 7, 61, 4096]) {
      expect(standingOf(xml, table, [size])).toEqual(standingOf(xml, table));
      expect(standingOf(xml, damaged, [size])).toEqual(standingOf(xml, damaged));
    }
  });

  it.each([
    [
      'SGML, whose ends may be left out',
      'manual.sgml',
      '<!DOCTYPE linuxdoc system>\n<article><p>One<p>Two</article>\n',
    ],
    ['XHTML that no parser accepts', 'a.xml', `${DECLARATION}<html xmlns="x"><p>One<br>Two</html>\n`],
    ['a part of a page', 'part.xml', '<div><p>One<br>Two</div>\n'],
    ['a template', 'a.xml', `${DECLARATION}{% if a %}<x>{% else %}<x b="1">{% endif %}</x>\n`],
    ['an entity that ends what another began', 'a.ent', `${DECLARATION}</part><part>\n`],
    ['a DTD', 'a.ent', `${DECLARATION}<!ENTITY % a "<b>"><!ELEMENT c (d, e?)>\n`],
    ['several roots', 'a.xml', `${DECLARATION}<a>1</a>\n<b>2</b>\n`],
    [
      'an entity with tags in a subset',
      'a.xml',
      `${DECLARATION}<!DOCTYPE a [<!ENTITY b "<c>">]><a>&b;</a>\n`,
    ],
    ['names of other scripts', 'a.xml', `${DECLARATION}<größe><日本 a="1"></日本></größe>\n`],
    ['spaces in ends', 'a.xml', `${DECLARATION}<a\n b="1"><c\t></c\n></a >\n`],
  ])('are left alone in %s', (_, name, text) => {
    expect(said(Buffer.from(text), name)).toBe('nothing');
  });

  const installed = [
    '/usr/share/mime/packages/freedesktop.org.xml',
    '/usr/share/xml/iso-codes/iso_639-3.xml',
  ];
  it.each(installed.filter((file) => existsSync(file)))(
    'match in %s, and not where a stripe is lost',
    (file) => {
      const bytes = readFileSync(file);
      expect(said(bytes, file)).toBe('nothing');
      expect(said(without(bytes, 65_536, 131_072), file)).toMatch(/^warning /);
    },
  );
});
