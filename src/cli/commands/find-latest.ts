import { type Generation, orderGenerations } from '../../engine/commands/latest.ts';
import { type VerifyOptions, verify } from '../../engine/commands/verify.ts';
import { savedNothing } from '../../engine/generations/saved-nothing.ts';
import type { Gates } from '../../engine/tree/gates.ts';
import { formatCount, formatNumber } from '../../model/counts.ts';
import type { EndEvent, ExitCode } from '../../model/event.ts';
import { describeCounts, lacksManifest } from '../../report/run-splitter.ts';
import type { CommonFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { refuseSignersBelow } from '../arguments/signers.ts';
import { worst } from '../exit.ts';
import { openExaminedStore } from '../journal/examined.ts';
import { openScreen } from '../screen.ts';
import { temporaryDirectory } from '../temporary-files.ts';
import { generationsTable, type Tried } from './generations-table.ts';
import { headsExit, headsFor } from './keep-heads.ts';
import { runRoots } from './run-command.ts';

/** How generations are looked for: how many at most, and what each must be checked by. */
export type LatestOptions = Pick<VerifyOptions, 'signers'> & {
  readonly maxTries: number | undefined;
  readonly strong: boolean;
  readonly voucher?: string;
  readonly gates?: Gates;
};

const DATED_BY = { name: 'the date in its name', manifest: 'the date of its manifest', mtime: 'its mtime' };

/** Verifies generations, newest first, until one is sound; prints its path to stdout, and to stderr why others were rejected and a table of all. Returns 1 if none is sound, 3 if none or one that is newer than the sound one could not be verified. */
export async function findLatest(
  named: readonly string[],
  flags: CommonFlags,
  { maxTries, strong, voucher, gates, signers }: LatestOptions,
): Promise<ExitCode> {
  const generations = await orderGenerations(await findRoots(named));
  const nothing = await savedNothing(generations);
  const screen = await openScreen(flags.color);
  const tried: Tried[] = [];
  const temporary = temporaryDirectory();
  const examined = openExaminedStore(flags.journal);
  const wanted = {
    ...(voucher === undefined ? {} : { voucher }),
    ...(gates === undefined ? {} : { gates }),
    ...(signers === undefined ? {} : { signers }),
    ...(examined === undefined ? {} : { examined }),
  };
  const heads = headsFor(flags, screen);
  let end: EndEvent | undefined;
  const { commandExit, isStopped, exit } = await runRoots(
    'latest',
    generations.slice(0, maxTries).map(({ path }) => path),
    flags,
    (root, options, context) => {
      end = undefined;
      refuseSignersBelow(root, signers);
      return verify(root, { ...options, ...wanted, strong, temporary, heads }, context);
    },
    {
      hasOwnOutput: true,
      watch: {
        on(event) {
          if (event.type === 'end') end = event;
        },
      },
      isEnough(root, code) {
        const generation = generations.find(({ path }) => path === root);
        const lack = nothing.get(root);
        if (generation !== undefined)
          tried.push({
            ...generation,
            ...(lack === undefined ? {} : { nothing: lack }),
            exit: code,
            ...(end === undefined ? {} : { end }),
          });
        return code === 0 && lack === undefined;
      },
    },
  );
  const sound = tried.find(isSound);
  const rest = generations.length - tried.length;

  if (flags.json === true) screen.out(`${JSON.stringify(latestEvent(tried, rest, sound))}\n`);
  else if (sound !== undefined) screen.out(`${sound.path}\n`);
  for (const each of tried) {
    if (each !== sound && !isStopped) screen.warn(describeRejection(each));
    else if (each === sound && flags.verbose === true)
      screen.note(`${each.path}: sound, ${describeDate(each)}`);
  }
  if (isStopped) return exit;
  if (tried.length > 1 && flags.quiet !== true)
    screen.aside(generationsTable(tried, rest, sound, screen.asideWidth));
  if (sound !== undefined) {
    const kept = worst([commandExit, headsExit(heads, screen)]);
    const unknown = tried.find((each) => each.exit === 3);
    if (unknown === undefined) return kept;
    screen.error(
      `${sound.path} is sound, but a newer generation could not be verified`,
      `see why: restorable verify ${unknown.path}`,
    );
    return 3;
  }
  const isUnknown = tried.length > 0 && tried.every((each) => each.exit === 3);
  const untried = rest === 0 ? '' : `; ${formatNumber(rest, 'older one')} not tried (--max-tries)`;
  screen.error(
    isUnknown
      ? `none of ${formatNumber(tried.length, 'generation')} could be verified${untried}`
      : `no sound generation among the ${formatCount(tried.length)} verified${untried}`,
    `see the findings: restorable verify ${tried[0]?.path ?? 'DIR'}`,
  );
  return isUnknown ? 3 : 1;
}

function isSound({ exit, nothing }: Tried): boolean {
  return exit === 0 && nothing === undefined;
}

function describeRejection(each: Tried): string {
  return `${each.path} rejected: ${reason(each)} (${describeDate(each)})`;
}

function reason({ end, exit, nothing }: Tried): string {
  if (nothing?.is === 'tiny' && exit === 0)
    return `${formatCount(end?.bytes ?? 0)} bytes, where the others have about ${formatCount(nothing.median)}`;
  if (nothing?.is === 'same' && exit === 0) return `nothing new since ${nothing.since}`;
  if (end === undefined) return `could not be verified (exit ${exit})`;
  if (lacksManifest(end)) return 'no manifest or checksums';
  const counts = describeCounts(end.counts);
  return `${end.verdict}${counts === '' ? '' : `, ${counts}`}`;
}

function describeDate({ time, by }: Generation): string {
  const date = new Date(time).toISOString().replace(/(?:T00:00:00)?\.\d+Z$/, '');
  return `${date} by ${DATED_BY[by]}`;
}

function latestEvent(tried: readonly Tried[], untried: number, sound: Tried | undefined): object {
  return {
    type: 'latest',
    ...(sound === undefined ? {} : { path: sound.path }),
    untried,
    generations: tried.map(({ path, time, by, exit, end }) => ({
      path,
      date: new Date(time).toISOString(),
      by,
      exit,
      ...(end === undefined
        ? {}
        : { verdict: end.verdict, counts: end.counts, files: end.files, bytes: end.bytes }),
    })),
  };
}
