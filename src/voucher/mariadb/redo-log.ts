/** The redo log of InnoDB: what a server that was not stopped in good order does when it starts. */
import { crc32c } from '../../hash/crc.ts';
import type { BytePath } from '../../model/path.ts';
import { u32be, u64be } from '../../structure/kit/read-int.ts';
import type { StoreFile } from '../kit/layout.ts';
import { oncePerStore } from '../kit/once-per-store.ts';
import { type FileRecord, parseTransaction } from './mini-transaction.ts';

const LOG = 'ib_logfile0';
/** The format of MariaDB 10.8 and later, as the first four bytes say. */
const PHYSICAL = 'Phys';
const FIRST_AT = 8;
const ENCRYPTED_AT = 48;
const CHECKPOINTS = [4096, 8192];
const CHECKPOINT_LENGTH = 60;
const START = 12_288;
const WINDOW = 2 ** 20;
const LONGEST = 2 ** 26;
const LARGEST = 2 ** 42;

/** What the redo log says after its last checkpoint. */
export type RedoLog = {
  /** Pages that were changed after this position are written anew. */
  readonly checkpoint: number;
  /** The tablespaces that are created anew, by their paths below the data directory. */
  readonly created: ReadonlySet<BytePath>;
};

/** Reads the redo log of a data directory; undefined where there is none, or one of another format, or an encrypted one. */
export const readRedoLog: (read: StoreFile['read']) => RedoLog | undefined = oncePerStore((read) => {
  const head = read(LOG, START);
  if (head?.toString('latin1', 0, PHYSICAL.length) !== PHYSICAL || head.length < START) return undefined;
  if (u32be(head, ENCRYPTED_AT) !== 0) return undefined;
  const checkpoints = CHECKPOINTS.filter(
    (at) => crc32c(head.subarray(at, at + CHECKPOINT_LENGTH)) === u32be(head, at + CHECKPOINT_LENGTH),
  ).map((at) => u64be(head, at));
  const checkpoint = Math.max(...checkpoints);
  const first = u64be(head, FIRST_AT);
  if (!(checkpoint >= first)) return undefined;
  const names = new Map<number, BytePath>();
  follow(read, checkpoint - first, (file) => apply(names, file));
  return { checkpoint, created: new Set(names.values()) };
});

/**
 * Follows the mini-transactions from a position after the first one in the log, which is used as a ring, to where the
 * log ends: with the first one that does not hold.
 */
function follow(read: StoreFile['read'], from: number, see: (file: FileRecord) => void): void {
  const capacity = sizeOf(read) - START;
  let wanted = WINDOW;
  let position = from;
  while (position < from + capacity) {
    const bytes = ringAt(read, position % capacity, Math.min(wanted, capacity));
    const start = position;
    const bitAt = (place: number): number => (Math.floor((start + place) / capacity) + 1) % 2;
    let at = 0;
    for (let next = parseTransaction(bytes, 0, bitAt); next !== undefined; ) {
      next.files.forEach(see);
      at = next.end;
      next = parseTransaction(bytes, at, bitAt);
    }
    // It may only be longer than what was read.
    if (at === 0 && (wanted >= LONGEST || bytes.length < wanted)) return;
    wanted = at === 0 ? wanted * 8 : WINDOW;
    position += at;
  }
}

function ringAt(read: StoreFile['read'], at: number, length: number): Buffer {
  const bytes = read(LOG, length, START + at) ?? Buffer.alloc(0);
  if (bytes.length === length) return bytes;
  return Buffer.concat([bytes, read(LOG, length - bytes.length, START) ?? Buffer.alloc(0)]);
}

function apply(names: Map<number, BytePath>, { is, space, path }: FileRecord): void {
  if (is === 'deleted') names.delete(space);
  else if (is === 'created' || names.has(space)) names.set(space, path);
}

/** Finds the size of the log in bytes by asking for single ones. */
function sizeOf(read: StoreFile['read']): number {
  let size = 0;
  for (let step = LARGEST; step >= 1; step /= 2)
    if (read(LOG, 1, size + step - 1)?.length === 1) size += step;
  return size;
}
