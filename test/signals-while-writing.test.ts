/** A signal while a manifest is written: no temporary file stays, and the manifest before it is whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { isTemporaryName } from '../src/model/temporary-name.ts';
import { PROGRAM, restorable } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 120_000 });

const scratch = makeScratch();
/** Reading it takes much longer than looking for the temporary file. */
const LARGE = 2 ** 31;
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const;

function addLarge(root: string): void {
  const file = openSync(join(root, 'large.raw'), 'w');
  ftruncateSync(file, LARGE);
  closeSync(file);
}

function makeRoot(): string {
  const root = join(mkdtempSync(join(scratch, 'home-')), 'root');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'a.txt\n');
  return root;
}

const leftIn = (root: string): string[] => readdirSync(root).filter(isTemporaryName);

/** Runs the program, sends it a signal as soon as a temporary file lies in the root, and returns how it ended. */
async function stoppedWhileWriting(
  root: string,
  args: readonly string[],
  signal: NodeJS.Signals,
): Promise<readonly unknown[]> {
  const env = { ...process.env, XDG_STATE_HOME: join(root, '..', 'state') };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (leftIn(root).length === 0) {
    if (child.exitCode !== null) throw new Error('it ended before it wrote');
    await sleep(2);
  }
  child.kill(signal);
  return ended;
}

describe.each(SIGNALS)('%s', (signal, code) => {
  it('in the middle of a seal leaves nothing', async () => {
    const root = makeRoot();
    addLarge(root);
    const ended = await stoppedWhileWriting(root, ['seal', '--accept-findings', root], signal);
    expect(ended).toEqual([code, null]);
    expect(leftIn(root)).toEqual([]);
    expect(existsSync(join(root, 'restorable.sha256'))).toBe(false);
  });

  it('in the middle of an accept leaves the manifest that is followed, and nothing else', async () => {
    const root = makeRoot();
    expect((await restorable(['seal', root])).code).toBe(0);
    const before = readFileSync(join(root, 'restorable.sha256'));
    addLarge(root);
    const codes = ['unexpected', 'zero-filled', 'garbage-directory'].flatMap((each) => ['--code', each]);
    const args = ['accept', root, '--reason', 'test', '--yes', ...codes];
    expect(await stoppedWhileWriting(root, args, signal)).toEqual([code, null]);
    expect(readdirSync(root).toSorted()).toEqual(['a.txt', 'large.raw', 'restorable.sha256']);
    expect(readFileSync(join(root, 'restorable.sha256'))).toEqual(before);
  });
});
