/** One root of a command: its lock, its events, and what they come to. */
import { faultOf } from '../../disk/system-fault.ts';
import type { RunContext, RunEvents, RunOptions } from '../../engine/run.ts';
import type { ExitCode, RunEvent } from '../../model/event.ts';
import type { CommonFlags } from '../arguments/options.ts';
import type { ShardFlag } from '../arguments/shard-flag.ts';
import { worst } from '../exit.ts';
import { faultEvent, type RunningRoot } from '../journal/fault-event.ts';
import { takeLock } from '../journal/lock.ts';
import { type PastTotals, withEstimate } from '../journal/past-totals.ts';
import type { Screen } from '../screen.ts';

/** Runs a command on one root. */
export type RunRoot = (root: string, options: RunOptions, context: RunContext) => RunEvents;

/** Commands that must not run twice at a time on the same root. */
const EXCLUSIVE = new Set(['verify', 'scan', 'seal', 'accept', 'repair']);

/** Runs with the lock of the root; without a journal only if `--lock-wait` asks for it. */
export async function* locked(
  { command, root, context }: RunningRoot,
  { journal, lockWait, shard }: CommonFlags & ShardFlag,
  options: RunOptions & { readonly signal: AbortSignal },
  screen: Screen,
  run: RunRoot,
): RunEvents {
  const isLocked = EXCLUSIVE.has(command) && (journal || lockWait !== undefined);
  const release = isLocked ? await takeLock(root, lockWait ?? 0, options.signal, screen, shard) : () => {};
  try {
    yield* run(root, options, context);
  } finally {
    release();
  }
}

/** Receives the events of runs. */
export type Listener = { on(event: RunEvent): void };

/** Who receives the events of a root, and how its progress is shown. */
export type Receivers = {
  readonly listeners: readonly Listener[];
  readonly screen: Screen;
  readonly running: RunningRoot;
  /** The root beside its progress, where there are several. */
  readonly shownRoot: string;
  /** What an earlier run read here, for the progress of one that knows no totals. */
  readonly past: PastTotals | undefined;
};

/** Sends the events of one root to all listeners. A Fault ends this root, not the others. */
export async function runOne(
  events: RunEvents,
  { listeners, screen, running, shownRoot, past }: Receivers,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  try {
    for await (const event of events) {
      if (event.type === 'progress') screen.progress(withEstimate(event, past), shownRoot);
      if (event.type === 'end') screen.clearProgress();
      for (const listener of listeners) listener.on(event);
      if (event.type === 'end') codes.push(event.exit);
    }
    return codes.length === 0 ? 3 : worst(codes);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    screen.clearProgress();
    screen.error(fault.message, fault.hint);
    for (const listener of listeners) listener.on(faultEvent(fault, running));
    return worst([...codes, fault.exit]);
  }
}
