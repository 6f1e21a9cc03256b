import { readFileSync } from 'node:fs';
import { errorCode, Fault } from '../../model/fault.ts';
import type { RedisFlags } from '../arguments/fleet-flags.ts';

/** Where a Redis is. `shown` names it without what is secret. */
export type RedisAddress = {
  readonly shown: string;
  readonly options: {
    readonly host?: string;
    readonly port?: number;
    readonly path?: string;
    readonly username?: string;
    readonly password?: string;
    readonly db?: number;
    readonly tls?: Record<string, never>;
  };
};

const VARIABLE = 'RESTORABLE_REDIS';
const HIDING = `write the address to a file that only you may read, and give --redis-file FILE; or set ${VARIABLE}`;

/**
 * Returns the address that flags or the environment give, and removes it from there, so that no child of this process gets it. Throws a Fault (2)
 * where there is none, where it is none, and where it has a password that `ps` would show; it never repeats what was given.
 */
export function redisAddress({ redis, redisFile }: RedisFlags, env: NodeJS.ProcessEnv): RedisAddress {
  const inherited = env[VARIABLE] ?? '';
  Reflect.deleteProperty(env, VARIABLE);
  if (redis !== undefined && redisFile !== undefined)
    throw new Fault(2, '--redis and --redis-file cannot be combined', 'omit one of them');
  if (redis !== undefined) return withoutPassword(redis);
  if (redisFile !== undefined) return parse(readAddress(redisFile), redisFile);
  if (inherited !== '') return parse(inherited, VARIABLE);
  throw new Fault(
    2,
    'no Redis is named',
    `give --redis redis://HOST:6379; with a password --redis-file FILE, or set ${VARIABLE}`,
  );
}

function withoutPassword(given: string): RedisAddress {
  // What is no address may have a password in it as well, so that it is looked for before anything is parsed.
  if (/^[^/]*:\/\/[^/]*@/.test(given) || /[?&](?:password|auth)=/i.test(given))
    throw new Fault(
      2,
      '--redis has a user or a password in it, which ps shows to everyone on this host',
      HIDING,
    );
  return parse(given, '--redis');
}

function readAddress(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Fault(
      2,
      `${file}: cannot be read (${errorCode(error) ?? 'failed'})`,
      'name a file with the address',
      error,
    );
  }
}

function parse(given: string, from: string): RedisAddress {
  const fault = (): Fault =>
    new Fault(
      2,
      `${from} has no address of a Redis`,
      'redis://HOST:6379, rediss://HOST:6379 with TLS, or unix:///run/redis/redis.sock; with a password redis://USER:PASSWORD@HOST',
    );
  if (!URL.canParse(given)) throw fault();
  const { protocol, hostname, port, pathname, username, password } = new URL(given);
  const secret = {
    ...(username === '' ? {} : { username: decoded(username, fault) }),
    ...(password === '' ? {} : { password: decoded(password, fault) }),
  };
  if (protocol === 'unix:') {
    if (pathname.length < 2) throw fault();
    const path = decoded(pathname, fault);
    return { shown: `unix://${path}`, options: { path } };
  }
  const database = /^\/?(\d{0,3})$/.exec(pathname)?.[1];
  if (!['redis:', 'rediss:'].includes(protocol) || hostname === '' || database === undefined) throw fault();
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const shown = `${protocol}//${hostname}:${port === '' ? 6379 : port}${database === '' ? '' : `/${database}`}`;
  return {
    shown,
    options: {
      host,
      port: port === '' ? 6379 : Number(port),
      ...secret,
      ...(database === '' ? {} : { db: Number(database) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  };
}

function decoded(part: string, fault: () => Fault): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw fault();
  }
}
