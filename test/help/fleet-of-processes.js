// A Redis, workers and collectors as processes, for what measures a fleet and for what kills it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program. */
export const PROGRAM = fileURLToPath(new URL('../../bin/restorable.js', import.meta.url));
const TICKS = 100;

/** Starts a process and keeps what it says; `ended` is its exit code, or the signal that ended it. */
export function start(command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, said, ended };
}

/** Starts the program. */
export const startProgram = (args, env) => start(process.execPath, [PROGRAM, ...args], env);

/** Starts a Redis that stores every write below a directory. */
export async function startRedis(directory) {
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, 's');
  const stored = ['--save', '', '--appendonly', 'yes', '--dir', directory];
  const redis = start('redis-server', ['--port', '0', '--unixsocket', socket, ...stored]);
  while ((await say(socket, 'PING')).trim() !== 'PONG') await pause(20);
  return { ...redis, socket, url: `unix://${socket}` };
}

/** Returns what Redis says. */
export async function say(socket, ...words) {
  const { said, ended } = start('redis-cli', ['-s', socket, ...words]);
  await ended;
  return said.out;
}

/** Waits. */
export const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Returns the processor seconds of a process so far. */
export function secondsOf({ child }) {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS;
}

/** Returns the peak of the resident memory of a process so far, in MB. */
export function peakOf({ child }) {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
