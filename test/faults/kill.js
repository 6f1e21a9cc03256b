// What must hold when a run was killed at one of its calls, and after the next run.
import { spawnSync } from 'node:child_process';
import { PROGRAM } from './homes.js';
import { leftIn, manifestOf } from './oracle.js';
import { traced } from './trace.js';

/** Kills a run at a call and runs it again; returns what is wrong, and undefined where the run ended before. */
export async function killAt(home, { call, nth }) {
  home.fresh();
  const { signal } = await traced(home, `${call}:signal=SIGKILL:when=${nth}`, call);
  if (signal !== 'SIGKILL') return undefined;
  const wrongs = manifestOf(home, 137);
  const again = spawnSync(process.execPath, [PROGRAM, ...home.args], { env: home.env, encoding: 'utf8' });
  if (again.status !== 0) wrongs.push(`is ${again.status} when it is run again: ${again.stderr}`);
  // What was in TMPDIR nobody knows as ours, and what a lock was made of is removed when it is a minute old.
  const left = leftIn(home).filter((each) => !/^left tmp\/|\.lock\.\*$/.test(each));
  return [...wrongs, ...manifestOf(home, 137), ...left];
}
