/** The short form of `npm run faults`: a few of the faults and of the kills, drawn by a seed. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dice } from '../corpus/dice.js';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { COMMAND_NAMES, type FaultHome, makeHome } from './homes.js';
import { killAt } from './kill.js';
import { wrongsOf } from './oracle.js';
import { faultsFor, injectionOf, type PlannedFault } from './plan.js';
import { type Call, callsAbout, hitIn, type Traced, traced } from './trace.js';

vi.setConfig({ testTimeout: 120_000 });

const SEED = 16;
const FAULTS = 3;
const KILLS = 2;
const scratch = makeScratch();

type Played = { readonly home: FaultHome; readonly clean: Traced; readonly calls: readonly Call[] };

/** Runs a command once without a fault. */
async function play(name: string): Promise<Played> {
  const home = makeHome(join(scratch, name.replaceAll(' ', '-')), name);
  home.fresh();
  const clean = await traced(home);
  return { home, clean, calls: callsAbout(home, clean.lines) };
}

/** Runs it again with one, and returns what is wrong; none where the fault met another call. */
async function wrongsWith({ home, clean }: Played, fault: PlannedFault): Promise<string[]> {
  home.fresh();
  const ran = await traced(home, injectionOf(fault), fault.call);
  const isHit = hitIn(home, ran.lines).some(({ about }) => about !== undefined);
  return isHit
    ? wrongsOf(home, clean, fault, ran).map(
        (wrong) => `${fault.call} ${fault.nth} ${fault.error} (${fault.about}): ${wrong}`,
      )
    : [];
}

describe.skipIf(!needs('strace'))('a fault in one system call', () => {
  it.each(COMMAND_NAMES)('of %s is seen, and never taken for damage or for soundness', async (name) => {
    const played = await play(name);
    const faults = dice(name, SEED).some(faultsFor(played.calls), FAULTS);
    expect(faults).toHaveLength(FAULTS);
    for (const fault of faults) expect(await wrongsWith(played, fault)).toEqual([]);
  });

  it.each(['seal', 'accept'])(
    '%s that is killed leaves the old manifest or the new one, whole',
    async (name) => {
      const { home, calls } = await play(name);
      for (const call of dice(`killed ${name}`, SEED).some(calls, KILLS))
        expect(await killAt(home, call)).toEqual([]);
    },
  );

  it('that closes or reads a file of the state directory ends nothing and leaves no lock', async () => {
    const played = await play('verify');
    const faults = faultsFor(played.calls).filter(
      ({ call, error, about }) =>
        (call === 'close' && error === 'EIO' && about.includes('/heads/')) ||
        (call === 'read' && error === 'ENOMEM' && about.includes('/lock/')),
    );
    expect(faults.length).toBeGreaterThan(2);
    for (const fault of faults) expect(await wrongsWith(played, fault)).toEqual([]);
  });

  it('that hides a directory once from seal is exit 3, also where only lists are looked for in it', async () => {
    const played = await play('seal');
    const hiding = faultsFor(played.calls).filter(
      ({ call, error, about }) => call === 'getdents64' && error === 'EACCES' && about === 'root/sub',
    );
    expect(hiding.length).toBeGreaterThan(3);
    // First lists are looked for, then all is read; what asks later only helps to judge the content of a file.
    for (const fault of [hiding[0], hiding[2]]) {
      if (fault === undefined) throw new Error('the directory is not listed twice');
      played.home.fresh();
      const { code, stdout } = await traced(played.home, injectionOf(fault), fault.call);
      expect([code, stdout]).toEqual([3, expect.stringContaining('"code":"denied"')]);
    }
  });

  it('that fills a quota at the standard output is named', async () => {
    const played = await play('verify');
    const fault = faultsFor(played.calls).find(
      ({ about, error }) => about === 'stdout' && error === 'EDQUOT',
    );
    if (fault === undefined) throw new Error('nothing is written to the standard output');
    // Calls are counted over all threads, so that the fault meets another one now and then.
    for (let tries = 0; tries < 10; tries++) {
      played.home.fresh();
      const { code, stderr, lines } = await traced(played.home, injectionOf(fault), fault.call);
      if (!hitIn(played.home, lines).some(({ about }) => about === 'stdout')) continue;
      expect(stderr).toContain('cannot write to stdout (EDQUOT)');
      expect(code).toBe(3);
      return;
    }
    throw new Error('the fault met the standard output in none of ten runs');
  });
});
