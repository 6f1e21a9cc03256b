import { held } from '../kit/handling.ts';
import type { Store } from '../kit/layout.ts';
import { redisCommands } from './commands.ts';

/** The appendonlydir of Redis 7; a base is an RDB, which is a format, or commands as well. */
export const redis: Store = {
  name: 'redis',
  about: 'the append-only files of Redis: commands follow each other without a gap',
  isTop: (names) => names.has('appendonly.aof.manifest'),
  handle: (path) => (/^[^/]*\.(?:incr|base)\.aof$/.test(path) ? held(redisCommands) : undefined),
};
