import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/model/path.ts';
import { bagit } from '../../src/voucher/bagit/bagit.ts';
import type { VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { makeFolder } from '../help/folder.ts';
import { inWords } from '../help/in-words.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';

type Files = Readonly<Record<string, string>>;

async function bag(files: Files): Promise<VoucherContents> {
  const folder = makeFolder();
  const usual = { 'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n', 'data/a': '' };
  for (const [name, text] of Object.entries({ ...usual, ...files })) folder.write(name, text);
  return opened(bagit, folder.path, 'bagit.txt');
}

describe('bagit', () => {
  it('holds a bag of 1.0 with encoded names', async () => {
    const root = fixtureOf('bagit', 'percent');
    const vouching = await opened(bagit, root, 'bagit.txt');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({ inventory: 'closed', base: 'data' });
    expect(vouching.notes).toEqual([
      'complete: all 2 files of the payload are there, and no others',
      'valid, where this run has no findings',
    ]);
    expect(await held(root, vouching)).toEqual({ held: 5, not: [] });
  });

  it('holds a bag of 0.97 that splits its files over manifests, in Latin-1, with names as they are', async () => {
    const root = fixtureOf('bagit', 'old');
    const vouching = await opened(bagit, root, 'bagit.txt');
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(root, vouching)).toEqual({ held: 3, not: [] });
    expect(vouching.notes).toContain('no tag manifest: nothing vouches for bag-info.txt and the manifests');
  });

  it.each<[string, Files, string]>([
    [
      'a path out of the bag',
      { 'manifest-md5.txt': `${EMPTY}  data/../../x\n` },
      "manifest-unsafe-path manifest-md5.txt: line 1: '..' in the path",
    ],
    [
      'an absolute path',
      { 'manifest-md5.txt': `${EMPTY}  /data/x\n` },
      'manifest-unsafe-path manifest-md5.txt: line 1: absolute path',
    ],
    [
      'a home',
      { 'tagmanifest-md5.txt': `${EMPTY}  ~root/x\n` },
      'manifest-unsafe-path tagmanifest-md5.txt: line 1: a path that begins with ~',
    ],
    [
      'a drive',
      { 'tagmanifest-md5.txt': `${EMPTY}  C:x\n` },
      'manifest-unsafe-path tagmanifest-md5.txt: line 1: a path with the letter of a drive',
    ],
    [
      'fetch.txt',
      { 'fetch.txt': 'http://example.org/x 3 ../x\n' },
      "manifest-unsafe-path fetch.txt: line 1: '..' in the path",
    ],
    [
      'outside the payload',
      { 'manifest-md5.txt': `${EMPTY}  bag-info.txt\n` },
      'manifest-damaged manifest-md5.txt: line 1: a path outside data/',
    ],
    [
      'a digest that is short',
      { 'manifest-md5.txt': `${EMPTY.slice(1)}  data/a\n` },
      'manifest-damaged manifest-md5.txt: line 1: not a digest of md5 and a path',
    ],
    [
      'cut',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n${EMPTY}` },
      'manifest-truncated manifest-md5.txt: line 2: not a digest of md5 and a path',
    ],
    [
      'two digests',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n${EMPTY.replace('d', 'e')}  data/a\n` },
      'manifest-duplicate data/a: manifest-md5.txt, line 2: promised before, with another digest',
    ],
    ['no manifest', {}, 'manifest-damaged bagit.txt: the bag has no payload manifest'],
    [
      'another version',
      { 'bagit.txt': 'BagIt-Version: 7.0\nTag-File-Character-Encoding: UTF-8\n' },
      'manifest-damaged bagit.txt: version 7.0 of BagIt is not known',
    ],
    [
      'a byte order mark',
      { 'bagit.txt': '\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' },
      'manifest-damaged bagit.txt: it begins with a byte order mark, which the format forbids',
    ],
    [
      'a blank before a colon',
      { 'bagit.txt': 'BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n' },
      'manifest-damaged bagit.txt: stray blanks in its line "BagIt-Version: 1.0"',
    ],
    [
      'a blank at the end of a line',
      { 'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8 \n' },
      'manifest-damaged bagit.txt: stray blanks in its line "Tag-File-Character-Encoding: UTF-8"',
    ],
    [
      'lines in the wrong order',
      { 'bagit.txt': 'Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n' },
      'manifest-damaged bagit.txt: its two lines are in the wrong order',
    ],
    [
      'a third line',
      { 'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: yes\n' },
      'manifest-damaged bagit.txt: it has 3 lines, of which the format allows two',
    ],
    [
      'a Payload-Oxum without its number of files',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'bag-info.txt': 'X: y\nPayload-Oxum: 17\n' },
      'manifest-damaged bag-info.txt: line 2: its Payload-Oxum is not a number of octets, a point and a number of files',
    ],
    [
      'a tag manifest without a manifest in 1.0',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'tagmanifest-md5.txt': '' },
      'manifest-damaged tagmanifest-md5.txt: it does not list manifest-md5.txt, as it must from version 1.0 on',
    ],
    [
      'no declaration',
      { 'bagit.txt': 'hello\n' },
      'manifest-damaged bagit.txt: no declaration of a bag that is known',
    ],
    [
      'manifests that differ in 1.0',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'manifest-sha1.txt': '' },
      'manifest-damaged manifest-sha1.txt: it does not list data/a, which another manifest does',
    ],
    [
      'a manifest that a tag manifest contradicts',
      { 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'tagmanifest-md5.txt': `${EMPTY}  manifest-md5.txt\n` },
      'manifest-damaged manifest-md5.txt: it is not as tagmanifest-md5.txt has it, so nothing is held against it',
    ],
  ])('says what is wrong: %s', async (_, files, problem) => {
    const vouching = await bag(files);
    expect(problemsOf(vouching)).toContain(problem);
    expect(vouching.inventory).toBe('open');
  });

  it('holds Payload-Oxum to the bytes, also beyond 2^53', async () => {
    const manifest = { 'manifest-md5.txt': `${EMPTY}  data/a\n` };
    const sound = await bag({ ...manifest, 'bag-info.txt': 'payload-oxum: 0.1\r\n' });
    expect(problemsOf(sound)).toEqual([]);
    const { findings } = await bag({ ...manifest, 'bag-info.txt': 'Payload-Oxum: 9007199254740993.1\n' });
    expect(findings.map(inWords)).toMatchObject([
      { code: 'truncated', path: 'data', wanted: '9,007,199,254,740,993 bytes in 1 files' },
    ]);
  });

  it.each([
    ['folded', 'X: y\nPayload-Oxum:\n  1.1\n'],
    ['after a line that ends in CR', 'X: y\rPayload-Oxum : 1.1\rZ: u\r'],
    ['the second of two', 'Payload-Oxum: 0.1\nPayload-Oxum: 1.1\n'],
  ])('reads a Payload-Oxum that is %s', async (_, text) => {
    const { findings } = await bag({ 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'bag-info.txt': text });
    expect(findings.map(inWords)).toMatchObject([{ code: 'truncated', path: 'data' }]);
  });

  it('reads the Payload-Oxum in package-info.txt, as 0.93 calls it', async () => {
    const { findings } = await bag({
      'bagit.txt': 'BagIt-Version: 0.93\nTag-File-Character-Encoding: UTF-8\n',
      'manifest-md5.txt': `${EMPTY}  data/a\n`,
      'package-info.txt': 'Payload-Oxum: 1.1\n',
    });
    expect(findings.map(inWords)).toMatchObject([
      { code: 'truncated', path: 'data', detail: expect.stringContaining('package-info.txt') },
    ]);
  });

  it('misses what fetch.txt names and no manifest lists', async () => {
    const { entries: promises, notes } = await bag({
      'manifest-md5.txt': `${EMPTY}  data/a\n`,
      'fetch.txt': 'http://example.org/far 7 data/far\n',
    });
    expect(promises).toContainEqual(expect.objectContaining({ path: 'data/far', digests: [], size: 7 }));
    expect(notes.join()).toContain('promised files not there: 1');
  });

  it('lets a tag manifest of an older bag leave out a manifest', async () => {
    const declared = 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n';
    const manifest = { 'manifest-md5.txt': `${EMPTY}  data/a\n`, 'bagit.txt': declared };
    expect(problemsOf(await bag({ ...manifest, 'tagmanifest-md5.txt': '' }))).toEqual([]);
  });

  it('never fetches, and says so', async () => {
    const {
      notes,
      entries: promises,
      findings,
    } = await bag({
      'manifest-md5.txt': `${EMPTY}  data/a\n${EMPTY}  data/far\n`,
      'fetch.txt': 'http://example.org/far 7 data/far\n',
    });
    expect(findings).toEqual([]);
    expect(notes).toContain('fetch.txt names 1 files, 1 of them not here; nothing is ever fetched');
    expect(notes).toContain(
      'not complete: promised files not there: 1, files in data/ not listed: 0, problems of the bag itself: 0',
    );
    expect(promises.find(({ path }) => path === 'data/far')).toMatchObject({ size: 7 });
  });

  it('knows names that only differ in case, and repeated lines', async () => {
    const { notes, findings } = await bag({
      'manifest-md5.txt': `${EMPTY}  data/a\n${EMPTY}  data/A\n${EMPTY}  data/a\n`,
      'data/A': '',
    });
    expect(findings).toEqual([]);
    expect(notes).toContain('names that differ in case or composition alone: data/A');
    expect(notes).toContain('lines of manifest-md5.txt that repeat an earlier one: 1');
  });

  it('takes a name for the one file that differs from it in case alone, but never for other content', async () => {
    const same = await bag({ 'manifest-md5.txt': `${EMPTY}  data/a\n${EMPTY}  data/A\n` });
    expect(same.notes).toContain('names that are there in another spelling: 1');
    expect(same.entries.filter(({ kind }) => kind === 'file').map(({ path }) => path)).toEqual(['data/a']);
    const other = EMPTY.replace('d', 'e');
    const different = await bag({ 'manifest-md5.txt': `${EMPTY}  data/a\n${other}  data/A\n` });
    expect(different.entries.map(({ path }) => path)).toEqual(['data/a', 'data/A']);
    const renamed = await bag({ 'manifest-md5.txt': `${EMPTY}  data/B\n`, 'data/b': '' });
    expect(renamed.entries.map(({ path }) => path)).toContain('data/b');
  });

  it.each([
    ['a stand-in of SMB', 'data/x:y', fromText('data/x\uf03ay')],
    ['a directory in another case', 'data/Sub/x', 'data/sub/x'],
  ])('takes two names that the rule of all lists finds equal for one file: %s', async (_, listed, there) => {
    const manifest = `${EMPTY}  data/a\n${EMPTY}  ${listed}\n${EMPTY}  ${there}\n`;
    const { notes, entries } = await bag({ 'manifest-md5.txt': manifest, [there]: '' });
    expect(entries.filter(({ kind }) => kind === 'file').map(({ path }) => path)).toEqual(['data/a', there]);
    expect(notes).toContain('names that are there in another spelling: 1');
  });

  it('takes a name for neither of two files that it could be', async () => {
    const { entries } = await bag({
      'manifest-md5.txt': `${EMPTY}  data/B.x\n`,
      'data/b.x': '',
      'data/b.X': '',
    });
    expect(entries.map(({ path }) => path)).toContain('data/B.x');
  });

  it.each(['le', 'be'])('reads tag files in UTF-16 without a byte order mark: %s', async (order) => {
    const bytes = Buffer.from(`${EMPTY}  data/a\n`, 'utf16le');
    const folder = makeFolder();
    folder.write('bagit.txt', 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n');
    folder.write('data/a', '');
    folder.write('manifest-md5.txt', order === 'le' ? bytes : bytes.swap16());
    const vouching = await opened(bagit, folder.path, 'bagit.txt');
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(folder.path, vouching)).toEqual({ held: 1, not: [] });
  });

  it('knows a bag that lost its bagit.txt', async () => {
    const folder = makeFolder();
    cpSync(fixtureOf('bagit', 'percent'), folder.path, { recursive: true });
    rmSync(`${folder.path}/bagit.txt`);
    const names = new Set(['data/', 'manifest-sha256.txt', 'bag-info.txt']);
    expect(listOf(bagit).find(names)).toEqual(['manifest-sha256.txt']);
    const vouching = await opened(bagit, folder.path, 'manifest-sha256.txt');
    expect(vouching.findings).toMatchObject([{ code: 'missing', path: 'bagit.txt' }]);
    writeFileSync(
      `${folder.path}/manifest-sha256.txt`,
      readFileSync(`${folder.path}/manifest-sha256.txt`, 'latin1').replaceAll('data/', 'else/'),
    );
    expect(await listOf(bagit).open({ root: folder.path, path: 'manifest-sha256.txt' })).toBeUndefined();
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    const files = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'];
    await expectUnshaken(bagit, fixtureOf('bagit', 'percent'), files, 60);
    await expectUnshaken(
      bagit,
      fixtureOf('bagit', 'old'),
      ['bagit.txt', 'manifest-md5.txt', 'manifest-sha1.txt'],
      60,
    );
  });
});
