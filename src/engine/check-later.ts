/**
 * Checks files against what was put into a tree after it was sealed: a second, small run behind the first one, over nothing
 * but the files that those vouchers name. What the first run reported of a path is not reported a second time.
 */
import { mergeOrdered } from '../flow/merge-ordered.ts';
import { mergeEntries, orderKey, plainEntry } from '../model/entry.ts';
import type { RunEvent } from '../model/event.ts';
import type { Evidence } from '../model/evidence.ts';
import { FINDING_CODES, type Finding } from '../model/finding.ts';
import type { Manifest, ManifestEntry } from '../model/manifest.ts';
import type { BytePath } from '../model/path.ts';
import { type PathList, pathListOf } from '../walk/path-list.ts';
import { isLeftOut } from '../walk/selection.ts';
import type { Totals } from './judge/totals.ts';
import type { Ledger } from './ledger.ts';
import { pipeline } from './pipeline.ts';
import type { Plan } from './plan.ts';
import type { RunOptions } from './run.ts';

/** What a run found that decides what is checked after it. */
export type FirstRun = {
  /** Files that are new, or not as they were sealed and written since: a list among them is a later one. */
  readonly later: ReadonlySet<BytePath>;
  /** Paths that are known not to be as promised. */
  readonly accused: ReadonlySet<BytePath>;
};

/** Collects what a run finds. */
export function createFirstRun(): FirstRun & { see(finding: Finding): void } {
  const later = new Set<BytePath>();
  const accused = new Set<BytePath>();
  return {
    later,
    accused,
    see({ code, path, severity, evidence = [] }) {
      const { bytes, subject } = FINDING_CODES[code];
      if (subject !== 'integrity' || severity === 'note') return;
      // A list that rotted says nothing: it is neither as it was sealed nor written later. A directory is none, however it is called.
      const isNew = bytes === 'new' || (bytes === 'differ' && code !== 'corrupt');
      if (isNew && evidence.every(mayBeList)) later.add(path);
      for (const each of evidence) if (each.is === 'move') later.add(each.to);
      if (bytes !== 'new') accused.add(path);
    },
  };
}

function mayBeList(evidence: Evidence): boolean {
  return evidence.is !== 'kind' || evidence.found === undefined || ['file', 'link'].includes(evidence.found);
}

/** Vouchers that are younger than the seal, and findings about those that could not be read. */
export type LaterVouchers = {
  readonly vouchers: readonly Manifest[];
  readonly unread: readonly Finding[];
};

/** Later vouchers, the plan of the first run, and what that found. */
export type LaterCheck = LaterVouchers & {
  readonly plan: Plan;
  readonly isExcluded: Plan['leaveOut'];
  readonly first: FirstRun;
  readonly totals: Totals;
};

/** What a later check adds to the sums of the first run: files that held there and do not here, and files that were not reached. */
export type LaterSums = { readonly contradicted: number; readonly undone: number };

/** Checks against later vouchers. `now` is in milliseconds since 1970. */
export async function* checkLater(
  check: LaterCheck,
  ledger: Ledger,
  options: RunOptions,
  now: number,
): AsyncGenerator<RunEvent, LaterSums, undefined> {
  const { plan, vouchers, unread, first, totals } = check;
  const isFresh = ({ path }: Finding): boolean => !first.accused.has(path);
  yield* ledger.record([...unread, ...vouchers.flatMap(({ findings }) => findings)].filter(isFresh));
  const paths = await pathsOf(check);
  if (paths.size === 0) return { contradicted: 0, undone: 0 };
  const contradicted = new Set<BytePath>();
  const second: Ledger = {
    ...ledger,
    record(findings) {
      const fresh = findings.filter(isFresh);
      for (const { path } of fresh) if (!first.later.has(path)) contradicted.add(path);
      return ledger.record(fresh);
    },
  };
  const run = pipeline(planOf(check, pathListOf(paths)), second, options, now);
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.done === true) return { contradicted: contradicted.size, undone: step.value.totals.undone };
    const event = step.value;
    // Directories were reported by the first run.
    if (event.type === 'finding') yield event;
    if (event.type === 'progress')
      yield { ...event, files: event.files + totals.files, bytes: event.bytes + totals.bytes };
  }

  function planOf({ isExcluded }: LaterCheck, filesFrom: PathList): Plan {
    const all = [...plan.vouchers, ...vouchers];
    const isLater = new Set(vouchers);
    return {
      root: plan.root,
      leaveOut: isExcluded,
      vouchers: all,
      entries: (report) =>
        mergeOrdered(
          all.map((voucher) => among(voucher.entries(isLater.has(voucher) ? report : () => {}), paths)),
          orderKey,
          mergeEntries,
        ),
      scopeOf: () => 'none',
      wanted: (entry) => entry.digests,
      exempt: plan.exempt,
      digests: [],
      filesFrom,
    };
  }
}

/** The files in scope that later vouchers name. */
async function pathsOf({ plan, vouchers, isExcluded }: LaterCheck): Promise<ReadonlySet<BytePath>> {
  const { filesFrom, root } = plan;
  const paths = new Set<BytePath>();
  for (const voucher of vouchers)
    for await (const chunk of voucher.entries(() => {}))
      for (const { path, kind } of chunk) {
        if (kind === 'directory' || isLeftOut(isExcluded, path)) continue;
        if (filesFrom?.has(path) === false || (root.only ?? path) !== path) continue;
        paths.add(path);
      }
  return paths;
}

/** Everything was examined in the first run, or when it was sealed. */
async function* among(
  chunks: AsyncIterable<readonly ManifestEntry[]>,
  paths: ReadonlySet<BytePath>,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  for await (const chunk of chunks)
    yield chunk
      .filter(({ path }) => paths.has(path))
      .map((entry) => ({ ...plainEntry(entry), isProfiled: true }));
}
