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
  return [
    ...wrongs,
    ...manifestOf(home, 137),
    ...leftIn(home).filter((left) => !left.startsWith('left tmp/')),
  ];
}
