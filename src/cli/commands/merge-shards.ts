import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { RecordedReads, RunContext, RunEvents, RunOptions } from '../../engine/run.ts';
import { formatCount, formatNumber } from '../../model/counts.ts';
import type { BeginEvent, ExitCode, RunEvent } from '../../model/event.ts';
import { errorCode, Fault } from '../../model/fault.ts';
import { isFacts } from '../../read/recorded.ts';
import { replay } from '../../report/replay.ts';
import { type MergedRoot, type MergeProblem, mergeShards } from '../../report/shards.ts';
import { visible } from '../../report/text.ts';
import type { CommonFlags, ReplayFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { openScreen, type Screen } from '../screen.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { runRoots } from './run-command.ts';

/**
 * Puts the journals of the shards of a tree together: judges the whole of it by what they read, as one run would have. The tree is listed again,
 * and what no shard read is read now. Throws a Fault: 3 where a shard is missing or not whole, 4 where one is of another run, 2 where a journal has
 * none.
 */
export async function mergeJournals(named: readonly string[], flags: ReplayFlags): Promise<ExitCode> {
  const { roots, problem } = await readShards(named, await openScreen(flags.color));
  if (problem !== undefined) return problem;
  const codes: ExitCode[] = [];
  for (const each of roots) codes.push(await runMerged(each, flags));
  return codes.length === 0 ? 2 : worst(codes);
}

/**
 * Returns what the shards read of the one root that a new manifest is for. Throws a Fault: 2 where they are of another one or of no seal, and as
 * `mergeJournals` does.
 */
export async function recordedSeal(
  named: readonly string[],
  root: string,
  screen: Screen,
): Promise<RecordedReads> {
  const { roots, problem } = await readShards(named, screen);
  const [first, ...others] = roots;
  if (problem !== undefined)
    throw new Fault(problem === 4 ? 4 : problem === 2 ? 2 : 3, 'the shards cannot be merged', 'see above');
  if (first === undefined || others.length > 0 || first.begin.root !== root || first.begin.command !== 'seal')
    throw new Fault(
      2,
      `the shards are not those of a seal of ${root}`,
      'name the journals of restorable seal --shard over this directory',
    );
  return recordedOf(first.begin, first.reads);
}

/** Reads the journals of shards and says what is wrong with them; `problem` is the exit code for that. */
async function readShards(
  named: readonly string[],
  screen: Screen,
): Promise<{ readonly roots: readonly MergedRoot[]; readonly problem?: ExitCode }> {
  const merge = mergeShards();
  for (const file of await findRoots(named)) await readJournal(file, (event) => merge.see(file, event));
  const { roots, problems } = merge.end();
  for (const problem of problems) screen.error(messageOf(problem), hintOf(problem));
  return { roots, ...(problems.length > 0 ? { problem: worst(problems.map(exitOf)) } : {}) };
}

async function readJournal(file: string, see: (event: RunEvent) => void): Promise<void> {
  try {
    let hasRun = false;
    for await (const replayed of replay(createReadStream(file))) {
      if (replayed.is !== 'event')
        throw new Fault(
          3,
          `${file}:${replayed.line}: ${replayed.because}`,
          'the journal was cut off or altered: run this shard again',
        );
      hasRun ||= replayed.event.type === 'begin';
      see(replayed.event);
    }
    if (!hasRun)
      throw new Fault(
        2,
        `${file}: no run found`,
        'name journals, files of events as --report jsonl:FILE writes them',
      );
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new Fault(
      2,
      `${file}: cannot read the journal (${code})`,
      'name the journals of all shards',
      error,
    );
  }
}

/** Runs the command of the shards over the whole tree, with what they read. */
async function runMerged({ begin, reads }: MergedRoot, flags: ReplayFlags): Promise<ExitCode> {
  const { command, root, depth, failOn = 'warning', scope = {} } = begin;
  const common: CommonFlags = {
    ...flags,
    exclude: scope.exclude ?? [],
    expect: [
      ...(scope.expectEncrypted ?? []).map((glob) => `encrypted=${glob}`),
      ...(scope.expectZero ?? []).map((glob) => `zero=${glob}`),
    ],
    oneFileSystem: scope.oneFileSystem === true,
    depth,
    failOn,
    jobs: 'auto',
    journal: true,
  };
  const recorded = recordedOf(begin, reads);
  const { exit } = await runRoots(command, [root], common, (each, options, context) =>
    again(begin, each, { ...options, recorded, uncached: scope.uncached === true }, context),
  );
  return exit;
}

async function* again(
  { command, scope, shard }: BeginEvent,
  root: string,
  options: RunOptions,
  context: RunContext,
): RunEvents {
  if (command === 'scan') {
    yield* (await import('../../engine/commands/scan.ts')).scan(root, options, context);
    return;
  }
  if (command !== 'verify')
    throw new Fault(
      2,
      `the shards of ${command} are not for a report`,
      `write the manifest: restorable ${command} --merge JOURNAL… DIR`,
    );
  const { verify } = await import('../../engine/commands/verify.ts');
  yield* verify(
    root,
    {
      ...options,
      temporary: temporaryDirectory(),
      strong: shard?.strong === true,
      ...(scope?.voucher === undefined ? {} : { voucher: scope.voucher }),
      ...(shard?.manifest === undefined ? {} : { manifest: resolve(shard.manifest) }),
    },
    context,
  );
}

/** Throws a Fault (3) where a journal says of a read what no run writes. */
function recordedOf({ root, shard }: BeginEvent, reads: MergedRoot['reads']): RecordedReads {
  return {
    run: shard?.run ?? '',
    ...(shard?.job === undefined ? {} : { job: shard.job }),
    of(path) {
      const read = reads.get(path);
      if (read === undefined) return undefined;
      const { size, summary, facts } = read;
      if (facts !== undefined && !isFacts(facts))
        throw new Fault(
          3,
          `${root}: what the shards say of ${visible(read.path)} is damaged`,
          'run the shards again',
        );
      return {
        path,
        size,
        ...(summary === undefined ? {} : { summary }),
        ...(facts === undefined ? {} : { facts }),
      };
    },
  };
}

const exitOf = ({ is }: MergeProblem): ExitCode => (is === 'foreign' ? 4 : is === 'no-shard' ? 2 : 3);

function messageOf(problem: MergeProblem): string {
  switch (problem.is) {
    case 'no-shard':
      return `${problem.journal}: the run over ${problem.root} was not over a shard`;
    case 'foreign':
      return `${problem.journal}: of another run over ${problem.root} than ${problem.first}`;
    case 'missing':
    case 'unfinished':
    case 'doubled': {
      const said = { missing: 'not there', unfinished: 'not finished', doubled: 'there twice' }[problem.is];
      const named = problem.shards.slice(0, 20).map(formatCount).join(', ');
      const more =
        problem.shards.length > 20 ? ` and ${formatNumber(problem.shards.length - 20, 'more')}` : '';
      return `${problem.root}: of ${formatNumber(problem.count, 'shard')}, ${named}${more}: ${said}`;
    }
  }
}

function hintOf({ is }: MergeProblem): string {
  switch (is) {
    case 'no-shard':
      return 'name the journals of runs with --shard';
    case 'foreign':
      return 'merge the journals of one run: the same flags, the same manifest, the same job';
    case 'missing':
      return 'name the journals of all shards';
    case 'unfinished':
      return 'run these shards again, and name their new journals too';
    case 'doubled':
      return 'name one journal of each shard';
  }
}
