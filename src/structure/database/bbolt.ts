import { createHash } from 'node:crypto';
import { exactProbe } from '../kit/exact-reader.ts';
import { u32le, u64le } from '../kit/read-int.ts';
import type { Structure } from '../kit/structure.ts';
import { broken, cut, mismatch, PROVEN, SOUND, UNKNOWN } from '../kit/verdicts.ts';

const MAGIC = 0xed0cdaed;
const SHA256 = 32;
const META = 80;

/**
 * A database of bbolt, and so the snapshot of etcd: one of two meta pages (checksum FNV-1a) counts the pages. `etcdctl
 * snapshot save` appends the SHA-256 of everything, recognised by a size of 32 bytes more than whole sectors.
 */
export const bbolt: Structure = {
  name: 'bbolt',
  traits: ['paged'],
  extensions: [],
  recognises: (head) => u32le(head, 16) === MAGIC && u32le(head, 20) === 2,
  createCheck: () =>
    exactProbe(function* (reader) {
      const sha256 = createHash('sha256');
      const first = yield* reader.take(META, 'the first meta page');
      sha256.update(first);
      const page = u32le(first, 24);
      if (page < 1024 || page > 65_536 || (page & (page - 1)) !== 0)
        return broken(`not a valid page size at 24: ${page} bytes`);
      yield* reader.skip(page - META, 'the first page', (bytes) => void sha256.update(bytes));
      const second = yield* reader.take(META, 'the second meta page');
      sha256.update(second);
      const tail = yield* reader.readAllBut(SHA256, (bytes) => void sha256.update(bytes));
      const size = reader.offset;
      if (size % 512 === SHA256) {
        const found = sha256.digest('hex');
        const wanted = tail.toString('hex');
        return found === wanted ? PROVEN : mismatch('all but the last 32 bytes: SHA-256', wanted, found);
      }
      const metas = [first, second].filter(isMeta).toSorted((a, b) => u64le(b, 64) - u64le(a, 64));
      const [meta] = metas;
      if (meta === undefined) return broken('neither meta page matches its FNV-1a');
      const end = u64le(meta, 56) * page;
      if (!Number.isSafeInteger(end)) return UNKNOWN;
      return size < end ? cut(`ends at ${size}; its pages extend to ${end}`) : SOUND;
    }),
};

/** The meta is 64 bytes at 16: magic, version, page size, flags, root (16), free list, pages, transaction, FNV-1a. */
function isMeta(page: Buffer): boolean {
  let hash = 0xcbf29ce484222325n;
  for (const byte of page.subarray(16, 72)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return u32le(page, 16) === MAGIC && page.readBigUInt64LE(72) === hash;
}
