import type { StructureVerdict } from '../../model/content.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import { pgWal, pgWalSegment, WAL_NAME, walAddress } from '../../structure/database/postgres/wal.ts';
import { u32le, u64le } from '../../structure/kit/read-int.ts';
import { asWarning, broken, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Layout, StoreFile } from '../kit/layout.ts';

/** A segment as archive commands and WAL-G store it; Barman keeps the name when it compresses. */
const STORED = /^([0-9A-F]{16}00000[0-9A-F]{3})(\.(?:gz|bz2|xz|zst|lz4|lzo|br|partial))?$/;
const LONG_HEADER = 40;

/**
 * An archive of segments of the write-ahead log: each goes on where the one before it ends. The directory pg_wal of a
 * server is no archive; it has archive_status.
 */
export const walArchive: Layout = {
  yields: true,
  isHint: (name) => STORED.test(name),
  isTop(names) {
    if (names.has('archive_status/')) return false;
    for (const name of names) if (STORED.test(name)) return true;
    return false;
  },
  handle(path, file) {
    const [, name, extension = ''] = STORED.exec(path) ?? [];
    if (name === undefined) return undefined;
    return checkedBy(() => {
      const content = extension === '' ? walSegment(path, file.read) : undefined;
      return {
        update: (chunk) => content?.update(chunk),
        end() {
          const verdict = content?.end() ?? UNKNOWN;
          if (verdict.is === 'broken' || verdict.is === 'cut') return verdict;
          return lostBefore(name, extension, file) ?? verdict;
        },
      };
    });
  },
};

/** Checks a segment, which must be whole where the next one beside it goes on. */
export function walSegment(path: BytePath, read: StoreFile['read']): Probe<StructureVerdict> {
  const own = nameOf(path);
  const next = nextOf(own);
  const head = next === undefined ? undefined : read(path.slice(0, -own.length) + next, LONG_HEADER);
  const isFollowed =
    next !== undefined &&
    head !== undefined &&
    pgWal.recognises(head) &&
    u64le(head, 8) === walAddress(next, u32le(head, 32));
  return pgWalSegment(path, isFollowed);
}

/** Says where segments are lost: the one before it is absent, though earlier ones of the timeline are there. */
function lostBefore(
  name: string,
  extension: string,
  { read, names }: StoreFile,
): StructureVerdict | undefined {
  const before = shifted(name, -1);
  if (before === undefined || read(before + extension, 1) !== undefined) return undefined;
  let last = '';
  for (const each of names()) {
    const [, other] = STORED.exec(each) ?? [];
    if (other === undefined || other >= name || other.slice(0, 8) !== name.slice(0, 8)) continue;
    if (other > last) last = other;
  }
  if (last === '' || last === before) return undefined;
  return asWarning(
    broken(`the segments between ${last} and ${name} are not here, and no restore gets past them`),
  );
}

/** Returns the name of the next segment of 16 MiB, or of another size within the same 4 GiB. */
function nextOf(name: string): string | undefined {
  if (!WAL_NAME.test(name)) return undefined;
  if (!name.endsWith('000000FF')) return shifted(name, 1);
  const high = Number.parseInt(name.slice(8, 16), 16) + 1;
  return `${name.slice(0, 8)}${digits(high)}00000000`;
}

/** The segment a number further; undefined across a border of 4 GiB, where the number depends on the size. */
function shifted(name: string, by: number): string | undefined {
  const number = Number.parseInt(name.slice(16), 16) + by;
  return number < 0 ? undefined : name.slice(0, 16) + digits(number);
}

function digits(number: number): string {
  return number.toString(16).toUpperCase().padStart(8, '0');
}
