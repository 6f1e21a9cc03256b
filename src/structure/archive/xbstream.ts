import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u32le, u64le } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 'XBSTCK01';
const MAX_PATH = 4096;
const MAX_OPEN = 65_536;
/** Files that have a header at least, as tables and what is compressed. */
const NEVER_EMPTY = /(?:^|\/)(?:ibdata\d+|[^/]+\.(?:ibd|frm|MYI|MAI|qp|zst|lz4|xbcrypt))$/;
/** The log of a backup, and what it writes when all else is there. */
const LOG = /^(?:ib_logfile0|xtrabackup_logfile)$/;
const MARK = /^(?:xtrabackup|mariadb_backup)_checkpoints(?:\.(?:qp|zst|lz4|xbcrypt))*$/;

/**
 * Streams of mariadb-backup and xtrabackup (xbstream.h): chunks of files, each with its offset and the CRC-32 of its
 * bytes, and one that marks the end of each file.
 */
export const xbstream: Structure = {
  name: 'xbstream',
  starts: 'X',
  traits: ['paged'],
  extensions: ['xbstream'],
  recognises: (head) => latin1At(head, 0, 8) === MAGIC && u32le(head, 10) <= MAX_PATH,
  createCheck: () => exactProbe(walk),
};

/** Says how a stream ends: with all of its files, and the mark of its end where its log is in it. */
function endAt(
  at: number,
  open: ReadonlyMap<string, number>,
  isMarked: boolean | undefined,
): StructureVerdict {
  const [path] = open.keys();
  if (path !== undefined) return cut(`ends at ${at}, before the end of ${JSON.stringify(path)}`);
  return isMarked === false
    ? cut(`ends at ${at}, before xtrabackup_checkpoints, which a backup writes last`)
    : PROVEN;
}

function* walk(reader: ExactReader): Step<StructureVerdict> {
  /** The offset of the next chunk of each file that has not ended. */
  const open = new Map<string, number>();
  let isMarked: boolean | undefined;
  for (;;) {
    const at = reader.offset;
    const start = yield* reader.takeUpTo(14);
    if (start.length === 0) return endAt(at, open, isMarked);
    const head = Buffer.concat([start, yield* reader.take(14 - start.length, 'a chunk')]);
    if (latin1At(head, 0, 8) !== MAGIC)
      return broken(`not a valid chunk at ${at}: ${head.toString('hex', 0, 8)}`);
    const kind = latin1At(head, 9, 1);
    const length = u32le(head, 10);
    if (length > MAX_PATH) return broken(`the chunk at ${at} has a path of ${length} bytes`);
    const name = (yield* reader.take(length, 'a chunk')).toString('latin1');
    if (MARK.test(name)) isMarked = true;
    else if (LOG.test(name)) isMarked ??= false;
    const said = (what: string): StructureVerdict =>
      broken(`chunk at ${at} of ${JSON.stringify(name)}: ${what}`);
    if (kind === 'E') {
      if (!open.delete(name) && NEVER_EMPTY.test(name)) return said('the file ends without any content');
      continue;
    }
    if (kind !== 'P') return UNKNOWN;
    const wanted = open.get(name) ?? 0;
    if (open.size >= MAX_OPEN && !open.has(name)) return UNKNOWN;
    const payload = yield* reader.take(20, 'a chunk');
    const size = u64le(payload, 0);
    let crc = 0;
    yield* reader.skip(size, `the chunk at ${at}`, (bytes) => {
      crc = crc32(bytes, crc);
    });
    if (crc !== u32le(payload, 16)) return mismatch(`chunk at ${at}: CRC-32`, u32le(payload, 16), crc);
    const found = u64le(payload, 8);
    if (found !== wanted) return said(`offset wanted ${wanted}, found ${found}`);
    open.set(name, wanted + size);
  }
}
