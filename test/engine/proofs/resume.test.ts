/** A run that is stopped or killed at any moment and resumed says what a run that nothing disturbed does. */
import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../help/folder.ts';
import { type Kept, makeTree, type Ran, rot, run, START, sealTree } from './tree.ts';

const folder = makeFolder();
let root = '';

const kept = (): Kept => ({ bytes: undefined, last: undefined, isDead: false, removed: 0 });

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** A clock that goes on by so many milliseconds each time it is asked. */
function clock(from: number, step: number): () => number {
  let at = from;
  return () => {
    at += step;
    return at;
  };
}

/** A run that is stopped when its clock was asked so many times: by a signal, after which it ends in peace, or by death. */
async function cut(
  state: Kept,
  asked: number,
  how: 'signal' | 'death',
  jobs: number,
  resume: boolean,
): Promise<Ran> {
  const controller = new AbortController();
  const tick = clock(START, 31_000);
  let left = asked;
  const now = (): number => {
    left -= 1;
    if (left === 0) {
      if (how === 'death') state.isDead = true;
      controller.abort('SIGTERM');
    }
    return tick();
  };
  const ran = await run(root, state, { now, jobs, resume, signal: controller.signal });
  state.isDead = false;
  return ran;
}

/** What a run says, without what tells a resumed one apart. */
function said({ found, end }: Ran): unknown {
  return { found, end: { ...end, seconds: 0, resumed: undefined } };
}

const later = clock(START + 86_400_000, 1);
const whole = (jobs: number): Promise<Ran> => run(root, kept(), { now: later, jobs });

beforeAll(async () => {
  root = await makeTree(folder, 'tree', 1200);
});

describe.each([1, 2, 8])('with %i lanes', (jobs) => {
  it('is the same wherever it was cut, and damage done since is found', async () => {
    rmSync(`${root}/z/file-2.txt`, { force: true });
    let asked = 0;
    const counting = (): number => {
      asked += 1;
      return START + asked * 31_000;
    };
    const before = await run(root, kept(), { now: counting, jobs, resume: true });
    expect(before.found).toEqual(['missing z/file-2.txt']);
    expect(said(before)).toEqual(jobs === 1 ? said(await whole(jobs)) : expect.anything());
    let goneOn = 0;
    const next = numbers(jobs);
    for (let i = 0; i < (jobs === 8 ? 2 : 4); i++) {
      const state = kept();
      const stopped = await cut(state, 1 + next(asked - 3), i % 2 === 0 ? 'signal' : 'death', jobs, i < 4);
      expect(stopped.end.exit).toBe(143);
      if (i === 1) await cut(state, 1 + next(asked >> 1), 'signal', jobs, true);
      const resumed = await run(root, state, { now: later, jobs, resume: true });
      expect(said(resumed)).toEqual(said(before));
      goneOn += resumed.end.resumed?.files ?? 0;
      expect(state).toMatchObject({ bytes: undefined, removed: 1 });
    }
    expect(goneOn).toBeGreaterThan(0);
    // Everything is proven up to the end, and then one file rots and gets its date back.
    const state = kept();
    await cut(state, asked - 2, 'death', jobs, true);
    expect(state.bytes).toBeDefined();
    for (const file of ['a/file-0.txt', 'm/big.txt']) rot(`${root}/${file}`);
    const after = await run(root, state, { now: later, jobs, resume: true });
    expect(after.found).toEqual(['corrupt a/file-0.txt', 'corrupt m/big.txt', 'missing z/file-2.txt']);
    expect(after.end.resumed?.files).toBeGreaterThan(0);
    if (jobs === 2) expect(said(after)).toEqual(said(await whole(jobs)));
    for (const file of ['a/file-0.txt', 'm/big.txt']) rot(`${root}/${file}`);
    folder.write('tree/z/file-2.txt', 'line 2 of a file\n'.repeat(3));
  });
});

describe('a run that cannot be resumed', () => {
  const beginning = async (state: Kept, more: object = {}): Promise<unknown> => {
    const { events, end } = await run(root, state, { now: later, resume: true, ...more });
    expect(end).toMatchObject({ exit: 0, files: 1201 });
    expect(end.resumed).toBeUndefined();
    const [begin] = events;
    return begin?.type === 'begin' ? begin.resume : undefined;
  };

  it('begins anew and says why', async () => {
    expect(await beginning(kept())).toEqual({ not: 'nothing' });
    const state = kept();
    await run(root, state, { now: clock(START, 31_000), resume: true });
    expect(state.bytes).toBeUndefined();
    const bytes = state.last;
    expect(bytes).toBeDefined();
    expect(await beginning({ ...kept(), bytes: bytes?.subarray(1) })).toEqual({ not: 'damaged' });
    expect(await beginning({ ...kept(), bytes }, { uncached: true })).toEqual({ not: 'other-flags' });
    expect(await beginning({ ...kept(), bytes }, { exclude: ['x'] })).toEqual({ not: 'not-ranged' });
    const old = START + 8 * 86_400_000;
    expect(await beginning({ ...kept(), bytes }, { now: () => old })).toEqual({ not: 'old' });
    expect(await beginning({ ...kept(), bytes }, { now: () => START - 1e9 })).toEqual({ not: 'old' });
    await sealTree(root);
    expect(await beginning({ ...kept(), bytes })).toEqual({ not: 'other-manifest' });
  });

  it('reads files again that were changed the moment before they were read', async () => {
    const state = kept();
    const stopped = await run(root, state, {
      now: () => Date.parse('2020-01-01T00:00:00Z'),
      resume: true,
      signal: AbortSignal.abort('SIGTERM'),
    });
    expect(stopped.end.resumable).toBeUndefined();
    expect(state.bytes).toBeUndefined();
  });
});
