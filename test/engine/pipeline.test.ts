import { describe, expect, it, vi } from 'vitest';
import { openLedger } from '../../dist/engine/ledger.js';
import { pipeline, type RunSums } from '../../dist/engine/pipeline.js';
import type { Plan, Sink } from '../../src/engine/plan.ts';
import type { RunOptions } from '../../src/engine/run.ts';
import { empty } from '../../src/flow/empty.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { ManifestEntry } from '../../src/model/manifest.ts';
import { makeFolder } from '../help/folder.ts';
import { promise } from './cases.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
const NAMES = Array.from({ length: 1100 }, (_, n) => `d${n % 7}/${String(n).padStart(4, '0')}`).toSorted();
for (const name of NAMES) folder.write(name, `the content of ${name}\n`);

const GONE = ['d0/0000.gone', 'd3/gone', 'd9'];
const PROMISED = [...NAMES.filter((_, n) => n % 3 > 0), ...GONE].toSorted();

const PLAN: Plan = {
  root: { directory: folder.path },
  leaveOut: undefined,
  vouchers: [],
  async *entries() {
    for (const path of PROMISED) yield [promise(path, 'something else', { size: undefined })];
  },
  wanted: ({ digests }: ManifestEntry) => digests,
  exempt: new Set(),
  scopeOf: () => 'closed',
  digests: [],
};

async function run(
  plan: Plan,
  options: RunOptions,
): Promise<{ readonly events: readonly RunEvent[]; readonly sums: RunSums }> {
  const context = { now: () => new Date(0), id: 'the-id', host: 'db1', tool: 'restorable/0.1.0' };
  const stream = pipeline(plan, openLedger(options, context), options, 0);
  const events: RunEvent[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done === true) return { events, sums: step.value };
    events.push(step.value);
  }
}

function told(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'finding'
      ? [`${event.code} ${event.path}`]
      : event.type === 'directory'
        ? [`left ${event.path}`]
        : [],
  );
}

describe('the pipeline', () => {
  it('yields the same events with one lane and with three: findings in path order, those of the tree behind them', async () => {
    const one = await run(PLAN, { jobs: 1 });
    const three = await run(PLAN, { jobs: 3 });
    expect(three).toEqual(one);
    const findings = told(one.events).filter((text) => !text.startsWith('left'));
    const paths = [...NAMES, ...GONE].toSorted();
    expect(findings).toEqual([
      ...paths.map((path) =>
        GONE.includes(path)
          ? `missing ${path}`
          : `${PROMISED.includes(path) ? 'changed' : 'unexpected'} ${path}`,
      ),
      'mass-change ',
    ]);
    expect(one.sums.totals).toMatchObject({ files: 1100, promised: 736, held: 0, lost: 3, undone: 0 });
  });

  it('yields each directory when it is left, and the root behind what is found of the tree', async () => {
    const { events } = await run({ ...PLAN, entries: empty, scopeOf: () => 'none' }, { jobs: 3 });
    expect(told(events)).toEqual([...[0, 1, 2, 3, 4, 5, 6].map((n) => `left d${n}`), 'left ']);
  });

  it.each([1, 3])(
    'hands a sink all batches in path order, before the directories, with %i lanes',
    async (jobs) => {
      const written: string[] = [];
      const sink: Sink = {
        prepare: ({ pairs }) => {
          const paths = pairs.flatMap(({ left }) => (left?.kind === 'file' ? [left.path] : []));
          return () => written.push(...paths);
        },
        directories: (sums) => written.push(...sums.map(({ directory }) => `${directory}/`)),
        takes: () => true,
      };
      await run({ ...PLAN, entries: empty, scopeOf: () => 'none', sink }, { jobs });
      expect(written.filter((path) => !path.endsWith('/'))).toEqual(NAMES);
      expect(written.at(-1)).toBe('/');
      for (const n of [0, 1, 2, 3, 4, 5, 6])
        expect(written.indexOf(`d${n}/`)).toBeGreaterThan(
          written.findLastIndex((path) => path.startsWith(`d${n}/`) && path !== `d${n}/`),
        );
    },
  );

  it('finds an empty root where the sink takes nothing', async () => {
    const sink: Sink = { prepare: () => () => {}, directories: () => {}, takes: () => false };
    const { events } = await run({ ...PLAN, entries: empty, scopeOf: () => 'none', sink }, { jobs: 1 });
    expect(told(events)).toContain('empty-root ');
  });

  it('reads nothing and asks nothing of the tree when it is stopped', async () => {
    const signal = AbortSignal.abort('SIGTERM');
    const { events, sums } = await run({ ...PLAN, gates: { minFiles: 10 } }, { jobs: 1, signal });
    expect(told(events).filter((text) => !text.startsWith('left'))).toEqual([]);
    expect(sums.totals.files).toBe(0);
  });

  it('asks the gates last, with the findings about the tree counted', async () => {
    const { events } = await run({ ...PLAN, gates: { maxFindings: 1103 } }, { jobs: 1 });
    expect(told(events).slice(-2)).toEqual(['mass-change ', 'too-many-findings ']);
    const { events: fewer } = await run({ ...PLAN, gates: { maxFindings: 1104 } }, { jobs: 1 });
    expect(told(fewer).at(-1)).toBe('mass-change ');
  });
});
