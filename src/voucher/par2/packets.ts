import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { closeFile, fill, type OpenedFile } from '../../disk/open.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
import { noteUnread } from '../kit/opening.ts';
import { openVoucherFile } from '../kit/read-voucher-file.ts';

/** A packet that holds against its own MD5; of a recovery block only the head is kept. `set` is in hex. */
export type Par2Packet = { readonly set: string; readonly type: string; readonly body: Buffer };

/** The packets of one file, and what is wrong between them: `cut` where the file ends inside one. */
export type Par2File = {
  readonly packets: readonly Par2Packet[];
  readonly problems: readonly { readonly is: 'damaged' | 'cut'; readonly detail: string }[];
};

/** The type of a packet with one block of recovery data. */
export const RECOVERY = 'PAR 2.0\0RecvSlic';

const MAGIC = Buffer.from('PAR2\0PKT');
const HEADER = 64;
const CHUNK = 1 << 18;
/** The longest body that is kept: of 32,768 slices, which is the most a set can have, it is a sixth of this. */
const MOST_KEPT = 1 << 22;
const RECOVERY_KEPT = 4;
const MOST_PACKETS = 1 << 18;
const MOST_PROBLEMS = 20;
/** More bytes of different packets than any set has are not kept. */
const MOST_IN_ALL = 1 << 26;
/** Packets that are none may claim to be as long as the file: so many times its size is read in search of one. */
const MOST_READ = 4;
/** After so many packets or places without one, others get their turn. */
const TURN = 256;

/**
 * Reads a file of packets (Parity Volume Set Specification 2.0, "Packet Header": magic, length, MD5 of all behind the MD5,
 * recovery set ID, type) from its first byte to its last; what is no sound packet is passed over up to the next magic.
 */
export async function readPar2Packets(root: BytePath, path: BytePath): Promise<Par2File> {
  try {
    const file = openVoucherFile(root, path);
    try {
      return await packetsOf(file);
    } finally {
      closeFile(file);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    noteUnread(path, code);
    return { packets: [], problems: [{ is: 'damaged', detail: `it cannot be read (${code})` }] };
  }
}

async function packetsOf({ descriptor, size }: OpenedFile): Promise<Par2File> {
  const file: Reading = { descriptor, size, buffer: Buffer.allocUnsafe(CHUNK), wasted: 0 };
  const window = openWindow(file);
  const packets: Par2Packet[] = [];
  const problems: Par2File['problems'][number][] = [];
  const known = new Map<string, Par2Packet>();
  let [hidden, turns, kept] = [0, 0, 0];
  for (let at = 0; at < size && packets.length < MOST_PACKETS; ) {
    if (turns++ % TURN === 0) await setImmediate();
    const read = packetAt(file, window.at(at), at, known);
    if (typeof read === 'object') {
      packets.push(read.packet);
      at += read.length;
      kept += read.kept;
    }
    if (file.wasted > MOST_READ * (size + CHUNK) || kept > MOST_IN_ALL) {
      problems.push({ is: 'damaged', detail: `more packets than a set has: not read on from byte ${at}` });
      break;
    }
    if (typeof read === 'object') continue;
    const next = window.nextMagic(at + 1);
    const isCut = next === size && read === 'ends inside';
    if (problems.length < MOST_PROBLEMS)
      problems.push(
        isCut
          ? { is: 'cut', detail: `it ends at byte ${size}, inside the packet at ${at}` }
          : { is: 'damaged', detail: `no sound packet at byte ${at}, up to byte ${next}` },
      );
    else hidden += 1;
    at = next;
  }
  if (hidden > 0) problems.push({ is: 'damaged', detail: `no sound packet in ${hidden} more places` });
  if (size === 0) problems.push({ is: 'cut', detail: 'it is empty' });
  return { packets, problems };
}

/** A file that is read, with what was read of it in vain. */
type Reading = Pick<OpenedFile, 'descriptor' | 'size'> & { readonly buffer: Buffer; wasted: number };

/** The packet at an offset with its whole length and how much of it is new in memory, or why there is none. */
function packetAt(
  file: Reading,
  header: Buffer,
  at: number,
  known: Map<string, Par2Packet>,
):
  | { readonly packet: Par2Packet; readonly length: number; readonly kept: number }
  | 'damaged'
  | 'ends inside' {
  const magic = header.subarray(0, MAGIC.length);
  if (!magic.equals(MAGIC.subarray(0, magic.length))) return 'damaged';
  if (header.length < HEADER) return 'ends inside';
  const wanted = header.readBigUInt64LE(8);
  if (wanted > BigInt(file.size - at)) return 'ends inside';
  const length = Number(wanted);
  if (length < HEADER || length % 4 !== 0) return 'damaged';
  const body = bodyAt(file, Buffer.from(header), at, length);
  if (typeof body === 'string') return body;
  // Copies are normal: each is held against its sum, and kept once.
  const sum = header.toString('hex', 16, HEADER);
  const same = known.get(sum);
  if (same !== undefined) return { packet: same, length, kept: 0 };
  const packet = { set: header.toString('hex', 32, 48), type: header.toString('latin1', 48, HEADER), body };
  known.set(sum, packet);
  return { packet, length, kept: body.length };
}

/** What is kept of the body of a packet that holds against its MD5. */
function bodyAt(
  file: Reading,
  header: Buffer,
  at: number,
  length: number,
): Buffer | 'damaged' | 'ends inside' {
  const { descriptor, buffer } = file;
  const keep = header.toString('latin1', 48, HEADER) === RECOVERY ? RECOVERY_KEPT : MOST_KEPT;
  const hash = createHash('md5').update(header.subarray(32));
  const body: Buffer[] = [];
  let kept = 0;
  for (let done = HEADER; done < length; ) {
    const n = fill(descriptor, buffer, Math.min(buffer.length, length - done), at + done);
    if (n === 0) return 'ends inside';
    hash.update(buffer.subarray(0, n));
    const part = Buffer.from(buffer.subarray(0, Math.min(n, keep - kept)));
    if (part.length > 0) body.push(part);
    kept += part.length;
    done += n;
  }
  if (hash.digest().equals(header.subarray(16, 32))) return Buffer.concat(body);
  file.wasted += length;
  return 'damaged';
}

/** A part of a file in memory, in which the bytes at an offset and the next magic are looked for. */
type Window = {
  /** The bytes of a header at an offset, valid until the next call; fewer at the end. */
  at(offset: number): Buffer;
  /** Where the next magic stands; the size where none does. */
  nextMagic(from: number): number;
};

function openWindow({ descriptor, size }: Reading): Window {
  const bytes = Buffer.allocUnsafe(CHUNK);
  let [start, length] = [0, 0];
  const bring = (offset: number, count: number): void => {
    if (offset >= start && offset + count <= start + length) return;
    start = offset;
    length = fill(descriptor, bytes, CHUNK, offset);
  };
  return {
    at(offset) {
      bring(offset, HEADER);
      return bytes.subarray(offset - start, Math.min(length, offset - start + HEADER));
    },
    nextMagic(from) {
      for (let at = from; ; at = start + length - MAGIC.length + 1) {
        bring(at, MAGIC.length);
        if (length < MAGIC.length) return size;
        const found = bytes.subarray(0, length).indexOf(MAGIC, at - start);
        if (found >= 0) return start + found;
      }
    },
  };
}
