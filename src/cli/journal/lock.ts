import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, Fault } from '../../model/fault.ts';
import { stateDirectory } from './journal.ts';

const POLL_MS = 250;

/**
 * Takes the lock of a root, waiting up to `waitMs`, and returns a function that releases it. Takes over the lock of a dead
 * process. Throws a Fault (3) if another run holds it. If the state directory is not writable, there is no lock.
 */
export async function takeLock(root: string, waitMs: number, signal: AbortSignal): Promise<() => void> {
  const directory = join(stateDirectory(), 'lock');
  const file = join(directory, `${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
  const own = `${process.pid} ${startOf(process.pid)} ${randomUUID()} ${root}\n`;
  const until = Date.now() + waitMs;
  for (;;) {
    const taken = tryLock(directory, file, own);
    if (taken === 'nowhere') return () => {};
    if (taken === 'ours') return () => release(file, own);
    const holder = read(file);
    if (holder !== undefined && !isAlive(holder)) {
      takeAway(file, holder);
      continue;
    }
    if (signal.aborted || Date.now() >= until) {
      const [pid = '?'] = holder?.split(' ') ?? [];
      throw new Fault(
        3,
        `${root}: another run is working on it (process ${pid})`,
        'wait for it: --lock-wait 2h',
      );
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

function tryLock(directory: string, file: string, own: string): 'ours' | 'held' | 'nowhere' {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    writeFileSync(file, own, { flag: 'wx', mode: 0o644 });
    return 'ours';
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? 'held' : 'nowhere';
  }
}

function release(file: string, own: string): void {
  if (read(file) === own) rmSync(file, { force: true });
}

/** Removes a dead lock. Only one of several processes can rename it; a lock of another process is put back. */
function takeAway(file: string, dead: string): void {
  const away = `${file}.${randomUUID()}`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  const taken = read(away);
  if (taken !== dead && taken !== undefined) tryLock(join(file, '..'), file, taken);
  rmSync(away, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Tells whether the holder of a lock is running. A reused process id is recognised by its start time. */
function isAlive(holder: string): boolean {
  const [pid = '', start = ''] = holder.split(' ');
  if (!/^\d+$/.test(pid)) return holder === '';
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  const now = startOf(Number(pid));
  return now === '-' || start === '-' || now === start;
}

/** Returns when a process started, in ticks since boot (proc(5), stat, field 22); `-` if unknown. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
