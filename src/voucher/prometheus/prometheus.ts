import type { BytePath } from '../../model/path.ts';
import { directoryOf, nameOf } from '../../model/path.ts';
import { checkedBy } from '../kit/handling.ts';
import type { StoreFile } from '../kit/layout.ts';
import type { Voucher } from '../kit/voucher.ts';
import { prometheusIndex } from './block-index.ts';
import { prometheusChunks } from './chunks.ts';
import { prometheusHeadChunks } from './head-chunks.ts';
import { prometheusLog } from './records.ts';
import { prometheusTombstones } from './tombstones.ts';

/** Blocks of Prometheus, and of Thanos, Cortex and Mimir, and what is not in a block yet (tsdb/docs/format). */
export const prometheus: Voucher = {
  name: 'prometheus',
  about:
    'Prometheus, Thanos and Mimir: chunks, indexes, tombstones and records of the log match their CRC-32C',
  layouts: [
    {
      anchors: ['meta.json'],
      isTop: (names) => names.has('meta.json') && names.has('index') && names.has('chunks/'),
      handle(path, file) {
        if (path === 'index') return checkedBy(() => prometheusIndex(file));
        if (path === 'tombstones') return checkedBy(prometheusTombstones);
        return /^chunks\/\d{6}$/.test(path) ? checkedBy(prometheusChunks) : undefined;
      },
    },
    {
      anchors: ['wal/'],
      isTop: (names) => names.has('wal/') && (names.has('chunks_head/') || names.has('queries.active')),
      handle(path, file) {
        if (/^(?:(?:wal|wbl)(?:\/checkpoint\.\d+)?|chunk_snapshot\.\d+\.\d+)\/\d{8}$/.test(path))
          return checkedBy(() => prometheusLog(isLastIn(path, file)));
        return /^chunks_head\/\d{6}$/.test(path)
          ? checkedBy(() => prometheusHeadChunks(isLastIn(path, file)))
          : undefined;
      },
    },
  ],
};

/** Returns whether no later file of the same kind lies beside one: a server may have been stopped while it wrote that. */
function isLastIn(path: BytePath, { names }: StoreFile): boolean {
  const name = nameOf(path);
  for (const each of names(directoryOf(path)))
    if (/^\d+$/.test(each) && each.length === name.length && each > name) return false;
  return true;
}
