/** A Redis of a test: on a socket in a directory of its own, with every write on the disk, and stopped at the end. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

/** A running Redis. */
export type TestRedis = {
  readonly url: string;
  /** What a command says, one value a line. */
  say(...words: readonly string[]): string;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Makes a Redis below a directory, whose path must be short; it does not run yet. */
export function testRedis(directory: string): TestRedis {
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, 's');
  let server: ChildProcess | undefined;
  const say = (...words: readonly string[]): string =>
    execFileSync('redis-cli', ['-s', socket, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const isUp = (): boolean => {
    try {
      return say('PING') === 'PONG';
    } catch {
      return false;
    }
  };
  return {
    url: `unix://${socket}`,
    say,
    async start() {
      const stored = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--dir', directory];
      const args = ['--port', '0', '--unixsocket', socket, ...stored];
      server = spawn('redis-server', args, { stdio: 'ignore' });
      await until(isUp, 'Redis runs');
    },
    async stop() {
      const running = server;
      if (running === undefined) return;
      server = undefined;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
    },
  };
}
