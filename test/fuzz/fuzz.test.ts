/** The short form of `npm run fuzz`: a few mutations of every target, and the inputs that are kept. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { fuzz } from './run.js';
import { isRefusal, MOST_OUTPUT, REGRESSIONS, targetsIn } from './targets.js';

vi.setConfig({ testTimeout: 120_000 });

const SEED = 16;
const COUNT = 12;
const scratch = makeScratch();

describe.skipIf(!needs('ssh-keygen'))('every parser', () => {
  it('refuses or takes mutated inputs, and neither throws, nor hangs, nor floods', async () => {
    const options = { work: scratch, names: [], seed: SEED, count: COUNT, milliseconds: 60_000 };
    const { done, wrongs } = await fuzz(options);
    expect(wrongs.map(({ name, seed, source, why }) => `${name} ${seed} ${source} ${why}`)).toEqual([]);
    expect(done.length).toBeGreaterThan(130);
    for (const { name, executions } of done) expect([name, executions]).toEqual([name, COUNT]);
  });

  it('takes what is kept in fixtures/fuzz', async () => {
    const targets = await targetsIn(join(scratch, 'kept'));
    const kept = targets.flatMap((target) => {
      const directory = join(REGRESSIONS, target.name);
      return existsSync(directory) ? readdirSync(directory).map((file) => ({ target, directory, file })) : [];
    });
    expect(kept.length).toBeGreaterThan(0);
    for (const { target, directory, file } of kept) {
      const [source] = target.sources;
      if (source === undefined) throw new Error(`${target.name} has no source`);
      const input = { ...source, bytes: readFileSync(join(directory, file)) };
      try {
        expect(await target.run(input, scratch)).toBeLessThan(MOST_OUTPUT);
      } catch (error) {
        expect([file, isRefusal(error)]).toEqual([file, true]);
      }
    }
  });
});
