import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, Fault } from '../../model/fault.ts';
import { makeDirectory } from '../make-directory.ts';
import type { Screen } from '../screen.ts';
import { readText, removeFile } from '../small-files.ts';
import { isAlive, processMark } from './lock-holder.ts';
import { stateDirectory } from './state-directory.ts';

const POLL_MS = 250;
/** A lock without a holder, as a full disk or a power cut leaves it, is dead after this time. */
const MUTE_MS = 60_000;

/**
 * Takes the lock of a root, waiting up to `waitMs`, and returns a function that releases it. All paths to one root have one
 * lock, and each shard of it has its own. Takes over the lock of a dead process. Throws a Fault (3) if another run holds it. Where the lock cannot be written there
 * is none, and the screen says so.
 */
export async function takeLock(
  root: string,
  waitMs: number,
  signal: AbortSignal,
  screen: Pick<Screen, 'warn'>,
  shard = '',
): Promise<() => void> {
  const file = lockFile(root, shard);
  const own = `${processMark()} ${randomUUID()} ${root}\n`;
  const until = performance.now() + waitMs;
  for (;;) {
    const taken = tryLock(file, own);
    if (taken !== 'ours' && taken !== 'held') {
      screen.warn(
        `${root}: not locked, ${file} cannot be written (${taken.why}): another run may work on it meanwhile`,
        'make the state directory writable, or set XDG_STATE_HOME',
      );
      return () => {};
    }
    if (taken === 'ours') return () => release(file, own);
    const holder = read(file);
    if (holder !== undefined && isDead(file, holder)) {
      takeAway(file, holder);
      continue;
    }
    if (signal.aborted || performance.now() >= until) {
      const pid = /^\d+/.exec(holder ?? '')?.[0] ?? '?';
      throw new Fault(
        3,
        `${root}: another run is working on it (process ${pid})`,
        'wait for it: --lock-wait 2h',
      );
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Returns true if another process that is running holds the lock of a root. */
export function isLockedByAnother(root: string): boolean {
  const holder = read(lockFile(root));
  return holder !== undefined && isAlive(holder) && !holder.startsWith(`${process.pid} `);
}

function lockFile(root: string, shard = ''): string {
  const of = shard === '' ? identityOf(root) : `${identityOf(root)} ${shard}`;
  const name = createHash('sha256').update(of).digest('hex').slice(0, 16);
  return join(stateDirectory(), 'lock', `${name}.lock`);
}

/** Device and inode; the path of what cannot be examined, for the run that says why. */
function identityOf(root: string): string {
  try {
    const { dev, ino } = statSync(root, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return root;
  }
}

/** A lock appears under its name with all that it says: only then is it linked there. */
function tryLock(file: string, own: string): 'ours' | 'held' | { readonly why: string } {
  const temporary = `${file}.${randomUUID()}`;
  try {
    makeDirectory(dirname(file));
    removeOld(file);
    writeFileSync(temporary, own, { flag: 'wx', mode: 0o644 });
    linkOrWrite(temporary, file, own);
    return 'ours';
  } catch (error) {
    const why = errorCode(error) ?? String(error);
    return why === 'EEXIST' ? 'held' : { why };
  } finally {
    remove(temporary);
  }
}

/** Removes a file of the lock directory; where that is not writable there is none. */
function remove(file: string): void {
  try {
    removeFile(file);
  } catch {
    // It is old to the next run, or dead.
  }
}

function linkOrWrite(temporary: string, file: string, own: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // Not every file system supports hard links.
    writeFileSync(file, own, { flag: 'wx', mode: 0o644 });
  }
}

/** Removes what a run left that was killed while it took this lock. */
function removeOld(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const path = join(dirname(file), name);
    if (name.startsWith(prefix) && isMute(path)) remove(path);
  }
}

/** Nobody takes the lock of a living process; so one that cannot be read is its own. */
function release(file: string, own: string): void {
  const holder = read(file);
  if (holder === own || holder === undefined) remove(file);
}

function isDead(file: string, holder: string): boolean {
  return /^\d+ /.test(holder) ? !isAlive(holder) : isMute(file);
}

/** Returns true for a file that nobody touched for a minute; nor did it in the future, by a clock that was wrong. */
function isMute(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) > MUTE_MS;
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
  if (taken !== dead && taken !== undefined) tryLock(file, taken);
  remove(away);
}

function read(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}
