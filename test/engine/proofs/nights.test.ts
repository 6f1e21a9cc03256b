/** Thirty nights of `--cover` and `--budget`: everything is read in its time, and what rots is found when its turn comes. */
import { chmodSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyOf, parseProofs } from '../../../src/engine/proofs/proof-file.ts';
import { openNative } from '../../../src/manifest/native/read.ts';
import { makeFolder } from '../../help/folder.ts';
import { type Kept, makeTree, type Ran, rot, run, START, sealTree } from './tree.ts';

const DAY = 86_400_000;
const COVER = { coverMs: 30 * DAY };
const folder = makeFolder();
let root = '';
let bytes = 0;

const kept = (): Kept => ({ bytes: undefined, last: undefined, isDead: false, removed: 0 });

/** A night's run; its clock goes on by a second each time it is asked. */
function night(day: number, state: Kept, spread: object = COVER): Promise<Ran> {
  let at = START + day * DAY;
  return run(root, state, { now: () => (at += 1000), jobs: 1, spread });
}

/** When each file was proven, or is known since, by its path. */
async function provenAt(state: Kept): Promise<Map<string, number>> {
  const found = parseProofs(state.bytes ?? Buffer.alloc(0));
  const { ranged } = await openNative(`${root}/restorable.sha256`, '', false);
  const times = new Map<string, number>();
  if (found === undefined || ranged === undefined) throw new Error('nothing is kept');
  for await (const range of ranged.ranges()) {
    const proof = found.proofs.get(keyOf(range, found.header.salt));
    for (const [, path] of Buffer.from(range.lines)
      .toString('latin1')
      .matchAll(/^[0-9a-f]{64} .(.*)$/gm))
      times.set(path ?? '', proof?.is === 'proven' ? proof.at * 1000 : 0);
  }
  return times;
}

/** The longest time that a file was not proven, in days, of those that were known the whole time. */
const longestGaps = new Map<string, number>();

beforeAll(async () => {
  root = await makeTree(folder, 'tree');
  bytes = (await run(root, kept(), { now: () => START })).end.bytes;
});

describe('thirty nights and more', () => {
  it('read every file within the promise, about as much each night, and find what rots when its turn comes', async () => {
    const state = kept();
    const last = new Map<string, number>();
    const read: number[] = [];
    // It rots before it was ever proven, with its size and date as they were.
    rot(`${root}/z/file-599.txt`);
    let foundOn: number | undefined;
    for (let day = 0; day < 40; day++) {
      const { end, found } = await night(day, state);
      read.push(end.bytes);
      if (found.length > 0) {
        expect(found).toEqual(['corrupt z/file-599.txt']);
        expect(end.exit).toBe(1);
        // It is found in each night until it is mended.
        if (foundOn === undefined) foundOn = day;
        else rot(`${root}/z/file-599.txt`);
      } else expect(end.exit).toBe(0);
      for (const [path, at] of await provenAt(state)) {
        const before = last.get(path) ?? START;
        if (at > before) {
          longestGaps.set(path, Math.max(longestGaps.get(path) ?? 0, (at - before) / DAY));
          last.set(path, at);
        }
      }
    }
    expect(foundOn).toBeGreaterThan(3);
    expect(foundOn).toBeLessThan(30);
    expect(longestGaps.size).toBe(601);
    expect(Math.max(...longestGaps.values())).toBeLessThan(30);
    expect(read.reduce((sum, each) => sum + each, 0)).toBeLessThan(3 * bytes);
  });

  it('keep what was proven where the tree is sealed anew, lose it where a file changed, and take in new files', async () => {
    const state = kept();
    await night(0, state, { budgetMs: 10 * DAY });
    const before = await provenAt(state);
    folder.write('tree/z/later.txt', 'a new file\n');
    folder.write('tree/z/file-2.txt', 'another line\n');
    rmSync(`${root}/a/file-0.txt`);
    await sealTree(root);
    const { end } = await night(1, state, { budgetBytes: 1 });
    const after = await provenAt(state);
    const lost = [...after].filter(([path, at]) => at < (before.get(path) ?? 0)).length;
    const gone = [...after].filter(([, at]) => at === 0).length;
    expect(after.has('a/file-0.txt')).toBe(false);
    expect(lost).toBeLessThan(400);
    expect(after.get('m/big.txt')).toBeGreaterThan(START);
    expect(end.spread?.provenFiles).toBe(after.size - gone);
    // The next night reads what is known for the longest time, and what is new is read in its turn.
    const all = await night(2, state, { budgetMs: 10 * DAY });
    expect(all.end.spread).toMatchObject({ files: 601, provenFiles: 601 });
    expect(all.end.exit).toBe(0);
  });

  it('know nothing where what was kept is lost or damaged', async () => {
    const state = kept();
    await night(0, state, { budgetMs: 10 * DAY });
    const whole = state.bytes ?? Buffer.alloc(0);
    const turned = Buffer.from(whole);
    turned[whole.length >> 1] = (turned[whole.length >> 1] ?? 0) ^ 1;
    for (const left of [undefined, turned, whole.subarray(0, whole.length - 37)]) {
      state.bytes = left;
      const { end } = await night(20, state, { budgetBytes: 1 });
      expect(end.spread?.provenFiles).toBe(end.files);
      expect(end.spread?.since.slice(0, 10)).toBe('2030-01-21');
    }
  });

  it('read again what did not hold before all else, and at once what was done something to since it was proven', async () => {
    const state = kept();
    await night(0, state, { budgetMs: 10 * DAY });
    rot(`${root}/z/file-599.txt`);
    // Only its ctime tells.
    const first = await night(1, state);
    expect(first.found).toEqual(['corrupt z/file-599.txt']);
    const small = { budgetBytes: 1 };
    for (const day of [2, 3]) {
      const again = await night(day, state, small);
      expect(again.found).toEqual(['corrupt z/file-599.txt']);
      expect(again.end.exit).toBe(1);
    }
    rot(`${root}/z/file-599.txt`);
    expect((await night(4, state, small)).found).toEqual([]);
    expect((await night(5, state, small)).end.spread?.provenFiles).toBe(601);
  });

  it('keep to their share where all files got other names or owners', async () => {
    const state = kept();
    await night(0, state, { budgetMs: 10 * DAY });
    for (let i = 1; i < 600; i++) chmodSync(`${root}/${['a', 'm/n', 'z'][i % 3]}/file-${i}.txt`, 0o640);
    chmodSync(`${root}/m/big.txt`, 0o640);
    const { end, found } = await night(1, state);
    expect(found).toEqual([]);
    expect(end).toMatchObject({ exit: 0, spread: { provenFiles: 601 } });
    expect(end.bytes).toBeLessThan(bytes / 3);
    const small = await night(2, state, { budgetBytes: 1 });
    expect(small.end.exit).toBe(0);
  });
});

describe('a promise', () => {
  it('that the budget cannot keep is said to be so, and ends with 3', async () => {
    const state = kept();
    const { end } = await night(0, state, { coverMs: 2 * DAY, budgetBytes: 1 });
    expect(end).toMatchObject({ exit: 3, verdict: 'incomplete' });
    expect(end.spread?.neededBytes).toBeGreaterThan(bytes / 3);
    const late = await night(3, state, { coverMs: 2 * DAY, budgetBytes: 1 });
    expect(late.end.exit).toBe(3);
    expect(late.end.spread?.overdueFiles).toBeGreaterThan(200);
    // Once there is enough of it, the promise is kept again.
    expect((await night(4, state, COVER)).end.exit).toBe(0);
  });

  it('that needs more runs than there are is said to be so', async () => {
    const state = kept();
    for (const day of [0, 40, 80]) {
      const { end } = await night(day, state);
      expect(end.spread?.isTooRare).toBe(day === 0 ? undefined : true);
      expect(end.exit).toBe(day === 0 ? 0 : 3);
    }
  });
});

describe('a night that reads next to nothing', () => {
  it('looks at every file in each run', async () => {
    const state = kept();
    rmSync(`${root}/a/file-3.txt`);
    folder.write('tree/z/new.txt', 'new\n');
    folder.write('tree/z/file-5.txt', 'shorter\n');
    const { found, end } = await night(0, state, { budgetBytes: 1 });
    expect(found).toEqual(['missing a/file-3.txt', 'truncated z/file-5.txt', 'unexpected z/new.txt']);
    expect(end.files).toBeLessThan(300);
  });
});
