import type { Command } from 'commander';
import { BadValue } from './bad-value.ts';
import { parseDuration } from './units.ts';

/** The flags that say where the Redis of a fleet is, as commander gives them. */
export type RedisFlags = { readonly redis?: string; readonly redisFile?: string };

/** The flags of `fleet verify` beside those of `verify`. */
export type FleetFlags = RedisFlags & { readonly ahead: number; readonly wait: number };

/** Adds the flags that say where Redis is. */
export function withRedisFlags(command: Command): Command {
  return command
    .optionsGroup('Fleet:')
    .option(
      '--redis <address>',
      'the Redis of the fleet: redis://HOST:6379, rediss:// with TLS, unix:///PATH',
    )
    .option(
      '--redis-file <file>',
      'read its address from this file, where it has a password; RESTORABLE_REDIS in the environment does, too',
    );
}

/** Adds the flags of `fleet verify` beside those of `verify`. */
export function withFleetFlags(command: Command): Command {
  return withRedisFlags(command)
    .option('--ahead <n>', 'have at most N ranges in Redis at a time', parseAhead, 128)
    .addOption(waiting(command));
}

function waiting(command: Command): ReturnType<Command['createOption']> {
  return command
    .createOption('--wait <duration>', 'give up (exit 3) where no worker is there for so long')
    .argParser(parseDuration)
    .default(600_000, '10m');
}

function parseAhead(value: string): number {
  const count = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (count < 1) throw new BadValue('a number from 1 to 99999');
  return count;
}
