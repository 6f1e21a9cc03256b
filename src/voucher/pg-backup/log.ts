import { type Finding, finding } from '../../model/finding.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, join } from '../../model/path.ts';
import { type Links, namesOf } from '../kit/list-files.ts';
import { headOf, statEntry } from '../kit/read-voucher-file.ts';
import { DONE, parseBackupInfo } from './barman-info.ts';
import type { PgRange } from './manifest.ts';
import { walPath } from './names.ts';
import { isSegmentSize, SEGMENT_NAME, segmentSizeOf, segmentsOf, USUAL_SEGMENT } from './segments.ts';

const MOST_ASKED = 64;
/** More bytes than any backup.info has. */
const MOST_INFO = 2 ** 20;

/**
 * The segments of the write-ahead log that a restore needs. Where there is none at all, the log was kept elsewhere
 * (`pg_basebackup -X none` with an archive), which is a warning; where some are there, each that is not is missing.
 */
export function vouchLog(
  { root, directory }: { readonly root: BytePath; readonly directory: BytePath },
  ranges: readonly PgRange[],
  links: Links,
): { readonly expected: readonly ManifestEntry[]; readonly findings: readonly Finding[] } {
  const stored = join(directory, 'pg_wal');
  const log = statEntry(root, stored)?.kind === 'link' ? links.follow(stored) : stored;
  if (log === undefined) {
    const detail = 'the write-ahead log lies outside of the root, so it was not looked at';
    return { expected: [], findings: [finding('denied', stored, { note: detail })] };
  }
  const names = namesOf(root, log)
    .filter(({ name, kind }) => kind === 'file' && SEGMENT_NAME.test(name))
    .map(({ name }) => name);
  const size = sizeOf(root, log, names);
  const needed = segmentsOf(ranges, size);
  if (needed === undefined) {
    const detail = 'the manifest wants more segments of the write-ahead log than can be held';
    return { expected: [], findings: [finding('unvouched', stored, { note: detail })] };
  }
  if (names.length === 0 && needed.length > 0) {
    const archived = archivedIn(root, directory, needed, size);
    if (archived !== undefined) return { expected: archived, findings: [] };
    const through = needed.length === 1 ? '' : ` to ${needed.at(-1)}`;
    const detail = `no write-ahead log lies here: a restore needs ${needed[0]}${through} from an archive`;
    return { expected: [], findings: [finding('missing', stored, { severity: 'warning', note: detail })] };
  }
  return {
    expected: needed.map(
      (name): ManifestEntry => ({ path: join(log, name), kind: 'file', digests: [], size }),
    ),
    findings: [],
  };
}

/** What packers write at the beginning of a file, in hex: gzip, bzip2, xz, zstd, lz4, lzop. */
const PACKED = /^(?:1f8b|425a68|fd377a585a|28b52ffd|04224d18|894c5a4f)/;

/**
 * The segments in the archive of Barman, where the backup lies in its home; it compresses them under their own names. Of a
 * backup that Barman does not call done, those that have arrived: the others are on their way, or nobody waits for them.
 */
function archivedIn(
  root: BytePath,
  directory: BytePath,
  needed: readonly string[],
  size: number,
): ManifestEntry[] | undefined {
  const [, server, backup = ''] = /^((?:.*\/)?)(base\/[^/]+)\/data$/.exec(directory) ?? [];
  if (server === undefined || statEntry(root, `${server}wals`)?.kind !== 'directory') return undefined;
  const info = parseBackupInfo(headOf(root, `${server}${backup}/backup.info`, MOST_INFO));
  return needed
    .map((name) => walPath(server.slice(0, -1), name))
    .filter((path) => info === undefined || info.status === DONE || statEntry(root, path) !== undefined)
    .map((path) => {
      const isPacked = PACKED.test(headOf(root, path, 8).toString('hex'));
      return { path, kind: 'file', digests: [], ...(isPacked ? {} : { size }) };
    });
}

/** How long a segment is, as most of them say. */
function sizeOf(root: BytePath, log: BytePath, names: readonly BytePath[]): number {
  const votes = new Map<number, number>();
  for (const name of names.slice(0, MOST_ASKED)) {
    const path = join(log, name);
    for (const size of [segmentSizeOf(headOf(root, path, 36)), statEntry(root, path)?.size])
      if (size !== undefined && isSegmentSize(size)) votes.set(size, (votes.get(size) ?? 0) + 1);
  }
  const [[size] = [USUAL_SEGMENT]] = [...votes].toSorted(([, a], [, b]) => b - a);
  return size;
}
