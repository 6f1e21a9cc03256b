import { createHash } from 'node:crypto';
import { MERKLE, piecesName } from '../../hash/algorithms.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Digest } from '../../model/manifest.ts';
import { type BytePath, directoryOf, join, nameOf, toText } from '../../model/path.ts';
import { createEntryCollector, type EntryCollector } from '../kit/entry-collector.ts';
import { placeNames } from '../kit/place-names.ts';
import { headOfCandidate, readVoucherFile, statEntry } from '../kit/read-voucher-file.ts';
import { unlessData } from '../kit/unless-data.ts';
import type { Candidate, VoucherContents } from '../kit/voucher.ts';
import { NotBencoded, readBencode } from './bencode.ts';
import { describePieceDamage, type HashedFile } from './damage.ts';
import { type Torrent, type TorrentFile, torrentIn } from './metainfo.ts';
import {
  holdSpanningPieces,
  type PiecesInside,
  type PlacedTorrentFile,
  piecesInside,
  type SpanningPiece,
} from './spanning-pieces.ts';

/** Reads what the voucher says; undefined where the file turns out to be of another format, or of files that are not here. */
export async function openTorrent(candidate: Candidate): Promise<VoucherContents | undefined> {
  const { root, path } = candidate;
  if (!/^d\d+:/.test(headOfCandidate(candidate).toString('latin1', 0, 16))) return undefined;
  const bytes = await readVoucherFile(root, path);
  if (typeof bytes === 'string') return undefined;
  const collector = createEntryCollector(path);
  const torrent = torrentOf(bytes, collector);
  if (torrent === undefined) return damaged(candidate, collector);
  const { placed, notes, links } = placeNames(
    candidate,
    torrent.files.map(({ name }) => name),
    { escaped: true },
  );
  const places = torrent.files.map(({ size, isPadding }, i): PlacedTorrentFile => {
    const place = placed[i] ?? { danger: 'empty path' };
    if (isPadding) return { path: undefined, isWhole: true };
    if ('danger' in place) collector.problems.add('unsafe', 0, place.danger);
    const at = 'danger' in place ? undefined : place.path;
    const stat = at === undefined ? undefined : statEntry(root, at);
    return { path: at, isWhole: stat?.kind === 'file' && stat.size === size };
  });
  const inside = torrent.pieces === undefined ? [] : piecesInside(torrent);
  for (const [i, file] of torrent.files.entries()) {
    const at = places[i]?.path;
    if (at !== undefined && !file.isPadding)
      collector.add(
        { path: at, kind: 'file', digests: digestsOf(torrent, file, inside[i]), size: file.size },
        0,
      );
  }
  const contents = {
    inventory: 'open',
    entries: collector.all(),
    findings: collector.findings(),
    notes,
    own: links,
    describeDamage: (findings: readonly Finding[]) =>
      describePieceDamage(root, hashedFiles(torrent, places, inside), findings),
  } as const;
  // Most torrents lie in a directory of downloads, and what they name elsewhere.
  if (unlessData(candidate, contents, false) === undefined) return undefined;
  return torrent.pieces === undefined ? contents : withSpanning(root, torrent, places, inside, contents);
}

function torrentOf(bytes: Buffer, { problems }: EntryCollector): Torrent | undefined {
  try {
    const torrent = torrentIn(readBencode(bytes));
    if (torrent === undefined) problems.add('damaged', 0, 'it is no torrent');
    return torrent;
  } catch (error) {
    if (!(error instanceof NotBencoded)) throw error;
    problems.add(error.isCut ? 'truncated' : 'damaged', 0, error.message);
    return undefined;
  }
}

/** What cannot be read is reported where what it is named after lies beside it; elsewhere it may be of anything. */
function damaged({ root, path }: Candidate, collector: EntryCollector): VoucherContents | undefined {
  const subject = join(directoryOf(path), nameOf(path).replace(/\.torrent$/i, ''));
  if (statEntry(root, subject) === undefined) return undefined;
  return { inventory: 'open', entries: [], findings: collector.findings(), notes: [] };
}

function digestsOf(torrent: Torrent, { root }: TorrentFile, inside: PiecesInside | undefined): Digest[] {
  if (torrent.pieces === undefined) return root === undefined ? [] : [{ algorithm: MERKLE, hex: root }];
  if (inside === undefined) return [];
  const all = createHash('sha1');
  for (const piece of torrent.pieces.slice(inside.number, inside.number + inside.count))
    all.update(piece, 'hex');
  return [{ algorithm: piecesName(inside), hex: all.digest('hex') }];
}

/** Adds what the pieces show that span files: a piece that fails is in one of its files, it does not say in which. */
function withSpanning(
  root: BytePath,
  torrent: Torrent,
  places: readonly PlacedTorrentFile[],
  inside: readonly (PiecesInside | undefined)[],
  contents: VoucherContents,
): VoucherContents {
  const { pieces, digests } = holdSpanningPieces(root, torrent, places, inside);
  const found = new Map<BytePath, Digest>();
  for (const [i, hex] of digests) {
    const path = places[i]?.path;
    if (path !== undefined) found.set(path, { algorithm: 'sha1', hex });
  }
  const entries = contents.entries.map((entry) => {
    const digest = found.get(entry.path);
    return digest === undefined ? entry : { ...entry, digests: [digest] };
  });
  const unknown = pieces.filter(({ verdict }) => verdict === 'unknown').length;
  const notes =
    unknown > 0 ? [`pieces not compared, of which a file is not here in its length: ${unknown}`] : [];
  const failing = pieces.filter(({ verdict }) => verdict === 'fails');
  return {
    ...contents,
    entries,
    findings: [...contents.findings, ...failing.flatMap((piece) => failures(torrent, places, piece))],
    notes: [...contents.notes, ...notes],
  };
}

function failures(
  torrent: Torrent,
  places: readonly PlacedTorrentFile[],
  { number, slices }: SpanningPiece,
): Finding[] {
  const parts = slices.flatMap(({ file, start, end }) => {
    const path = places[file]?.path;
    return path === undefined ? [] : [{ path, start, end, size: torrent.files[file]?.size ?? 0 }];
  });
  return parts.map(({ path, start, end, size }) => {
    const others = parts.filter((each) => each.path !== path).map((each) => toText(each.path));
    const range = { is: 'ranges', of: 'damaged', ranges: [{ start, end }], more: 0, size } as const;
    const note = `piece ${number} does not hold; it also lies in ${others.join(', ')}, which may be what differs`;
    return finding('changed', path, { evidence: [range], ...(others.length > 0 ? { note } : {}) });
  });
}

function hashedFiles(
  { pieceLength: length, pieces, files }: Torrent,
  places: readonly PlacedTorrentFile[],
  inside: readonly (PiecesInside | undefined)[],
): HashedFile[] {
  return files.flatMap(({ layers, size }, i): HashedFile[] => {
    const path = places[i]?.path;
    const range = inside[i];
    if (path === undefined) return [];
    if (layers !== undefined) return [{ path, size, first: 0, length, hashes: layers, isTree: true }];
    if (range === undefined || pieces === undefined) return [];
    const hashes = pieces.slice(range.number, range.number + range.count);
    return [{ path, size, first: range.first, length, hashes, isTree: false }];
  });
}
