import { crc32c } from '../../hash/crc.ts';
import type { StructureVerdict } from '../../model/content.ts';
import { etcdWalSegment } from '../../structure/database/etcd-wal.ts';
import type { Step } from '../../structure/kit/chunked-reader.ts';
import { type ExactReader, exactProbe } from '../../structure/kit/exact-reader.ts';
import { takeVarint } from '../../structure/kit/varint.ts';
import { broken, mismatch, PROVEN, UNKNOWN } from '../../structure/kit/verdicts.ts';
import { checkedBy, pagesOf } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** The tags of `crc` (field 1, varint) and `data` (field 2, bytes) in a snapshot. */
const CRC = 0x08;
const DATA = 0x12;
const LONGEST_VARINT = 10;

/**
 * The `member` directory of etcd: segments of the write-ahead log, which are allocated in full and end in zeros, and
 * snapshots of the raft state (`snappb.Snapshot`), which have a CRC-32C of what they hold.
 */
export const etcd: Voucher = {
  name: 'etcd',
  about: 'etcd: snapshots of the raft state match their CRC-32C, as does every record of the write-ahead log',
  layouts: [
    {
      anchors: ['snap/'],
      isTop: (names) => names.has('snap/') && names.has('wal/'),
      handle(path) {
        if (/^snap\/[0-9a-f]{16}-[0-9a-f]{16}\.snap$/.test(path))
          return checkedBy(() => exactProbe(snapshot));
        return /^wal\/[0-9a-f]{16}-[0-9a-f]{16}\.wal$/.test(path) ? pagesOf(etcdWalSegment) : undefined;
      },
    },
  ],
};

function* snapshot(reader: ExactReader): Step<StructureVerdict> {
  const tag = (yield* reader.take(1, 'the checksum')).readUInt8();
  if (tag !== CRC) return broken(`no snapshot: it begins with ${tag}, not with ${CRC}`);
  const wanted = yield* takeVarint(reader, 'a number', LONGEST_VARINT);
  const next = (yield* reader.take(1, 'the data')).readUInt8();
  const length = yield* takeVarint(reader, 'a number', LONGEST_VARINT);
  if (wanted === undefined || length === undefined || next !== DATA) return UNKNOWN;
  let found = 0;
  yield* reader.skip(length, 'the data', (bytes) => {
    found = crc32c(bytes, found);
  });
  if (found !== wanted) return mismatch('CRC-32C', wanted, found);
  const { offset } = reader;
  return (yield* reader.takeUpTo(1)).length === 0
    ? PROVEN
    : broken(`bytes follow the data, from ${offset} on`);
}
