import { Fault } from '../../model/fault.ts';
import type { RedisAddress } from './address.ts';
import type { BullMq } from './bullmq.ts';
import { inTime } from './in-time.ts';

/** The client of a Redis, as far as a fleet needs it. */
export type Redis = {
  /** Sends commands in one go; one that fails gives an Error in its place. */
  all(
    commands: readonly (readonly [name: string, ...words: (string | number)[]])[],
  ): Promise<readonly unknown[]>;
  close(): void;
};

const AT_FIRST = 5;
const SLOWEST_MS = 2000;
/** What was closed keeps the process alive for no longer. */
const CLOSING = { disconnectTimeout: 200 };

/** Returns options with which what is sent waits until Redis is there again, however long that takes. */
export function patientOptions({ options }: RedisAddress): RedisAddress['options'] & {
  readonly maxRetriesPerRequest: null;
  retryStrategy(times: number): number;
} {
  return {
    ...options,
    ...CLOSING,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, SLOWEST_MS),
  };
}

/** Returns why a Redis cannot be used: a Fault, 2 where the address or the password is wrong, 3 where it cannot be reached. */
export async function tryRedis(bullmq: BullMq, address: RedisAddress): Promise<Fault | undefined> {
  const retryStrategy = (times: number): number | null => (times < AT_FIRST ? times * 50 : null);
  const connection = new bullmq.RedisConnection({
    ...address.options,
    ...CLOSING,
    maxRetriesPerRequest: null,
    retryStrategy,
  });
  connection.on('error', () => {});
  try {
    await (await connection.client).info();
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (/NOAUTH|WRONGPASS|NOPERM|invalid password/i.test(said))
      return new Fault(2, `${address.shown}: Redis refuses the user or the password`, 'check both', error);
    const [, why = 'no connection'] =
      /\b(E[A-Z]{4,}|[Cc]ertificate[\w ]*|self-signed[\w ]*|version[\w .]*)/.exec(said) ?? [];
    return new Fault(
      3,
      `${address.shown}: Redis cannot be reached (${why})`,
      'check the address, and that Redis runs: redis-cli ping',
      error,
    );
  } finally {
    await connection.close(true).catch(() => {});
  }
}

/** Opens a client whose commands wait until Redis is there. */
export async function openRedis(bullmq: BullMq, address: RedisAddress): Promise<Redis> {
  const connection = new bullmq.RedisConnection(patientOptions(address));
  connection.on('error', () => {});
  const client = await connection.client;
  return {
    async all(commands) {
      const pipeline = client.pipeline();
      for (const [name, ...words] of commands) pipeline.runCommand(name.toLowerCase(), [...words]);
      const answers = (await inTime(pipeline.exec())) ?? [];
      return answers.map(([error, value]): unknown => error ?? value);
    },
    close: () => void connection.close(true).catch(() => {}),
  };
}
