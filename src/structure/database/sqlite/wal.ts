import type { Step } from '../../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../kit/exact-reader.ts';
import { hexAt, u32be } from '../../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../../kit/structure.ts';
import { asWarning, broken, cut, hex32, PROVEN, SOUND, UNKNOWN } from '../../kit/verdicts.ts';

const HEADER = 32;
const FRAME = 24;
const VERSION = 3_007_000;

/**
 * The log next to a database in WAL mode (fileformat2.html, 4): frames of a page each with a checksum over all before. What
 * follows the valid frames is left over on purpose, and has the salts of an earlier log.
 */
export const sqliteWal: Structure = {
  name: 'sqlite-wal',
  starts: '7',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => /^377f068[23]002de218$/.test(hexAt(head, 0, 8)),
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const header = yield* reader.take(HEADER, 'its header');
  const page = u32be(header, 8) === 1 ? 65_536 : u32be(header, 8);
  if (u32be(header, 4) !== VERSION) return UNKNOWN;
  const sums = createSums((header[3] ?? 0) % 2 === 1);
  sums.add(header.subarray(0, 24));
  if (!sums.are(header, 24))
    return broken(`its header: checksum wanted ${hexAt(header, 24, 8)}, found ${sums.hex()}`);
  if (page < 512 || page > 65_536 || (page & (page - 1)) !== 0) return UNKNOWN;
  const salts = header.subarray(16, 24);
  let wrong: string | undefined;
  let old: number | undefined;
  for (;;) {
    const at = reader.offset;
    const frame = yield* reader.takeUpTo(FRAME);
    const isOfThisLog = frame.length >= 16 && salts.equals(frame.subarray(8, 16));
    const content = yield* reader.view(page);
    if (content.length < page) {
      if (isOfThisLog) wrong ??= `ends at ${reader.offset}, inside the frame at ${at}`;
      break;
    }
    if (!isOfThisLog) {
      old ??= at;
      continue;
    }
    // SQLite forgets a frame that does not match, and all that follow.
    if (wrong !== undefined) return broken(`${wrong}; frames go on at ${at}`);
    if (old !== undefined) return broken(`the frame at ${old} is of another log; frames go on at ${at}`);
    sums.add(frame.subarray(0, 8));
    sums.add(content);
    if (!sums.are(frame, 16))
      wrong = `frame at ${at}: checksum wanted ${hexAt(frame, 16, 8)}, found ${sums.hex()}`;
  }
  // A power failure, or a copy that was made meanwhile, may have torn the last frame: no transaction ends in it.
  if (wrong?.startsWith('ends') === true) return asWarning(cut(wrong));
  if (wrong !== undefined) return asWarning(broken(wrong));
  return old === undefined ? PROVEN : SOUND;
}

type Sums = {
  add(bytes: Buffer): void;
  /** Returns whether two sums at an offset are those of all bytes so far. */
  are(bytes: Buffer, at: number): boolean;
  hex(): string;
};

/** Two sums over words of either byte order, each with the other added. */
function createSums(isBig: boolean): Sums {
  let first = 0;
  let second = 0;
  return {
    add(bytes) {
      const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at < bytes.length; at += 8) {
        first = (first + data.getInt32(at, !isBig) + second) | 0;
        second = (second + data.getInt32(at + 4, !isBig) + first) | 0;
      }
    },
    are: (bytes, at) => u32be(bytes, at) === first >>> 0 && u32be(bytes, at + 4) === second >>> 0,
    hex: () => hex32(first) + hex32(second),
  };
}
