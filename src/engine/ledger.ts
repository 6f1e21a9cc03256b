import { createPackedSet } from '../flow/packed-set.ts';
import { stopwatch } from '../flow/stopwatch.ts';
import type { BeginEvent, EndEvent, FindingEvent, ProgressEvent, VoucherSummary } from '../model/event.ts';
import { EVENT_SCHEMA } from '../model/event.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../model/finding.ts';
import { type BytePath, toText } from '../model/path.ts';
import type { ShardOfRun } from '../model/run-scope.ts';
import { type EventStyle, findingEvent } from '../report/finding-event.ts';
import type { Totals } from './judge/totals.ts';
import { type RunContext, type RunOptions, signalExit } from './run.ts';
import { createTally } from './verdict.ts';

/** Writes the events of one run and keeps its counts, so that the end says what the findings said. */
export type Ledger = {
  begin(command: string, root: string, vouchers: readonly VoucherSummary[], shard?: ShardOfRun): BeginEvent;
  /** Findings on their way out, counted. */
  record(findings: readonly Finding[]): FindingEvent[];
  progress(
    totals: Totals,
    more: Pick<ProgressEvent, 'bytes' | 'totalFiles' | 'totalBytes' | 'workers'> & {
      readonly waiting: number;
    },
  ): ProgressEvent;
  /** The exit code as of now, before any signal. */
  exit(totals: Totals): EndEvent['exit'];
  end(totals: Totals, more: Partial<EndEvent>): EndEvent;
  /** Returns how many findings of some codes were reported so far. */
  count(...codes: readonly FindingCode[]): number;
  /** Returns how many findings were reported so far. */
  total(): number;
  /** Returns whether a path was reported as gone or with an error. */
  isReported(path: BytePath): boolean;
  isStopped(): boolean;
};

/** How a command is reported: its findings as `reword` returns them and in its words, `passed` as the verdict if nothing fails it. */
export type LedgerStyle = EventStyle & {
  readonly reword?: (finding: Finding) => Finding;
  readonly passed?: 'sound' | 'ordinary';
};

/** Opens the ledger of a run, and starts its clock. */
export function openLedger(
  options: RunOptions,
  context: RunContext,
  { reword = (each) => each, passed = 'sound', ...style }: LedgerStyle = {},
): Ledger {
  const { signal, failOn = 'warning', observe } = options;
  const startedAt = context.now();
  const tally = createTally();
  const reported = createPackedSet();
  const elapsed = stopwatch(startedAt.getTime(), () => context.now().getTime());
  const seconds = (): number => elapsed() / 1000;
  const isStopped = (): boolean => signal?.aborted === true;
  const conclusion = (totals: Totals): Pick<EndEvent, 'verdict' | 'exit'> =>
    tally.conclude({ failOn, isIncomplete: isStopped() || totals.undone > 0 });

  return {
    begin: (command, root, vouchers, shard) =>
      beginEvent(options, context, {
        command,
        root,
        vouchers,
        startedAt: startedAt.toISOString(),
        ...(shard === undefined ? {} : { shard }),
      }),
    record(findings) {
      const reworded = findings.map(reword);
      for (const each of reworded) {
        tally.see(each);
        if (each.severity === 'error' || isOfGone(each.code)) reported.add(each.path);
        observe?.(each);
      }
      return reworded.map((each) => findingEvent(each, style));
    },
    progress: (totals, { waiting, ...more }) =>
      progressEvent(totals, more, { findings: tally.total() + waiting, seconds: seconds() }),
    exit: (totals) => conclusion(totals).exit,
    end(totals, more) {
      const { verdict, exit } = conclusion(totals);
      return {
        type: 'end',
        verdict: verdict === 'sound' ? passed : verdict,
        exit: signalExit(signal) ?? exit,
        files: totals.files,
        bytes: totals.bytes,
        counts: tally.counts,
        seconds: seconds(),
        coverage: { files: totals.coveredFiles, bytes: totals.coveredBytes },
        ...scopeOf(options),
        ...(isStopped() ? { interrupted: true } : {}),
        ...more,
      };
    },
    count: (...codes) => codes.reduce((sum, code) => sum + (tally.counts[code] ?? 0), 0),
    total: () => tally.total(),
    isReported: (path) => reported.has(path),
    isStopped,
  };
}

function isOfGone(code: FindingCode): boolean {
  const { bytes } = FINDING_CODES[code];
  return bytes === 'gone' || bytes === 'elsewhere';
}

function beginEvent(
  options: RunOptions,
  { tool, id, host }: RunContext,
  run: Pick<BeginEvent, 'command' | 'root' | 'vouchers' | 'startedAt' | 'shard'>,
): BeginEvent {
  const { depth = 'normal', failOn = 'warning' } = options;
  const { command, root, vouchers, startedAt, shard } = run;
  const before = { type: 'begin', schema: EVENT_SCHEMA, tool, id, command, root, host, startedAt } as const;
  const part = shard === undefined ? {} : { shard };
  return { ...before, depth, failOn, ...scopeOf(options), ...narrowedBy(options), ...part, vouchers };
}

function progressEvent(
  { files, lastPath }: Totals,
  more: Pick<ProgressEvent, 'bytes' | 'totalFiles' | 'totalBytes' | 'workers'>,
  { findings, seconds }: Pick<ProgressEvent, 'findings' | 'seconds'>,
): ProgressEvent {
  return { type: 'progress', files, ...more, findings, seconds, path: toText(lastPath) };
}

/** Returns what narrows a run beside a list of paths, for its first event. */
function narrowedBy({
  exclude = [],
  expectEncrypted = [],
  expectZero = [],
  oneFileSystem,
  voucher,
  signers,
  uncached,
  remote,
  spread,
}: RunOptions): Pick<BeginEvent, 'scope'> {
  const scope = {
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(expectEncrypted.length === 0 ? {} : { expectEncrypted }),
    ...(expectZero.length === 0 ? {} : { expectZero }),
    ...(oneFileSystem === true ? { oneFileSystem } : {}),
    ...(voucher === undefined ? {} : { voucher }),
    ...(signers === undefined ? {} : { signature: 'required' as const }),
    ...(uncached === true ? { uncached } : {}),
    ...(remote === undefined ? {} : { remote }),
    ...(spread === undefined ? {} : { spread }),
  };
  return Object.keys(scope).length === 0 ? {} : { scope };
}

function scopeOf({ filesFrom }: RunOptions): { readonly filesFrom?: number } {
  return filesFrom === undefined ? {} : { filesFrom: filesFrom.size };
}
