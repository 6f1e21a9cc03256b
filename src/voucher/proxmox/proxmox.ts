import { createHash } from 'node:crypto';
import type { StructureVerdict } from '../../model/content.ts';
import { nameOf } from '../../model/path.ts';
import type { Probe } from '../../model/probe.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { hexAt, u64le } from '../../structure/kit/read-int.ts';
import { broken, cut, mismatch, PROVEN } from '../../structure/kit/verdicts.ts';
import { checkedBy, OPAQUE } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { proxmoxBlob } from './blob.ts';

const HEADER = 4096;
const CHECKSUM = { at: 32, length: 32 };
const DIGEST = 32;
const ENTRY = 40;

/**
 * A datastore of Proxmox Backup Server (pbs-datastore, file_formats.rs): chunks and blobs with a CRC-32, indexes with a
 * sha256.
 */
export const proxmox: Voucher = {
  name: 'proxmox-backup',
  about:
    'Proxmox Backup Server: chunks and blobs match their CRC-32, indexes their SHA-256; every chunk an index names is there',
  layouts: [
    {
      vouches: true,
      anchors: ['.chunks/'],
      isTop: (names) => names.has('.chunks/'),
      handle(path) {
        if (/^\.chunks\/[0-9a-f]{4}\/[0-9a-f]{64}$/.test(path))
          return checkedBy(() => proxmoxBlob(nameOf(path)));
        if (path.startsWith('.chunks/')) return OPAQUE;
        if (path.endsWith('.blob')) return checkedBy(() => proxmoxBlob());
        if (path.endsWith('.fidx')) return checkedBy(proxmoxFixedIndex);
        return path.endsWith('.didx') ? checkedBy(proxmoxDynamicIndex) : undefined;
      },
    },
  ],
  list: {
    find: (names) => (names.has('.chunks/') ? ['.chunks/'] : []),
    open: async (candidate) => (await import('./list.ts')).openProxmox(candidate),
  },
};

/** An index of chunks of one size (.fidx, fixed_index.rs): a page of header, then the digest of each chunk. */
function proxmoxFixedIndex(): Probe<StructureVerdict> {
  return exactProbe((tape) => walk(tape, '2f7f41ed91fd0fcd', DIGEST));
}

/** An index of chunks of any size (.didx, dynamic_index.rs): a page of header, then the end and digest of each. */
function proxmoxDynamicIndex(): Probe<StructureVerdict> {
  return exactProbe((tape) => walk(tape, '1c914ea519bab3cd', ENTRY));
}

function* walk(tape: ExactReader, magic: string, entry: number): Step<StructureVerdict> {
  const header = yield* tape.take(HEADER, 'the header');
  if (hexAt(header, 0, 8) !== magic) return broken(`no index: it begins as ${hexAt(header, 0, 8)}`);
  const hash = createHash('sha256');
  const size = yield* tape.readToEnd((bytes) => void hash.update(bytes));
  const wanted = hexAt(header, CHECKSUM.at, CHECKSUM.length);
  const found = hash.digest('hex');
  if (found === wanted) return PROVEN;
  // A dynamic index does not say how many entries it has; one that is cut between two of them is only damaged.
  const end = entry === DIGEST ? HEADER + Math.ceil(u64le(header, 64) / u64le(header, 72)) * DIGEST : size;
  if (size < end) return cut(`ends at byte ${size}, and its entries reach to byte ${end}`);
  if ((size - HEADER) % entry !== 0) return cut(`ends at byte ${size}, inside an entry`);
  return mismatch(`its entries from ${HEADER} on: SHA-256`, wanted, found);
}
