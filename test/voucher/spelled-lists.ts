/** Lists of every format over given names, as the tools write them; names are byte strings. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A file as a list names it, and its content. */
export type Named = { readonly name: string; readonly content: Buffer };

/** How a format writes a list. */
export type ListFormat = {
  readonly format: string;
  readonly file: string;
  /** What no name in it can be: it forbids that, or cannot write it. */
  readonly cannot?: RegExp;
  /** It is binary, or has an encoding of its own, so that no other can befall it. */
  readonly isFixed?: true;
  /** Its names are Unicode. */
  readonly isUnicode?: true;
  /** What the format itself says stands for other characters in names. */
  readonly decodes?: RegExp;
  /** The directory that names begin with. */
  readonly under?: string;
  write(files: readonly Named[]): Buffer;
};

const digest = (algorithm: string, content: Buffer | string): Buffer =>
  createHash(algorithm).update(content).digest();
const hex = (algorithm: string, content: Buffer): string => digest(algorithm, content).toString('hex');
const crc = (content: Buffer): string => crc32(content).toString(16).padStart(8, '0');

function lines(files: readonly Named[], line: (file: Named) => string, before = '', after = ''): Buffer {
  const written = files.map((file) => `${line(file)}\n`).join('');
  return Buffer.from(`${before}${written}${after}`, 'latin1');
}

function vis(name: string): string {
  return name.replace(/[^!-"$->@-[\]-~]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

const SET = digest('md5', 'set');

function packet(type: string, body: Buffer): Buffer {
  const rest = Buffer.concat([SET, Buffer.from(`PAR 2.0\0${type}`.padEnd(16, '\0'), 'latin1'), body]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(32 + rest.length));
  return Buffer.concat([Buffer.from('PAR2\0PKT'), length, digest('md5', rest), rest]);
}

/** A set of names, sizes and digests alone: one main packet, and a description of each file. */
function par2(files: readonly Named[]): Buffer {
  const described = files.map(({ name, content }) => {
    const bytes = Buffer.from(name, 'latin1');
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
    bytes.copy(padded);
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(content.length));
    const first = digest('md5', content.subarray(0, 16_384));
    const id = digest('md5', Buffer.concat([first, size, bytes]).toString('latin1'));
    return { id, body: Buffer.concat([id, digest('md5', content), first, size, padded]) };
  });
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(4096n);
  head.writeUInt32LE(files.length, 8);
  return Buffer.concat([
    packet('Main', Buffer.concat([head, ...described.map(({ id }) => id)])),
    ...described.map(({ body }) => packet('FileDesc', body)),
  ]);
}

/** The index of a whole tree, with all names in one directory, as no other has its own. */
function chkbit(files: readonly Named[]): Buffer {
  const entries = files.map(
    ({ name, content }) => [name, { mod: 1, a: 'md5', h: hex('md5', content) }] as const,
  );
  const idx = JSON.stringify(Object.fromEntries(entries));
  const index = `{"v":2,"idx":${idx},"idx_hash":"${hex('md5', Buffer.from(idx, 'latin1'))}"}`;
  return Buffer.from(`{"type":"chkbit","version":6,"data":{"":${index}}}`, 'latin1');
}

/** A torrent of version 2 without trees: each file is shorter than a leaf. */
function torrent(files: readonly Named[]): Buffer {
  type Tree = { [name: string]: Tree | string };
  const top: Tree = {};
  for (const { name, content } of files) {
    const names = name.split('/').slice(1);
    let at = top;
    for (const directory of names.slice(0, -1)) {
      const below = at[directory];
      at = typeof below === 'object' ? below : (at[directory] = {});
    }
    const root = digest('sha256', content).toString('latin1');
    at[names.at(-1) ?? ''] = `d0:d6:lengthi${content.length}e11:pieces root32:${root}ee`;
  }
  const written = (tree: Tree): string =>
    `d${Object.entries(tree)
      .map(([name, below]) => `${name.length}:${name}${typeof below === 'string' ? below : written(below)}`)
      .join('')}e`;
  return Buffer.from(
    `d4:infod9:file tree${written(top)}12:meta versioni2e4:name3:all12:piece lengthi16384eee`,
    'latin1',
  );
}

const XML = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** Every format in which a list names files. */
export const LIST_FORMATS: readonly ListFormat[] = [
  {
    format: 'sha256sum',
    file: 'SHA256SUMS',
    write: (files) => lines(files, ({ name, content }) => `${hex('sha256', content)}  ${name}`),
  },
  {
    format: 'BSD tags',
    file: 'CHECKSUMS',
    write: (files) => lines(files, ({ name, content }) => `SHA256 (${name}) = ${hex('sha256', content)}`),
  },
  {
    format: 'md5 sidecar',
    file: 'all.md5',
    write: (files) => lines(files, ({ name, content }) => `${hex('md5', content)} *${name}`),
  },
  {
    format: 'sfv',
    file: 'all.sfv',
    write: (files) => lines(files, ({ name, content }) => `${name} ${crc(content)}`, '; made by hand\n'),
  },
  {
    format: 'mhl',
    file: 'all.mhl',
    isUnicode: true,
    decodes: /^\w+\\/,
    // oxlint-disable-next-line no-control-regex -- XML holds no control characters
    cannot: /[\x00-\x1f]/,
    write: (files) =>
      lines(
        files,
        ({ name, content }) =>
          `<hash><file>${name.replace(/[&<>]/g, (char) => XML.get(char) ?? char)}</file><size>${content.length}</size><md5>${hex('md5', content)}</md5></hash>`,
        '<?xml version="1.0" encoding="UTF-8"?>\n<hashlist version="1.1">\n',
        '</hashlist>\n',
      ),
  },
  {
    format: 'hashdeep',
    file: 'hashes.hashdeep',
    write: (files) =>
      lines(
        files,
        ({ name, content }) => `${content.length},${hex('md5', content)},${name}`,
        '%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n## Invoked from: /srv\n## $ hashdeep -c md5 -l *\n## \n',
      ),
  },
  {
    format: 'mtree',
    file: 'all.mtree',
    write: (files) =>
      lines(
        files,
        ({ name, content }) =>
          `./${vis(name)} type=file size=${content.length} sha256digest=${hex('sha256', content)}`,
        '#mtree\n',
      ),
  },
  {
    format: 'Get-FileHash',
    file: 'hashes.csv',
    write: (files) =>
      lines(
        files,
        ({ name, content }) =>
          `"SHA256","${hex('sha256', content).toUpperCase()}","${name.replaceAll('"', '""')}"`,
        '"Algorithm","Hash","Path"\n',
      ),
  },
  {
    format: 'cfv',
    file: 'all.csv',
    write: (files) => lines(files, ({ name, content }) => `${name},${content.length},${crc(content)},`),
  },
  {
    format: 'rhash',
    file: 'hashes.txt',
    write: (files) =>
      lines(files, ({ name, content }) => `${name}  ${hex('md5', content)}  ${hex('sha1', content)}`),
  },
  {
    format: 'rclone',
    decodes: /\xe2\x90/,
    file: 'hashes.txt',
    write: (files) =>
      lines(files, ({ name, content }) => `${digest('sha256', content).toString('base64')}  ${name}`),
  },
  { format: 'par2', file: 'all.par2', isFixed: true, write: par2 },
  {
    format: 'yum',
    file: 'repodata/repomd.xml',
    isUnicode: true,
    // oxlint-disable-next-line no-control-regex -- XML holds no control characters
    cannot: /[\x00-\x1f]|%/,
    write: (files) =>
      lines(
        files,
        ({ name, content }) =>
          `<data type="other"><checksum type="sha256">${hex('sha256', content)}</checksum><location href="${name.replace(/[&<>]/g, (char) => XML.get(char) ?? char)}"/><size>${content.length}</size></data>`,
        '<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo">\n',
        '</repomd>\n',
      ),
  },
  { format: 'chkbit', file: '.chkbit-db', isFixed: true, isUnicode: true, write: chkbit },
  {
    format: 'torrent',
    file: 'all.torrent',
    isFixed: true,
    under: 'all/',
    cannot: /^[A-Za-z]:|^[~/]|\\/,
    write: torrent,
  },
  {
    format: 'bagit',
    file: 'manifest-sha256.txt',
    isFixed: true,
    under: 'data/',
    cannot: /^[A-Za-z]:|^[~/]|\\/,
    write: (files) => lines(files, ({ name, content }) => `${hex('sha256', content)}  ${name}`),
  },
];
