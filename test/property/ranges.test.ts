/**
 * A sealed tree is held against its manifest range by range in the lanes, or pair by pair where something narrows the run.
 * Both say the same, whatever happened to the tree, and whatever the number of lanes.
 */
import { chmodSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type RunEvent, type RunEvents, seal, verify } from '../../dist/index.js';
import { directoryOf, toBytes } from '../../src/model/path.ts';
import { gather } from '../help/arbitrary.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();
const MADE = new Date('2026-11-20T00:00:00Z');

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** Some 1,500 files in directories of all sizes and depths, with names on both sides of '/'. */
function makeTree(top: string, next: (below: number) => number): { root: string; files: string[] } {
  const root = folder.directory(top);
  const files: string[] = [];
  const directories = [
    '',
    'a',
    'a.b',
    'a/b',
    'a/b/c',
    'a0',
    'flat',
    'z',
    'z/\xe4\xff',
    'z/new\nline',
    'dumps',
  ];
  for (let i = 0; i < 1500; i++) {
    const directory = i < 700 ? 'flat' : (directories[next(directories.length)] ?? '');
    const name = next(20) === 0 ? `db-2026-11-${10 + next(19)}-${i}.tar` : `f${next(3)}-${i}.txt`;
    const path = directory === '' ? name : `${directory}/${name}`;
    folder.write(`${top}/${path}`, `content ${i} of ${seedOf(top)}\n`.repeat(next(4) === 0 ? 40 : 1));
    utimesSync(toBytes(`${root}/${path}`), MADE, MADE);
    files.push(path);
  }
  folder.write(`${top}/big.txt`, 'a line of a big file\n'.repeat(300_000));
  folder.write(`${top}/middle.txt`, 'a line of a middle file\n'.repeat(20_000));
  folder.link(`${top}/z/link`, 'f1');
  folder.directory(`${top}/empty`);
  files.push('big.txt', 'middle.txt');
  return { root, files };
}

const seedOf = (top: string): string => top.replace(/\D/g, '');

/** Does something to a tree at a file of it. */
const DAMAGE: readonly ((root: string, path: string) => void)[] = [
  (root, path) => rmSync(toBytes(`${root}/${path}`), { recursive: true, force: true }),
  (root, path) => {
    const bytes = readFileSync(toBytes(`${root}/${path}`));
    bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
    writeFileSync(toBytes(`${root}/${path}`), bytes);
    utimesSync(toBytes(`${root}/${path}`), MADE, MADE);
  },
  (root, path) => writeFileSync(toBytes(`${root}/${path}`), 'shorter'),
  (root, path) => writeFileSync(toBytes(`${root}/${path}`), 'more\n', { flag: 'a' }),
  (root, path) => renameSync(toBytes(`${root}/${path}`), toBytes(`${root}/${path}.moved`)),
  (root, path) => writeFileSync(toBytes(`${root}/${path}.new`), 'new\n'),
  (root, path) => {
    rmSync(toBytes(`${root}/${path}`), { force: true });
    symlinkSync('elsewhere', toBytes(`${root}/${path}`));
  },
  (root, path) => rmSync(toBytes(`${root}/${directoryOf(path)}`), { recursive: true, force: true }),
  (root, path) => chmodSync(toBytes(`${root}/${path}`), 0o000),
  (root, path) => {
    rmSync(toBytes(`${root}/${path}`), { force: true });
    folder.directory(`${root.slice(folder.path.length + 1)}/${path}/inside`);
  },
  (root) => rmSync(`${root}/z/link`, { force: true }),
  (root) => folder.write(`${root.slice(folder.path.length + 1)}/a/b/c/restorable.sha256.x.tmp`, 'x'),
];

async function eventsOf(run: RunEvents): Promise<RunEvent[]> {
  return (await gather(run)).filter(({ type }) => type === 'finding' || type === 'end');
}

/** What a run says, without what tells the runs apart; directories are reported when a batch is done, so they are not compared. */
async function said(root: string, more: Parameters<typeof verify>[1]): Promise<unknown[]> {
  const events = await eventsOf(verify(root, more));
  return events.map((event) => {
    const { seconds: _, scope: __, ...rest } = { seconds: 0, scope: {}, ...event };
    return rest;
  });
}

const NARROWED = { exclude: ['nothing-has-this-name'] };

describe.each([1, 2, 3, 4])('a tree of seed %i', (seed) => {
  it('is said to be the same in ranges and in pairs', async () => {
    const next = numbers(seed);
    const { root, files } = makeTree(`t${seed}`, next);
    await gather(seal(root, `${root}/restorable.sha256`, { acceptFindings: true }));
    const sound = await said(root, {});
    expect(sound).toEqual(await said(root, NARROWED));
    for (let i = 0; i < 1 + next(12); i++) {
      const path = files[next(files.length)] ?? 'big.txt';
      try {
        DAMAGE[next(DAMAGE.length)]?.(root, path);
      } catch {
        // Something happened to that file already.
      }
    }
    const wanted = await said(root, NARROWED);
    expect(wanted.length).toBeGreaterThan(sound.length);
    for (const jobs of [1, 2, 5]) expect(await said(root, { jobs })).toEqual(wanted);
  });
});
