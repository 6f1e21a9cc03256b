/** The same troubles with names and encodings in every format that lists names: each is one file, held or changed. */
import { describe, expect, it, vi } from 'vitest';
import { type FindingEvent, verify } from '../../dist/index.js';
import { eventPath } from '../../src/model/event.ts';
import { fromText, isText } from '../../src/model/path.ts';
import { gather } from '../help/arbitrary.ts';
import { makeFolder } from '../help/folder.ts';
import { LIST_FORMATS, type ListFormat } from './spelled-lists.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
const CONTENT = Buffer.from(Array.from({ length: 300 }, (_, i) => `${i};x${i};${i * 7}\n`).join(''));
const PLAIN = Buffer.from(Array.from({ length: 300 }, (_, i) => `${i};y${i};${i * 9}\n`).join(''));

const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const NOTED = /spelling|respelled|relocated|backslashes|blanks/;
const asIs = (text: Buffer): Buffer => text;

/** What a name is in the list and on the disk, as byte strings, and what befell the text of the list. */
type Trouble = {
  readonly trouble: string;
  readonly listed: string;
  readonly found: string;
  /** What other names of the list begin with. */
  readonly before?: string;
  readonly befall?: (text: Buffer) => Buffer;
};

const utf16 = (text: Buffer): Buffer => Buffer.from(text.toString('utf8'), 'utf16le');
const utf8 = fromText;
const named = (trouble: string, listed: string, found: string, before = ''): Trouble => ({
  trouble,
  listed,
  found,
  before,
});
const befallen = (trouble: string, befall: (text: Buffer) => Buffer): Trouble => ({
  trouble,
  listed: utf8('Größe.csv'),
  found: utf8('Größe.csv'),
  befall,
});

const NAMES: readonly Trouble[] = [
  named('decomposed in the list', utf8('Größe.csv'.normalize('NFD')), utf8('Größe.csv')),
  named('decomposed on the disk', utf8('Größe.csv'), utf8('Größe.csv'.normalize('NFD'))),
  named('a decomposed directory', utf8('Übersicht/a.csv'), utf8('Übersicht/a.csv'.normalize('NFD'))),
  named('partly composed', utf8('e\u0301\u00e9.csv'), utf8('\u00e9e\u0301.csv')),
  named('another case', 'movie.r00.csv', 'Movie.R00.csv'),
  named('another case of a directory', 'DOCS/A.CSV', 'Docs/a.csv'),
  named('another case beyond ASCII', utf8('ÄRGER.csv'), utf8('Ärger.csv')),
  named('code page 1252', 'Gr\xf6\xdfe.csv', utf8('Größe.csv')),
  named('code page 437', 'Gr\x94\xe1e.csv', utf8('Größe.csv')),
  named('code page 850', 'Gr\x94\xe1e \x9b.csv', utf8('Größe ø.csv')),
  named('code page 932', '\x93\xfa\x96\x7b.csv', utf8('日本.csv')),
  named('a backslash inside code page 932', '\x95\x5c\x8e\xa6.csv', utf8('表示.csv')),
  named('UTF-8 read as Mac Roman', utf8('Gr√∂√üe.csv'), utf8('Größe.csv')),
  named('code page 1252 on the disk', utf8('Größe.csv'), 'Gr\xf6\xdfe.csv'),
  named('UTF-8 read as 1252', utf8('GrÃ¶ÃŸe.csv'), utf8('Größe.csv')),
  named('UTF-8 read as 437 on the disk', utf8('Größe.csv'), utf8('Gr├╢├ƒe.csv')),
  named('? for what could not be written', '?mega.csv', utf8('Ωmega.csv')),
  named('?? for a pair', 'a??.csv', utf8('a😀.csv')),
  named('U+FFFD', utf8('Gr\ufffd\ufffde.csv'), utf8('Größe.csv')),
  named('_ on the disk', utf8('Größe.csv'), 'Gr__e.csv'),
  named('a drive letter', 'D:\\backup\\sub\\a.csv', 'sub/a.csv', 'D:\\backup\\'),
  named('a drive letter with slashes', 'C:/backup/sub/a.csv', 'sub/a.csv', 'C:/backup/'),
  named('UNC', '\\\\server\\share\\sub\\a.csv', 'sub/a.csv', '\\\\server\\share\\'),
  named('UNC in another case', '\\\\server\\share\\SUB\\a.csv', 'Sub/a.csv', '\\\\server\\share\\'),
  named('backslashes', 'sub\\a.csv', 'sub/a.csv'),
  named('a colon of Services for Mac', 'a:b.csv', utf8('a\uf022b.csv')),
  named('a colon of SMB', 'a:b.csv', utf8('a\uf03ab.csv')),
  named('a period at the end, of Services for Mac', 'abc.', utf8('abc\uf029')),
  named('a fullwidth question mark of rclone', 'why?.csv', utf8('why\uff1f.csv')),
  named('a fullwidth colon and asterisk of rclone', 'a:b*.csv', utf8('a\uff1ab\uff0a.csv')),
  named('a fullwidth colon in the list', utf8('a\uff1ab.csv'), 'a:b.csv'),
  named('a control picture', utf8('a\u2407b.csv'), 'a\x07b.csv'),
  named('Icon\\r', 'Icon', 'Icon\r'),
  named('Icon\\r as SMB maps it', 'Icon', utf8('Icon\uf00d')),
  named('a period that was dropped', 'abc.', 'abc'),
];

const TEXTS: readonly Trouble[] = [
  befallen('CR CR LF', (text) => Buffer.from(text.toString('latin1').replaceAll('\n', '\r\r\n'), 'latin1')),
  befallen('a byte order mark', (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text])),
  befallen('UTF-16LE', (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text)])),
  befallen('UTF-16BE', (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text)]).swap16()),
  befallen('UTF-16 without a mark', utf16),
  befallen('a last line in UTF-16', (text) => {
    const at = text.lastIndexOf('\n', text.length - 2) + 1;
    return Buffer.concat([text.subarray(0, at), utf16(text.subarray(at))]);
  }),
];

/** What a format cannot hold has no trouble with it. */
function befalls({ listed, befall }: Trouble, { isFixed, isUnicode, cannot }: ListFormat): boolean {
  if (befall !== undefined) return isFixed !== true;
  if (isUnicode === true && !isText(listed)) return false;
  return cannot?.test(listed) !== true;
}

const CASES = LIST_FORMATS.flatMap((format) =>
  [...NAMES, ...TEXTS].filter((each) => befalls(each, format)).map((each) => ({ ...format, ...each })),
);

async function findingsOf(root: string): Promise<{ said: string[]; findings: FindingEvent[] }> {
  const events = await gather(verify(root, { jobs: 1 }));
  const begin = events.find((event) => event.type === 'begin');
  const findings = events.filter((event) => event.type === 'finding');
  const notes = findings.filter(({ code }) => code === 'respelled').map(({ code }) => code);
  return {
    said: [...(begin?.vouchers.flatMap((each) => each.notes ?? []) ?? []), ...notes],
    findings: findings.filter(({ severity }) => severity !== 'note'),
  };
}

describe.each(LIST_FORMATS)('names in $format', ({ format }) => {
  it.each(CASES.filter((each) => each.format === format))('$trouble', async (each) => {
    const { trouble, listed, found, before = '', under = '', befall = asIs, write, file, decodes } = each;
    const root = `${format}/${trouble}`.replaceAll(/[^\w/]/g, '-');
    const path = `${under}${found}`;
    folder.write(`${root}/${path}`, CONTENT);
    folder.write(`${root}/${under}plain.csv`, PLAIN);
    if (format === 'bagit') folder.write(`${root}/bagit.txt`, DECLARATION);
    const list = write([
      { name: `${under}${before}plain.csv`, content: PLAIN },
      { name: `${under}${listed}`, content: CONTENT },
    ]);
    folder.write(`${root}/${file}`, befall(list));

    const whole = await findingsOf(`${folder.path}/${root}`);
    expect(whole.findings).toEqual([]);
    if (listed !== found && decodes?.test(listed) !== true) expect(whole.said.join('\n')).toMatch(NOTED);

    const flipped = Buffer.from(CONTENT);
    flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100);
    folder.write(`${root}/${path}`, flipped);
    const { findings } = await findingsOf(`${folder.path}/${root}`);
    expect(findings.map(({ code, path: at, pathBytes }) => ({ code, path: at, pathBytes }))).toEqual([
      { code: 'changed', pathBytes: undefined, ...eventPath(path) },
    ]);
  });
});

/** Names in a code page that differ in what only that page tells, in a list and on the disk. */
const PAGES: readonly (readonly [page: string, names: readonly string[], texts: readonly string[]])[] = [
  [
    'Mac Roman',
    ['Gr\x9a\xa7e.csv', 'Gr\x9f\xa7e.csv', 'Gr\x8a\xa7e.csv'],
    ['Größe.csv', 'Grüße.csv', 'Gräße.csv'],
  ],
  ['code page 852', ['\xa3\x9fty.csv', '\xa7lty.csv', '\xfdady.csv'], ['účty.csv', 'žlty.csv', 'řady.csv']],
  ['code page 1250', ['\xfa\xe8ty.csv', '\x9elty.csv'], ['účty.csv', 'žlty.csv']],
  [
    'code page 1251',
    ['\xee\xf2\xf7\xe5\xf2.csv', '\xf1\xf7\xe5\xf2\xe0.csv', '\xe0\xf0\xf5\xe8\xe2.csv'],
    ['отчет.csv', 'счета.csv', 'архив.csv'],
  ],
  ['code page 866', ['\xae\xe2\xe7\xa5\xe2.csv', '\xe1\xe7\xa5\xe2\xa0.csv'], ['отчет.csv', 'счета.csv']],
  ['KOI8-R', ['\xcf\xd4\xde\xc5\xd4.csv', '\xd3\xde\xc5\xd4\xc1.csv'], ['отчет.csv', 'счета.csv']],
  ['code page 936', ['\xb1\xa8\xb8\xe6.csv', '\xb1\xb8\xb7\xdd.csv'], ['报告.csv', '备份.csv']],
  [
    'code page 950 (with a backslash in a name)',
    ['\xa5\x5c\xaf\xe0.csv', '\xb3\xc6\xa5\xf7.csv'],
    ['功能.csv', '備份.csv'],
  ],
  ['code page 949', ['\xba\xb8\xb0\xed.csv', '\xb9\xe9\xbe\xf7.csv'], ['보고.csv', '백업.csv']],
];

const rows = (text: string): Buffer =>
  Buffer.from(Array.from({ length: 40 }, (_, i) => `${i},${text}\n`).join(''));

it.each(PAGES)('names in %s are told apart, in a list and on the disk', async (page, names, texts) => {
  const contents = texts.map((text) => rows(text));
  const listed = LIST_FORMATS.find(({ format }) => format === 'sha256sum');
  for (const [where, [onDisk, inList]] of Object.entries({
    list: [texts.map(utf8), names],
    disk: [names, texts.map(utf8)],
  })) {
    const root = `pages/${where}-${page}`.replaceAll(/[^\w/]/g, '-');
    const list = listed?.write(contents.map((content, i) => ({ name: inList?.[i] ?? '', content })));
    folder.write(`${root}/SHA256SUMS`, list ?? '');
    for (const [i, content] of contents.entries()) folder.write(`${root}/${onDisk?.[i] ?? ''}`, content);
    expect((await findingsOf(`${folder.path}/${root}`)).findings).toEqual([]);
    folder.write(`${root}/${onDisk?.[1] ?? ''}`, rows('other'));
    const { findings } = await findingsOf(`${folder.path}/${root}`);
    expect(findings.map(({ code }) => code)).toEqual(['changed']);
  }
});
