/** Has rclone serve a remote tree, to this process alone. */
import { randomBytes } from 'node:crypto';
import { createServer, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import { type Rclone, startRclone } from './rclone.ts';
import type { Served } from './reader.ts';

const START_TRIES = 3;
/** How long rclone may take until it serves, and how often it is asked, in milliseconds. */
const START_MS = 60_000;
const ASK_EVERY_MS = 40;

/** Has rclone serve a tree on a port of this machine, to whoever has the credential alone. */
export async function startServer(
  spec: string,
  bandwidth: number | undefined,
): Promise<{ readonly served: Served; readonly server: Rclone }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const [user, password] = [randomBytes(16).toString('hex'), randomBytes(32).toString('hex')];
    const limit = bandwidth === undefined || bandwidth === 0 ? [] : ['--bwlimit', `${bandwidth}B`];
    const options = ['--addr', `127.0.0.1:${port}`, '--read-only', '--no-checksum', '--poll-interval', '0'];
    const server = startRclone(['serve', 'http', ...options, ...limit, '--', spec], {
      RCLONE_USER: user,
      RCLONE_PASS: password,
    });
    const served = { port, user, password };
    const ended = await Promise.race([untilServed(served), server.ended]);
    if (ended === 'served') return { served, server };
    server.stop();
    if (tries >= START_TRIES)
      throw new Fault(
        3,
        `rclone:${spec}: cannot be served: ${server.lines.at(-1) ?? 'rclone says nothing'}`,
        `try it with rclone alone: rclone serve http --read-only ${spec}`,
      );
  }
}

/** Another process may take the port before rclone does: then rclone ends, and another one is tried. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilServed(served: Served): Promise<'served' | 'late'> {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    if (await answers(served)) return 'served';
    await sleep(ASK_EVERY_MS);
  }
  return 'late';
}

/** Whether something answers there as rclone does to whoever has no credential. */
function answers({ port }: Served): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
      response.destroy();
      resolve(response.statusCode === 401);
    });
    sent.on('error', () => resolve(false));
  });
}
