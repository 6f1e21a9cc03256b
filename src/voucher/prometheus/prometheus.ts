import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { prometheusIndex } from './block-index.ts';
import { prometheusChunks } from './chunks.ts';

/** Blocks of Prometheus, and of Thanos, Cortex and Mimir (tsdb/docs/format): the log of what is not in a block is not read. */
export const prometheus: Voucher = {
  name: 'prometheus',
  about:
    'blocks of Prometheus, Thanos and Mimir: every chunk and every part of the index matches its CRC-32C',
  layouts: [
    {
      anchors: ['meta.json'],
      isTop: (names) => names.has('meta.json') && names.has('index') && names.has('chunks/'),
      handle(path, file) {
        if (path === 'index') return checkedBy(() => prometheusIndex(file));
        return /^chunks\/\d{6}$/.test(path) ? checkedBy(prometheusChunks) : undefined;
      },
    },
  ],
};
