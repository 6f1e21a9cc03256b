// Runs of the program under strace: which system calls it makes about its trees, and what happens where one of them fails.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM } from './homes.js';

/** Calls that read, and calls that write. */
export const READING = [
  'openat',
  'read',
  'pread64',
  'getdents64',
  'statx',
  'newfstatat',
  'fstat',
  'readlink',
];
export const WRITING = [
  'write',
  'pwrite64',
  'fsync',
  'ftruncate',
  'fchmod',
  'rename',
  'link',
  'unlink',
  'mkdir',
  'rmdir',
];
const CALLS = [...READING, ...WRITING, 'close'];

const WITHIN_MS = 30_000;
const LINE = /^(?:\d+ +)?([a-z]\w*)\((.*)$/;

/** Runs the program in a home under strace; `inject` is what strace does to which call. */
export async function traced(home, inject, calls = CALLS.join(',')) {
  const log = join(home.home, 'strace.log');
  // With its filter strace is quick, but does not send signals.
  const filter = inject?.includes(':signal=') === true ? [] : ['--seccomp-bpf'];
  const args = ['-f', ...filter, '-y', '-qq', '-s', '300', '-o', log, '-e', `trace=${calls}`];
  if (inject !== undefined) args.push('-e', `inject=${inject}`);
  const ran = await execute('strace', [...args, process.execPath, PROGRAM, ...home.args], home.env);
  const lines = readFileSync(log, 'utf8').split('\n');
  rmSync(log);
  return { ...ran, lines };
}

/** The calls of a run about its trees and its state, as { call, nth, about }: the n-th of its kind in the main thread. */
export function callsAbout(home, lines) {
  const counts = new Map();
  const [main] = /^\d+/.exec(lines[0] ?? '') ?? [];
  return lines.flatMap((line) => {
    const [, call, rest] = LINE.exec(line) ?? [];
    if (call === undefined || !line.startsWith(`${main} `)) return [];
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    return isAbout(home, call, rest)
      ? [{ call, nth, about: pathOf(home, rest), isCreating: rest.includes('O_CREAT') }]
      : [];
  });
}

/** The calls that strace made fail. */
export function hitIn(home, lines) {
  return lines.flatMap((line) => {
    const [, call, rest] = LINE.exec(line) ?? [];
    if (call === undefined || !line.includes('(INJECTED)')) return [];
    return [{ call, about: isAbout(home, call, rest) ? pathOf(home, rest) : undefined }];
  });
}

function isAbout({ home }, call, rest) {
  return (
    rest.includes(home) || /"\/proc\/\d+\/fd\/\d/.test(rest) || (call === 'write' && rest.startsWith('1<'))
  );
}

function pathOf({ home }, rest) {
  const at = rest.indexOf(home);
  if (at >= 0) return /^[^">]*/.exec(rest.slice(at + home.length + 1))?.[0] ?? '';
  return /"\/proc\/\d+\/(fd\/\d+\/[^"]*)"/.exec(rest)?.[1] ?? 'stdout';
}

// Runs a command in a process group of its own, which is killed after a while.
export function execute(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = [[], []];
    let isHanging = false;
    const timer = setTimeout(() => {
      isHanging = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, WITHIN_MS);
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const [out, err] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString());
      resolve({ code, signal, isHanging, stdout: out, stderr: err });
    });
  });
}
