import { describe, expect, it } from 'vitest';
import { NO_TOTALS, type Totals } from '../../../src/engine/judge/totals.ts';
import { type EndOfTree, type WatchedTree, watchTree } from '../../../src/engine/tree/watch-tree.ts';
import { type Finding, type FindingCode, finding } from '../../../src/model/finding.ts';
import { gather } from '../../help/arbitrary.ts';
import { entry } from '../cases.ts';

const TREE: WatchedTree = {
  root: '/srv/backup',
  vouchers: [],
  gates: {},
  now: 0,
  isPart: () => true,
  isPartial: false,
  isShard: false,
};

type Ended = {
  readonly tree?: Partial<WatchedTree>;
  readonly totals?: Partial<Totals>;
  readonly counts?: Partial<Record<FindingCode, number>>;
  readonly isStopped?: boolean;
  readonly run?: Partial<EndOfTree>;
  readonly paths?: readonly string[];
  readonly unreached?: readonly Finding[];
};

/** Watches a tree of some paths to its end; returns the codes of its findings. */
async function codesAtEnd(ended: Ended): Promise<string[]> {
  const { tree, totals, counts = {}, isStopped = false, run, paths = ['a'], unreached = [] } = ended;
  const watch = watchTree({ ...TREE, ...tree });
  async function* walk(): AsyncGenerator<ReturnType<typeof entry>[]> {
    yield paths.map((path) => entry(path));
  }
  const passed = await gather(watch.passing(walk()));
  expect(passed.flat().map(({ path }) => path)).toEqual(paths);
  const chunks = await gather(
    watch.end({
      totals: { ...NO_TOTALS, ...totals },
      packed: 0,
      excused: 0,
      pruned: { files: 0, bytes: 0 },
      rotated: 0,
      ledger: {
        count: (...codes) => codes.reduce((sum, code) => sum + (counts[code] ?? 0), 0),
        total: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
        isStopped: () => isStopped,
      },
      scope: { has: () => true, unreached: () => [unreached] },
      ...run,
    }),
  );
  return chunks.flat().map(({ code }) => code);
}

describe('the end of a tree', () => {
  it('is an empty root where no entry is a part of it', async () => {
    expect(await codesAtEnd({})).toEqual([]);
    expect(await codesAtEnd({ paths: [] })).toEqual(['empty-root']);
    expect(await codesAtEnd({ tree: { isPart: ({ path }) => path !== 'a' } })).toEqual(['empty-root']);
    expect(await codesAtEnd({ paths: [], tree: { isPartial: true } })).toEqual([]);
  });

  it('reports a mass of lost files, without those that moved or have a compressed copy', async () => {
    const totals = { promised: 1000, lost: 900 };
    expect(await codesAtEnd({ totals })).toEqual(['mass-loss']);
    expect(await codesAtEnd({ totals, counts: { moved: 890 } })).toEqual([]);
    expect(await codesAtEnd({ totals, run: { packed: 890 } })).toEqual([]);
    expect(await codesAtEnd({ totals, tree: { isPartial: true } })).toEqual([]);
  });

  it('reports a mass of changed files, without those that only changed places', async () => {
    const totals = { promised: 1000 };
    const counts = { corrupt: 500, changed: 400 };
    expect(await codesAtEnd({ totals, counts })).toEqual(['mass-change']);
    expect(await codesAtEnd({ totals, counts, run: { rotated: 890 } })).toEqual([]);
  });

  it('asks the gates and the paths in scope only where the run was not stopped', async () => {
    const gates = { minFiles: 10 };
    const unreached = [finding('missing', 'b')];
    expect(await codesAtEnd({ tree: { gates }, unreached })).toEqual(['missing', 'too-small']);
    expect(await codesAtEnd({ tree: { gates }, unreached, isStopped: true })).toEqual([]);
  });
});
