import type { BytePath } from '../../model/path.ts';
import type { Bencoded } from './bencode.ts';

/** A file of a torrent: its name with that of the torrent before it, and its bytes. */
export type TorrentFile = {
  readonly name: BytePath;
  readonly size: number;
  /** It only fills a piece up with zeros, and lies nowhere. */
  readonly isPadding: boolean;
  /** Version 2: the root of its tree in hex, and those of its pieces where it has several. */
  readonly root?: string;
  readonly layers?: readonly string[];
};

/** What a torrent says of files. */
export type Torrent = {
  readonly pieceLength: number;
  /** Version 1: the SHA-1 of each piece of all files in a row, in hex; undefined where each file has its own tree. */
  readonly pieces: readonly string[] | undefined;
  readonly files: readonly TorrentFile[];
};

type Dictionary = ReadonlyMap<string, Bencoded>;

const SHA1 = 20;
const SHA256 = 32;
const LEAF = 16_384;

/** Returns what a torrent says; undefined where it is none. Of one that has both versions the second counts. */
export function torrentIn(value: Bencoded): Torrent | undefined {
  const top = dictionary(value);
  const info = dictionary(top?.get('info'));
  const pieceLength = info?.get('piece length');
  const name = bytesOf(info?.get('name.utf-8') ?? info?.get('name'));
  if (top === undefined || info === undefined || name === undefined) return undefined;
  if (typeof pieceLength !== 'number' || pieceLength < 1) return undefined;
  const tree = dictionary(info.get('file tree'));
  if (tree !== undefined && info.get('meta version') === 2 && pieceLength % LEAF === 0) {
    const layers = dictionary(top.get('piece layers')) ?? new Map();
    const isSingle = tree.size === 1 && dictionary(tree.get(name))?.has('') === true;
    return {
      pieceLength,
      pieces: undefined,
      files: [...filesInTree(tree, isSingle ? '' : `${name}/`, layers)],
    };
  }
  const pieces = info.get('pieces');
  const files = filesOf(info, name);
  if (!(pieces instanceof Buffer) || pieces.length % SHA1 !== 0 || files === undefined) return undefined;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (Math.ceil(bytes / pieceLength) !== pieces.length / SHA1) return undefined;
  return { pieceLength, pieces: cut(pieces, SHA1), files };
}

function* filesInTree(
  tree: Dictionary,
  prefix: BytePath,
  layers: Dictionary,
): Generator<TorrentFile, void, undefined> {
  for (const [name, member] of tree) {
    const below = dictionary(member);
    const file = dictionary(below?.get(''));
    if (below !== undefined && file === undefined) yield* filesInTree(below, `${prefix}${name}/`, layers);
    const size = file?.get('length');
    const root = file?.get('pieces root');
    if (file === undefined || typeof size !== 'number' || isLink(file)) continue;
    const common = { name: prefix + name, size, isPadding: isPadding(file) };
    if (!(root instanceof Buffer) || root.length !== SHA256) yield common;
    else {
      const layer = layers.get(root.toString('latin1'));
      const isWhole = layer instanceof Buffer && layer.length % SHA256 === 0;
      yield { ...common, root: root.toString('hex'), ...(isWhole ? { layers: cut(layer, SHA256) } : {}) };
    }
  }
}

function filesOf(info: Dictionary, name: BytePath): TorrentFile[] | undefined {
  const length = info.get('length');
  if (typeof length === 'number' && length >= 0) return [{ name, size: length, isPadding: false }];
  const listed = info.get('files');
  if (!Array.isArray(listed)) return undefined;
  const files: TorrentFile[] = [];
  for (const each of listed) {
    const file = dictionary(each);
    const path = file?.get('path.utf-8') ?? file?.get('path');
    const size = file?.get('length');
    if (file === undefined || !Array.isArray(path) || typeof size !== 'number' || size < 0) return undefined;
    const names = path.map((part) => bytesOf(part) ?? '');
    if (isLink(file)) continue;
    files.push({ name: [name, ...names].join('/'), size, isPadding: isPadding(file) });
  }
  return files;
}

/** BEP 47; before that, clients knew padding by its name. */
function isPadding(file: Dictionary): boolean {
  const path = file.get('path');
  const last = Array.isArray(path) ? (bytesOf(path.at(-1)) ?? '') : '';
  return attributes(file).includes('p') || last.startsWith('_____padding_file_');
}

function isLink(file: Dictionary): boolean {
  return attributes(file).includes('l');
}

function attributes(file: Dictionary): string {
  return bytesOf(file.get('attr')) ?? '';
}

function dictionary(value: Bencoded | undefined): Dictionary | undefined {
  return value instanceof Map ? value : undefined;
}

function bytesOf(value: Bencoded | undefined): BytePath | undefined {
  return value instanceof Buffer ? value.toString('latin1') : undefined;
}

function cut(bytes: Buffer, length: number): string[] {
  const count = bytes.length / length;
  return Array.from({ length: count }, (_, i) => bytes.toString('hex', i * length, (i + 1) * length));
}
