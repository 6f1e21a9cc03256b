/** Indexes of chkbit as its versions write them. */
import { createHash } from 'node:crypto';
import { renameSync, rmSync, utimesSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { algorithmNamed } from '../../src/hash/algorithms.ts';
import { fromText } from '../../src/model/path.ts';
import { chkbit } from '../../src/voucher/chkbit/chkbit.ts';
import { type Folder, makeFolder } from '../help/folder.ts';
import { proseOf } from '../help/made.ts';
import { expectUnshaken, fixtureOf } from '../help/opened.ts';
import { expectFlipsFound, expectSound, verified } from '../help/vouched.ts';

vi.setConfig({ testTimeout: 60_000 });

const TIME = 1_750_000_000;

async function digest(algorithm: string, bytes: Buffer): Promise<string> {
  const hasher = (await algorithmNamed(algorithm)?.load())?.create();
  hasher?.update(bytes);
  return hasher?.end() ?? '';
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** JSON as Go writes it. */
function goJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`)
    .replaceAll('&', String.raw`\u0026`);
}

/** JSON as Python writes it by default: with blanks, and in ASCII. */
function pythonJson(value: unknown, isCompact = false): string {
  const text = isCompact
    ? JSON.stringify(value)
    : JSON.stringify(value, undefined, 1).replaceAll(/\n\s*/g, ' ');
  return text.replaceAll(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type Files = Readonly<Record<string, Buffer>>;

function makeFiles(folder: Folder, names: readonly string[]): Files {
  return Object.fromEntries(
    names.map((name, i) => {
      const bytes = Buffer.from(proseOf(4 + i));
      folder.write(fromText(name), bytes);
      utimesSync(`${folder.path}/${name}`, TIME, TIME);
      return [name, bytes];
    }),
  );
}

async function goIndex(files: Files, algorithm = 'blake3', dirlist: readonly string[] = []): Promise<string> {
  const entries: Record<string, unknown> = {};
  for (const [name, bytes] of Object.entries(files))
    entries[name] = {
      mod: TIME * 1000 + 7,
      a: algorithm,
      h: await digest(algorithm, bytes),
      s: bytes.length,
    };
  const idx = goJson(entries);
  const rest = dirlist.length > 0 ? `,"dirlist":${goJson(dirlist)}` : '';
  return fromText(`{"v":2,"idx":${idx},"idx_hash":"${md5(idx)}"${rest}}`);
}

function pythonIndex(files: Files): string {
  const idx = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [
      name,
      { mod: TIME * 1000, md5: createHash('md5').update(bytes).digest('hex') },
    ]),
  );
  return pythonJson({ v: 2, idx, idx_hash: md5(pythonJson(idx, true)) });
}

const NAMES = ['a.txt', 'b & <c>.txt', 'Größe "x".txt'];

describe('an index of chkbit', () => {
  it.each(['md5', 'sha512', 'blake3'])('with %s holds the files beside it', async (algorithm) => {
    const folder = makeFolder();
    folder.write('.chkbit', await goIndex(makeFiles(folder, NAMES), algorithm));
    const { entries } = await expectSound(folder.path, 'chkbit');
    expect(entries).toBe(NAMES.length);
    await expectFlipsFound(folder.path, NAMES.map(fromText), { count: 4 });
  });

  it('of the first versions, in Python, holds too', async () => {
    const folder = makeFolder();
    folder.write('.chkbit', pythonIndex(makeFiles(folder, NAMES)));
    await expectSound(folder.path, 'chkbit');
    await expectFlipsFound(folder.path, NAMES.map(fromText), { count: 4 });
  });

  it('in every directory, with directories that are recorded', async () => {
    const folder = makeFolder();
    folder.write('.chkbitignore', '*.tmp\n');
    folder.write('.chkbit', await goIndex({}, 'blake3', ['one', 'two']));
    for (const at of ['one', 'two']) {
      const files = makeFiles(folder, [`${at}/a.txt`, `${at}/b.txt`]);
      const inside = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name.slice(4), bytes]));
      folder.write(`${at}/.chkbit`, await goIndex(inside));
    }
    expect(await verified(folder.path)).toMatchObject({ exit: 0, found: [] });
    rmSync(`${folder.path}/two`, { recursive: true });
    rmSync(`${folder.path}/one/b.txt`);
    folder.write('one/new.txt', proseOf(50));
    expect(await verified(folder.path)).toMatchObject({
      exit: 1,
      found: ['missing one/b.txt', 'unvouched one/new.txt', 'missing two'],
    });
  });

  it('of a whole tree holds it, also where its names begin elsewhere', async () => {
    const folder = makeFolder();
    const top = makeFiles(folder, NAMES);
    const sub = makeFiles(folder, ['s/t/x.txt', 's/t/y.txt']);
    const inside = Object.fromEntries(Object.entries(sub).map(([name, bytes]) => [name.slice(4), bytes]));
    const data = `{"":${await goIndex(top)},"s/t":${await goIndex(inside, 'sha512')}}`;
    folder.write('.chkbit-db', `{"type":"chkbit","version":6,"data":${data}}`);
    folder.write('.chkbit-db.bak', '{"type":"chkbit","version":6,"data":{}}');
    const { entries } = await expectSound(folder.path, 'chkbit');
    expect(entries).toBe(5);
    await expectFlipsFound(folder.path, [...NAMES.map(fromText), 's/t/x.txt'], { count: 4 });
    folder.directory('meta');
    renameSync(`${folder.path}/.chkbit-db`, `${folder.path}/meta/.chkbit-db`);
    rmSync(`${folder.path}/.chkbit-db.bak`);
    const moved = await verified(folder.path);
    expect(moved).toMatchObject({ exit: 0, vouchers: [{ notes: ['names are relative to the root'] }] });
  });

  it('tells rot from change by the time', async () => {
    const folder = makeFolder();
    folder.write('.chkbit', await goIndex(makeFiles(folder, ['a.txt', 'b.txt'])));
    for (const [i, name] of ['a.txt', 'b.txt'].entries()) {
      const bytes = Buffer.from(proseOf(4 + i));
      bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
      folder.write(name, bytes);
    }
    utimesSync(`${folder.path}/a.txt`, TIME, TIME);
    expect((await verified(folder.path)).found).toEqual(['corrupt a.txt', 'changed b.txt']);
  });

  it.each([
    { what: 'entries that were edited', edit: (text: string) => text.replace('"mod":17', '"mod":16') },
    { what: 'another MD5', edit: (text: string) => text.replace(/"idx_hash":"./, '"idx_hash":"x') },
    { what: 'a cut', edit: (text: string) => text.slice(0, -20) },
  ])('with $what is damaged, and says nothing of the files', async ({ edit }) => {
    const folder = makeFolder();
    const text = await goIndex(makeFiles(folder, NAMES));
    folder.write('.chkbit', edit(text));
    const { exit, found } = await verified(folder.path);
    expect(exit).toBe(4);
    expect(found.join()).not.toMatch(/changed|corrupt|missing/);
  });

  it('is not made of other files of its name', async () => {
    const folder = makeFolder();
    folder.write('.chkbit', 'key = value\n');
    folder.write('sub/.chkbit-db', '{"type":"other"}');
    expect((await verified(folder.path)).exit).toBe(4);
    expect((await verified(folder.path)).found).toEqual(['no-voucher ']);
  });

  it('survives anything', async () => {
    await expectUnshaken(chkbit, fixtureOf('chkbit', 'split'), ['.chkbit']);
    await expectUnshaken(chkbit, fixtureOf('chkbit', 'atom'), ['.chkbit-db']);
  });
});
