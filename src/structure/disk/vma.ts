import { createHash } from 'node:crypto';
import type { Step } from '../kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../kit/exact-reader.ts';
import { latin1At, u16be, u32be, u64be } from '../kit/read-int.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, mismatch, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 'VMA\0';
const EXTENT = 'VMAE';
const FIXED = 12_288;
const DEVICES = { at: 4096, count: 256, size: 32 };
const BLOBS = { at: 48, size: 52 };
const UUID = { inHeader: 8, inExtent: 8, length: 16 };
const MD5 = { inHeader: 32, inExtent: 24, length: 16 };
const EXTENT_HEAD = 512;
const CLUSTERS = { at: 40, count: 59, size: 8 };
const BLOCK = 4096;
const CLUSTER = 65_536;
const LONGEST_HEADER = 4 * 1024 * 1024;

/** A disk of a virtual machine: how many clusters it has, and how many were seen. */
type Device = { readonly name: string; readonly clusters: number; seen: number };

/**
 * A backup of a virtual machine by Proxmox VE (vma_spec.txt): a header and heads of extents, each with its MD5, and every
 * cluster of every disk in one of the extents. The clusters themselves have no checksum.
 */
export const vma: Structure = {
  name: 'vma',
  starts: 'V',
  traits: ['paged'],
  extensions: ['vma'],
  recognises: (head) => latin1At(head, 0, 4) === MAGIC,
  createCheck: () => exactProbe(walk),
};

function* walk(reader: ExactReader): Step<StructureVerdict> {
  const fixed = yield* reader.take(FIXED, 'the header');
  const length = u32be(fixed, 56);
  if (u32be(fixed, 4) !== 1 || length < FIXED || length > LONGEST_HEADER) return UNKNOWN;
  const rest: Buffer[] = [];
  yield* reader.skip(length - FIXED, 'the header', (bytes) => void rest.push(Buffer.from(bytes)));
  const header = Buffer.concat([fixed, ...rest]);
  const wrong = wrongMd5(header, MD5.inHeader, 'the header');
  if (wrong !== undefined) return wrong;
  const devices = devicesOf(header);
  const uuid = header.subarray(UUID.inHeader, UUID.inHeader + UUID.length);
  for (;;) {
    const at = reader.offset;
    const head = yield* reader.takeUpTo(EXTENT_HEAD);
    if (head.length === 0) return lostClusters(at, devices) ?? SOUND;
    if (head.length < EXTENT_HEAD) return cut(`ends at ${reader.offset}, inside the extent at ${at}`);
    if (latin1At(head, 0, 4) !== EXTENT)
      return broken(`not a valid extent at ${at}: ${head.toString('hex', 0, 8)}`);
    const damaged = wrongMd5(head, MD5.inExtent, `the extent at ${at}`);
    if (damaged !== undefined) return damaged;
    if (!head.subarray(UUID.inExtent, UUID.inExtent + UUID.length).equals(uuid))
      return broken(`the extent at ${at} is of another backup`);
    countClusters(head, devices);
    yield* reader.skip(u16be(head, 6) * BLOCK, `the extent at ${at}`);
  }
}

/** Holds bytes against the MD5 among them, which counts as zeros. */
function wrongMd5(bytes: Buffer, at: number, what: string): StructureVerdict | undefined {
  const wanted = bytes.subarray(at, at + MD5.length);
  const found = createHash('md5')
    .update(bytes.subarray(0, at))
    .update(Buffer.alloc(MD5.length))
    .update(bytes.subarray(at + MD5.length))
    .digest();
  return found.equals(wanted) ? undefined : mismatch(`${what}: MD5`, Buffer.from(wanted), found);
}

/** Returns the disks by their numbers; names lie in a buffer of strings, each after its length. */
function devicesOf(header: Buffer): ReadonlyMap<number, Device> {
  const blobs = header.subarray(u32be(header, BLOBS.at), u32be(header, BLOBS.at) + u32be(header, BLOBS.size));
  const devices = new Map<number, Device>();
  for (let i = 1; i < DEVICES.count; i++) {
    const at = DEVICES.at + i * DEVICES.size;
    const pointer = u32be(header, at);
    const size = u64be(header, at + 8);
    if (pointer === 0 || size === 0 || pointer + 2 > blobs.length) continue;
    const name =
      blobs.toString('latin1', pointer + 2, pointer + 2 + blobs.readUInt16LE(pointer)).split('\0')[0] ?? '';
    devices.set(i, { name, clusters: Math.ceil(size / CLUSTER), seen: 0 });
  }
  return devices;
}

function countClusters(head: Buffer, devices: ReadonlyMap<number, Device>): void {
  for (let i = 0; i < CLUSTERS.count; i++) {
    const device = devices.get(head.readUInt8(CLUSTERS.at + i * CLUSTERS.size + 3));
    if (device !== undefined) device.seen += 1;
  }
}

/** Returns that clusters are missing; the state of a running machine is a stream of any length. */
function lostClusters(size: number, devices: ReadonlyMap<number, Device>): StructureVerdict | undefined {
  for (const { name, clusters, seen } of devices.values())
    if (name !== 'vmstate' && seen < clusters)
      return cut(
        `ends at ${size}; ${clusters - seen} of ${clusters} clusters of ${JSON.stringify(name)} are missing`,
      );
  return undefined;
}
