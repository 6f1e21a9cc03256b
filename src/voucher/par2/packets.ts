import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { closeFile, fill, type OpenedFile } from '../../disk/open.ts';
import { errorCode } from '../../model/fault.ts';
import type { BytePath } from '../../model/path.ts';
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
    return { packets: [], problems: [{ is: 'damaged', detail: `it cannot be read (${code})` }] };
  }
}

async function packetsOf({ descriptor, size }: OpenedFile): Promise<Par2File> {
  const packets: Par2Packet[] = [];
  const problems: Par2File['problems'][number][] = [];
  const buffer = Buffer.allocUnsafe(CHUNK);
  let hidden = 0;
  for (let at = 0; at < size && packets.length < MOST_PACKETS; ) {
    await setImmediate();
    const read = packetAt(descriptor, at, size, buffer);
    if (typeof read === 'object') {
      packets.push(read.packet);
      at += read.length;
      continue;
    }
    const next = nextMagic(descriptor, at + 1, size, buffer);
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

/** The packet at an offset with its whole length, or why there is none. */
function packetAt(
  descriptor: number,
  at: number,
  size: number,
  buffer: Buffer,
): { readonly packet: Par2Packet; readonly length: number } | 'damaged' | 'ends inside' {
  const header = Buffer.from(buffer.subarray(0, fill(descriptor, buffer, HEADER, at)));
  const magic = header.subarray(0, MAGIC.length);
  if (!magic.equals(MAGIC.subarray(0, magic.length))) return 'damaged';
  if (header.length < HEADER) return 'ends inside';
  const wanted = header.readBigUInt64LE(8);
  if (wanted > BigInt(size - at)) return 'ends inside';
  const length = Number(wanted);
  if (length < HEADER || length % 4 !== 0) return 'damaged';
  const type = header.toString('latin1', 48, HEADER);
  const keep = type === RECOVERY ? RECOVERY_KEPT : MOST_KEPT;
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
  if (!hash.digest().equals(header.subarray(16, 32))) return 'damaged';
  return { packet: { set: header.toString('hex', 32, 48), type, body: Buffer.concat(body) }, length };
}

/** Where the next magic stands; the size where none does. */
function nextMagic(descriptor: number, from: number, size: number, buffer: Buffer): number {
  for (let at = from; at < size; ) {
    const n = fill(descriptor, buffer, buffer.length, at);
    const found = buffer.subarray(0, n).indexOf(MAGIC);
    if (found >= 0) return at + found;
    if (n < MAGIC.length) return size;
    at += n - MAGIC.length + 1;
  }
  return size;
}
