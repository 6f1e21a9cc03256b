import { crc32 } from '../../hash/crc.ts';
import type { Step } from '../kit/chunked-reader.ts';
import { onTape, type Tape } from '../kit/exact-reader.ts';
import { u32le, u64le, wordAt } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, hex32, PROVEN, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 'XBSTCK01';
const MOST_PATH = 4096;
const MOST_OPEN = 65_536;

/**
 * Streams of mariadb-backup and xtrabackup (xbstream.h): chunks of files, each with the CRC-32 of its bytes, and one that
 * marks the end of each file.
 */
export const xbstream: Structure = {
  name: 'xbstream',
  starts: 'X',
  traits: ['paged'],
  extensions: ['xbstream'],
  recognises: (head) => wordAt(head, 0, 8) === MAGIC && u32le(head, 10) <= MOST_PATH,
  begin: () => onTape(walk),
};

function* walk(tape: Tape): Step<StructureVerdict> {
  const open = new Set<string>();
  for (;;) {
    const at = tape.offset;
    const start = yield* tape.most(14);
    const [path] = open;
    if (start.length === 0)
      return path === undefined
        ? PROVEN
        : cut(`ends at ${at}, and the end of ${JSON.stringify(path)} is missing`);
    const head = Buffer.concat([start, yield* tape.take(14 - start.length, 'a chunk')]);
    if (wordAt(head, 0, 8) !== MAGIC) return broken(`no chunk at ${at}: ${head.toString('hex', 0, 8)}`);
    const kind = wordAt(head, 9, 1);
    const length = u32le(head, 10);
    if (length > MOST_PATH) return broken(`the chunk at ${at} has a path of ${length} bytes`);
    const name = (yield* tape.take(length, 'a chunk')).toString('latin1');
    if (kind === 'E') {
      open.delete(name);
      continue;
    }
    if (kind !== 'P') return UNKNOWN;
    open.add(name);
    if (open.size > MOST_OPEN) return UNKNOWN;
    const payload = yield* tape.take(20, 'a chunk');
    let crc = 0;
    yield* tape.skip(u64le(payload, 0), `the chunk at ${at}`, (bytes) => {
      crc = crc32(bytes, crc);
    });
    if (crc !== u32le(payload, 16))
      return broken(`chunk at ${at}: CRC-32 ${hex32(crc)}, not ${hex32(u32le(payload, 16))}`);
  }
}
