import { createHash } from 'node:crypto';
import { fill } from '../../disk/open.ts';
import type { PieceRange } from '../../hash/pieces.ts';
import type { ByteRange } from '../../model/content.ts';
import type { BytePath } from '../../model/path.ts';
import { withVoucherFile } from '../kit/read-voucher-file.ts';
import type { Torrent } from './metainfo.ts';

/** A file of a torrent below the root, undefined where its name is unsafe; `isWhole` where it is there in its length. */
export type PlacedTorrentFile = { readonly path: BytePath | undefined; readonly isWhole: boolean };

/** A part of a piece that lies in one file, by the number of that. */
type Slice = { readonly file: number } & ByteRange;

/** A piece that lies in several files, and whether it holds; `unknown` where one of them is not there in its length. */
export type SpanningPiece = {
  readonly number: number;
  readonly slices: readonly Slice[];
  readonly verdict: 'holds' | 'fails' | 'unknown';
};

/** Pieces that span files, and the SHA-1 of the files that lie in such pieces alone, where all of those hold. */
export type SpanningPieces = {
  readonly pieces: readonly SpanningPiece[];
  readonly digests: ReadonlyMap<number, string>;
};

const CHUNK = 1 << 18;
const ZEROS = Buffer.alloc(CHUNK);

/** Returns, for each file of a torrent, the pieces that lie in it alone; undefined where there is none. */
export function piecesInside({ pieceLength: length, files }: Torrent): (PiecesInside | undefined)[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let from = 0;
  return files.map(({ size }) => {
    const first = Math.ceil(from / length) * length - from;
    const number = Math.ceil(from / length);
    from += size;
    const end = from === total ? Math.ceil(from / length) : Math.floor(from / length);
    return end <= number || first >= size ? undefined : { first, length, count: end - number, number };
  });
}

/** Pieces that lie in one file, and the number of the first of them in the torrent. */
export type PiecesInside = PieceRange & { readonly number: number };

/** Reads and hashes the pieces that span files. */
export function holdSpanningPieces(
  root: BytePath,
  torrent: Torrent,
  placed: readonly PlacedTorrentFile[],
  inside: readonly (PiecesInside | undefined)[],
): SpanningPieces {
  const hashes = new Map<number, ReturnType<typeof createHash>>();
  const failed = new Set<number>();
  const pieces = slicedPieces(torrent).map(({ number, slices }): SpanningPiece => {
    const isHere = slices.every(
      ({ file }) => torrent.files[file]?.isPadding === true || placed[file]?.isWhole === true,
    );
    const piece = createHash('sha1');
    const isRead =
      isHere &&
      slices.every((slice) => {
        const { file } = slice;
        const whole = hashes.get(file) ?? createHash('sha1');
        hashes.set(file, whole);
        const see = (bytes: Buffer): void => {
          piece.update(bytes);
          whole.update(bytes);
        };
        const { path } = placed[file] ?? {};
        return torrent.files[file]?.isPadding === true
          ? seeZeros(slice, see)
          : seeSlice(root, path, slice, see);
      });
    const isHeld = isRead && piece.digest('hex') === torrent.pieces?.[number];
    if (!isHeld) for (const { file } of slices) failed.add(file);
    return { number, slices, verdict: isHeld ? 'holds' : isRead ? 'fails' : 'unknown' };
  });
  const digests = new Map<number, string>();
  for (const [file, hash] of hashes)
    if (!failed.has(file) && inside[file] === undefined) digests.set(file, hash.digest('hex'));
  return { pieces, digests };
}

/** The pieces that lie in more than one file. */
function slicedPieces({ pieceLength, files }: Torrent): Pick<SpanningPiece, 'number' | 'slices'>[] {
  const spanning = new Map<number, Slice[]>();
  let from = 0;
  for (const [file, { size }] of files.entries()) {
    const to = from + size;
    const [first, last] = [Math.floor(from / pieceLength), Math.floor((to - 1) / pieceLength)];
    for (const number of size === 0 ? [] : new Set([first, last])) {
      const start = Math.max(from, number * pieceLength) - from;
      const end = Math.min(to, (number + 1) * pieceLength) - from;
      const slices = spanning.get(number);
      if (slices === undefined) spanning.set(number, [{ file, start, end }]);
      else slices.push({ file, start, end });
    }
    from = to;
  }
  return [...spanning]
    .filter(([, slices]) => slices.length > 1)
    .map(([number, slices]) => ({ number, slices }));
}

function seeSlice(
  root: BytePath,
  path: BytePath | undefined,
  { start, end }: ByteRange,
  see: (bytes: Buffer) => void,
): boolean {
  const isRead = (descriptor: number): boolean => {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - start));
    for (let at = start; at < end; ) {
      const n = fill(descriptor, buffer, Math.min(buffer.length, end - at), at);
      if (n === 0) return false;
      see(buffer.subarray(0, n));
      at += n;
    }
    return true;
  };
  return path !== undefined && withVoucherFile(root, path, isRead) === true;
}

function seeZeros({ start, end }: ByteRange, see: (bytes: Buffer) => void): boolean {
  for (let left = end - start; left > 0; left -= CHUNK) see(ZEROS.subarray(0, Math.min(left, CHUNK)));
  return true;
}
