import { describe, expect, it } from 'vitest';
import { windows } from '../../src/voucher/get-filehash/get-filehash.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const HEX = 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855';
const FIXTURES = [
  ['list', 'hashes.txt'],
  ['csv', 'hashes.csv'],
  ['certutil', 'certutil.txt'],
] as const;

describe('windows', () => {
  it.each(FIXTURES)('holds the files of a %s', async (name, path) => {
    const root = fixtureOf('windows', name);
    const vouching = await opened(windows, root, path);
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(root, vouching)).toEqual({ held: 3, not: [] });
    expect(vouching.notes).toEqual(['paths relocated from /backup/day1 to .']);
  });

  it.each([
    [
      'unsafe',
      `"Algorithm","Hash","Path"\n"SHA256","${HEX}","..\\x"\n`,
      "manifest-unsafe-path hashes.csv: line 2: '..' in the path",
    ],
    [
      'unsafe behind a drive',
      `"Algorithm","Hash","Path"\n"SHA256","${HEX}","C:\\a\\..\\..\\x"\n`,
      "manifest-unsafe-path hashes.csv: line 2: '..' in the path",
    ],
    [
      'cut',
      `"Algorithm","Hash","Path"\n"SHA256","${HEX.slice(9)}","x"\n`,
      'manifest-damaged hashes.csv: line 2: not an algorithm, a digest of it and a path',
    ],
    [
      'no path',
      `Algorithm : SHA256\nHash : ${HEX}\n`,
      'manifest-damaged hashes.csv: line 1: not an algorithm, a digest of it and a path',
    ],
    [
      'other text',
      `Algorithm : SHA256\nHash : ${HEX}\nPath : x\nnoise\n`,
      'manifest-damaged hashes.csv: line 4: neither Algorithm, Hash nor Path',
    ],
    [
      'two digests',
      `Algorithm;Hash;Path\nSHA256;${HEX};x\nSHA256;${HEX.replace('E', 'F')};x\n`,
      `manifest-duplicate x: line 2 has sha256:${HEX.toLowerCase()}, line 3 has sha256:${HEX.replace('E', 'F').toLowerCase()}`,
    ],
    ['nothing', '"Algorithm","Hash","Path"\n', 'manifest-damaged hashes.csv: it has no entries'],
  ])('says what is wrong: %s', async (_, text, problem) => {
    const folder = makeFolder();
    folder.write('x');
    folder.write('hashes.csv', text);
    expect(problemsOf(await opened(windows, folder.path, 'hashes.csv'))).toEqual([problem]);
  });

  const csv = 'Length,Hash,Name\r\n0,"D41D8CD98F00B204E9800998ECF8427E","x"\r\n';
  const json = JSON.stringify([
    { Algorithm: 'SHA256', Hash: HEX, Path: 'C:\\data\\x', PSComputerName: null },
  ]);
  const fciv =
    '<?xml version="1.0" encoding="utf-8"?><FCIV><FILE_ENTRY><name>x</name>' +
    '<MD5>1B2M2Y8AsgTpgAmY7PhCfg==</MD5><SHA1>2jmj7l5rSw0yVb/vlWAYkK/YBwk=</SHA1></FILE_ENTRY></FCIV>';

  it.each([
    ['columns in another order, without the algorithm', 'hashes.csv', csv],
    ['JSON of several objects', 'hashes.json', json],
    ['JSON of one object', 'hashes.json', json.slice(1, -1)],
    ['JSON in UTF-16', 'hashes.json', Buffer.from(`\ufeff${json}`, 'utf16le')],
    ['the database of FCIV', 'fciv.xml', fciv],
  ])('holds the files of %s', async (_, name, text) => {
    const folder = makeFolder();
    folder.write('x');
    folder.write(name, text);
    expect(listOf(windows).find(new Set([name]))).toEqual([name]);
    const vouching = await opened(windows, folder.path, name);
    expect(problemsOf(vouching)).toEqual([]);
    expect(await held(folder.path, vouching)).toEqual({ held: 1, not: [] });
  });

  it.each([
    ['JSON', 'hashes.json', json],
    ['FCIV', 'fciv.xml', fciv],
  ])('says that %s is cut, wherever it is', async (_, name, text) => {
    const folder = makeFolder();
    folder.write('x');
    for (let end = 130; end < text.length; end++) {
      folder.write(name, text.slice(0, end));
      const vouching = await opened(windows, folder.path, name);
      expect(problemsOf(vouching).length, `cut at ${end}`).toBeGreaterThan(0);
    }
  });

  it('is not a table of users and their hashes', async () => {
    const folder = makeFolder();
    folder.write('hashes.csv', `Name,Hash\nalice,${'ab'.repeat(16)}\nbob,${'cd'.repeat(16)}\n`);
    expect(await listOf(windows).open({ root: folder.path, path: 'hashes.csv' })).toBeUndefined();
  });

  it('takes the name of the list where certutil speaks another language', async () => {
    const folder = makeFolder();
    folder.write('a.iso');
    const done = 'CertUtil: -hashfile-Befehl wurde erfolgreich ausgef\xfchrt.';
    folder.write('a.iso.sha256', `SHA256-Hash von a.iso:\r\n${HEX}\r\n${done}\r\n`);
    expect((await opened(windows, folder.path, 'a.iso.sha256')).entries).toMatchObject([{ path: 'a.iso' }]);
    folder.write('a.iso.sha256', `SHA256 hachage de c:\\x\\a.iso :\r\n${HEX}\r\nCertUtil: -hashfile.\r\n`);
    const vouching = await opened(windows, folder.path, 'a.iso.sha256');
    expect(await held(folder.path, vouching)).toEqual({ held: 1, not: [] });
  });

  it('is no list of another kind', async () => {
    const folder = makeFolder();
    folder.write('hashes.txt', `${HEX}  x\n`);
    folder.write('hash.csv', 'a,b,c\n1,2,3\n');
    folder.write('table.txt', 'Algorithm       Hash       Path\n---------       ----       ----\n');
    for (const path of ['hashes.txt', 'hash.csv', 'table.txt', 'absent'])
      expect(await listOf(windows).open({ root: folder.path, path })).toBeUndefined();
    expect(listOf(windows).find(new Set(['hashes.csv', 'photos.csv', 'a.iso.sha256', 'hashes/']))).toEqual([
      'hashes.csv',
      'a.iso.sha256',
    ]);
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    for (const [name, path] of FIXTURES)
      await expectUnshaken(windows, fixtureOf('windows', name), [path], 100);
  });
});
