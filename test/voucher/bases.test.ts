/** What the names of a list are relative to: the same places for every format. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { foundList } from '../../src/engine/vouchers/found-list.ts';
import { openLists } from '../../src/engine/vouchers/open-checksum-lists.ts';
import { cfv } from '../../src/voucher/cfv/cfv.ts';
import { windows } from '../../src/voucher/get-filehash/get-filehash.ts';
import { hashdeep } from '../../src/voucher/hashdeep/hashdeep.ts';
import type { Voucher, VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { mhl } from '../../src/voucher/mhl/mhl.ts';
import { mtree } from '../../src/voucher/mtree/mtree.ts';
import { rclone } from '../../src/voucher/rclone/rclone.ts';
import { rhash } from '../../src/voucher/rhash/rhash.ts';
import { sfv } from '../../src/voucher/sfv/sfv.ts';
import { gather } from '../help/arbitrary.ts';
import { type Folder, makeFolder } from '../help/folder.ts';
import { held, opened, problemsOf } from '../help/opened.ts';

type Listed = { readonly name: string; readonly bytes: Buffer };

/** How a format writes a list of files, and what opens it. */
type Format = {
  readonly what: string;
  readonly extension: string;
  readonly voucher?: Voucher;
  readonly head?: string;
  readonly tail?: string;
  line(listed: Listed): string;
  /** Its names are relative paths with slashes. */
  readonly isPlain?: true;
};

function hex(bytes: Buffer, algorithm: string): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function crc(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

const FORMATS: readonly Format[] = [
  { what: 'md5sum', extension: 'md5', line: ({ name, bytes }) => `${hex(bytes, 'md5')}  ${name}\n` },
  { what: 'SFV', extension: 'sfv', voucher: sfv, line: ({ name, bytes }) => `${name} ${crc(bytes)}\n` },
  {
    what: 'MHL',
    extension: 'mhl',
    voucher: mhl,
    head: '<?xml version="1.0" encoding="UTF-8"?>\n<hashlist version="1.1">\n',
    tail: '</hashlist>\n',
    line: ({ name, bytes }) =>
      `<hash><file>${name}</file><size>${bytes.length}</size><md5>${hex(bytes, 'md5')}</md5></hash>\n`,
  },
  {
    what: 'hashdeep',
    extension: 'hd',
    voucher: hashdeep,
    head: '%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n## Invoked from: C:\\x\n## C:\\x> hashdeep -l a\n##\n',
    line: ({ name, bytes }) => `${bytes.length},${hex(bytes, 'md5')},${name}\n`,
  },
  {
    what: 'mtree',
    extension: 'mtree',
    voucher: mtree,
    head: '#mtree\n',
    line: ({ name, bytes }) =>
      `./${name.replaceAll(' ', '\\040')} type=file size=${bytes.length} md5digest=${hex(bytes, 'md5')}\n`,
    isPlain: true,
  },
  {
    what: 'Get-FileHash',
    extension: 'sha256.csv',
    voucher: windows,
    head: '"Algorithm","Hash","Path"\n',
    line: ({ name, bytes }) => `"SHA256","${hex(bytes, 'sha256').toUpperCase()}","${name}"\n`,
  },
  {
    what: 'certutil',
    extension: 'certutil',
    voucher: windows,
    line: ({ name, bytes }) =>
      `SHA256 hash of ${name}:\n${hex(bytes, 'sha256')}\nCertUtil: -hashfile command completed successfully.\n`,
  },
  {
    what: 'cfv',
    extension: 'csv',
    voucher: cfv,
    line: ({ name, bytes }) => `${name},${bytes.length},${crc(bytes)},\n`,
  },
  {
    what: 'RHash',
    extension: 'rhash',
    voucher: rhash,
    line: ({ name, bytes }) => `${name}  ${crc(bytes)}  ${hex(bytes, 'sha1')}\n`,
  },
  {
    what: 'rclone',
    extension: 'rclone',
    voucher: rclone,
    line: ({ name, bytes }) =>
      `${createHash('md5').update(bytes).digest('base64').replaceAll('+', '-').replaceAll('/', '_')}  ${name}\n`,
  },
];

/** Where files and a list lie, and how the list names the files. */
type Place = {
  readonly what: string;
  readonly files: readonly string[];
  /** Without its extension. */
  readonly list: string;
  name(path: string, root: string): string;
  /** What is said about it. */
  readonly note?: string;
  /** Other files that must not replace those of the list. */
  readonly others?: readonly string[];
  /** Names that only some formats have: absolute ones, and those with backslashes. */
  readonly isForeign?: true;
};

const DEEP = ['objects/a', 'objects/sub 1/b', 'objects/c'];
const FLAT = ['d/a', 'd/b', 'd/c'];
const asIs = (path: string): string => path;
const inside = (path: string): string => basename(path);
const ROOT = 'names are relative to the root';

const PLACES: readonly Place[] = [
  { what: 'beside the list', files: FLAT, list: 'all', name: asIs },
  { what: 'from the top, in metadata/', files: DEEP, list: 'metadata/all', name: asIs, note: ROOT },
  {
    what: 'from the top, with a file of the same name beside the list',
    files: [...Array.from({ length: 9 }, (_, i) => `d/${i}`), 'readme'],
    list: 'metadata/all',
    others: ['metadata/readme'],
    name: asIs,
    note: ROOT,
  },
  { what: 'base names from the top', files: ['a', 'b', 'c'], list: 'checksums/all', name: asIs, note: ROOT },
  {
    what: 'inside the directory of its name',
    files: FLAT,
    list: 'd',
    name: inside,
    note: 'names are relative to d/',
  },
  {
    what: 'inside the directory of its name, with a date',
    files: FLAT,
    list: 'd-20260101',
    name: inside,
    note: 'names are relative to d/',
  },
  { what: 'out of its directory', files: FLAT, list: 'checksums/all', name: (path) => `../${path}` },
  { what: 'out of its directory and back', files: FLAT, list: 'd/all', name: (path) => `../${path}` },
  {
    what: 'below a directory that is not here',
    files: ['a', 'b', 'c'],
    list: 'all',
    name: (path) => `release/${path}`,
    note: `${ROOT}, without their leading release/`,
  },
  {
    what: 'below three directories that are not here',
    files: FLAT,
    list: 'all',
    name: (path) => `home/me/x/${path}`,
    note: `${ROOT}, without their leading home/me/x/`,
  },
  {
    what: 'from the top, below a directory that is not here',
    files: DEEP,
    list: 'verification/all',
    name: (path) => `backup/${path}`,
    note: `${ROOT}, without their leading backup/`,
  },
  {
    what: 'inside the directory beside that of the lists',
    files: DEEP,
    list: 'metadata/all',
    name: (path) => path.slice('objects/'.length),
    note: 'names are relative to objects/',
  },
  {
    what: 'inside the only directory that has them',
    files: ['photos/a', 'photos/b', 'photos/c'],
    others: ['films/x'],
    list: 'all',
    name: inside,
    note: 'names are relative to photos/',
  },
  {
    what: 'from far above',
    files: ['x/d/a', 'x/d/b', 'x/d/c'],
    list: 'x/y/checksums/all',
    name: (path) => path.slice(2),
    note: 'names are relative to x/',
  },
  { what: 'from above its directory', files: FLAT, list: 'd/all', name: asIs, note: ROOT },
  {
    what: 'from above the root',
    files: FLAT,
    list: 'all',
    name: (path, root) => `${basename(root)}/${path}`,
    note: `${ROOT}, without their leading ROOT/`,
  },
  {
    what: 'from above the root and back',
    files: FLAT,
    list: 'all',
    name: (path, root) => `../${basename(root)}/${path}`,
  },
  {
    what: 'absolute on another machine',
    files: FLAT,
    list: 'all',
    name: (path) => `/Volumes/RAID/${path}`,
    note: 'paths relocated from /Volumes/RAID to .',
    isForeign: true,
  },
  {
    what: 'absolute, in a directory of its own',
    files: ['card/clips/a', 'card/clips/b', 'card/clips/c'],
    list: 'card/MHL/all',
    name: (path) => `/Volumes/${path.slice('card/'.length)}`,
    note: 'paths relocated from /Volumes to card',
    isForeign: true,
  },
  {
    what: 'from the top, with backslashes',
    files: FLAT,
    list: 'checksums/all',
    name: (path) => path.replaceAll('/', '\\'),
    note: ROOT,
    isForeign: true,
  },
  {
    what: 'out of its directory, with backslashes',
    files: FLAT,
    list: 'checksums/all',
    name: (path) => `..\\${path.replaceAll('/', '\\')}`,
    isForeign: true,
  },
];

type Made = { readonly folder: Folder; readonly list: string };

function make(format: Format, place: Place): Made {
  const folder = makeFolder();
  for (const path of place.others ?? []) folder.write(path, `another ${path}`);
  const lines = place.files.map((path) => {
    const bytes = Buffer.from(`content of ${path}`);
    folder.write(path, bytes);
    return format.line({ name: place.name(path, folder.path), bytes });
  });
  const list = `${place.list}.${format.extension}`;
  folder.write(list, `${format.head ?? ''}${lines.join('')}${format.tail ?? ''}`);
  return { folder, list };
}

async function open({ voucher }: Format, { folder, list }: Made): Promise<VoucherContents> {
  if (voucher !== undefined) return opened(voucher, folder.path, list);
  const found = foundList(folder.path, list);
  const { vouchers } = await openLists({ directory: folder.path }, found === undefined ? [] : [found]);
  const [manifest] = vouchers;
  const entries = manifest === undefined ? [] : (await gather(manifest.entries(() => {}))).flat();
  return {
    inventory: 'open',
    entries,
    findings: manifest?.findings ?? [],
    notes: manifest?.parts?.[0]?.notes ?? [],
  };
}

const CASES = FORMATS.flatMap((format) =>
  PLACES.filter((place) => format.isPlain !== true || place.isForeign !== true).map((place) => ({
    format,
    place,
    what: `${format.what}: ${place.what}`,
  })),
);

describe('names', () => {
  it.each(CASES)('$what', async ({ format, place }) => {
    const made = make(format, place);
    const { path: root } = made.folder;
    const sound = await open(format, made);
    expect(problemsOf(sound)).toEqual([]);
    expect(sound.entries.map(({ path }) => path).toSorted()).toEqual(place.files.toSorted());
    expect(await held(root, sound)).toEqual({ held: place.files.length, not: [] });
    if (place.note !== undefined)
      expect(sound.notes.map((note) => note.replace(basename(root), 'ROOT'))).toContain(place.note);

    const [first = ''] = place.files;
    const bytes = readFileSync(`${root}/${first}`);
    bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3);
    writeFileSync(`${root}/${first}`, bytes);
    expect(await held(root, await open(format, made))).toEqual({
      held: place.files.length - 1,
      not: [first],
    });

    rmSync(`${root}/${first}`);
    const lost = await open(format, made);
    expect(problemsOf(lost)).toEqual([]);
    expect(lost.entries.map(({ path }) => path).toSorted()).toEqual(place.files.toSorted());
  });
});
