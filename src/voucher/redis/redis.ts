import { redisCommands } from '../../structure/database/redis-commands.ts';
import { checkedBy } from '../kit/handling.ts';
import type { Voucher } from '../kit/voucher.ts';

/** A snapshot that is being written beside the last one. */
const isTemporary = (name: string): boolean => /^temp-\d+\.rdb$/.test(name);

/**
 * The appendonlydir of Redis 7, where a base is an RDB, which is a format, or commands as well; and the data directory
 * around it, in which temporary files lie while a snapshot is written.
 */
export const redis: Voucher = {
  name: 'redis',
  about: 'the append-only files of Redis: commands follow each other without a gap',
  layouts: [
    {
      anchors: ['appendonly.aof.manifest'],
      isTop: (names) => names.has('appendonly.aof.manifest'),
      handle: (path) => (/^[^/]*\.(?:incr|base)\.aof$/.test(path) ? checkedBy(redisCommands) : undefined),
    },
    {
      anchors: ['dump.rdb', 'appendonlydir/'],
      isTop: (names) =>
        names.has('appendonlydir/') || (names.has('dump.rdb') && [...names].some(isTemporary)),
      handle: () => undefined,
    },
  ],
};
