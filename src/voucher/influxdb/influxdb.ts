import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';
import { tsmFile } from './tsm.ts';

const FILE = /^\d{9,}-\d{9,}\.tsm$/;

/** A shard of InfluxDB 1 or 2. */
export const influxDb: Voucher = {
  name: 'influxdb',
  about: 'shards of InfluxDB 1 and 2: every block that the index of a .tsm file names matches its CRC-32',
  layouts: [
    {
      isHint: (name) => name.endsWith('.tsm'),
      isTop(names) {
        for (const name of names) if (FILE.test(name)) return true;
        return false;
      },
      handle: (path, file) => (FILE.test(path) ? checkedBy(() => tsmFile(path, file)) : undefined),
    },
  ],
};
