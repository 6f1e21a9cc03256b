import { tmpdir } from 'node:os';
import { type Generation, orderGenerations } from '../../engine/commands/latest.ts';
import { verify } from '../../engine/commands/verify.ts';
import type { EndEvent, ExitCode } from '../../model/event.ts';
import { formatCount, formatNumber } from '../../report/text.ts';
import type { CommonFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { openScreen } from '../screen.ts';
import { conductRoots } from './run-command.ts';

type Tried = Generation & { readonly exit: ExitCode; readonly end?: EndEvent };

const WHICH = { name: 'the date in its name', manifest: 'the date of its manifest', mtime: 'its mtime' };

/** Verifies generations from the newest on; its path alone goes to stdout, why others fell out to stderr. Exit 1 where none is sound. */
export async function findLatest(
  named: readonly string[],
  flags: CommonFlags,
  { maxTries, strong }: { readonly maxTries: number | undefined; readonly strong: boolean },
): Promise<ExitCode> {
  const generations = await orderGenerations(await findRoots(named));
  const screen = await openScreen(flags.color);
  const tried: Tried[] = [];
  let end: EndEvent | undefined;
  const { beside, isStopped, exit } = await conductRoots(
    'latest',
    generations.slice(0, maxTries).map(({ path }) => path),
    flags,
    (root, options, world) => {
      end = undefined;
      return verify(root, { ...options, strong, temporary: tmpdir() }, world);
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
        if (generation !== undefined)
          tried.push({ ...generation, exit: code, ...(end === undefined ? {} : { end }) });
        return code === 0;
      },
    },
  );
  const sound = tried.find((each) => each.exit === 0);
  const rest = generations.length - tried.length;

  if (flags.json === true) screen.out(`${JSON.stringify(latestEvent(tried, rest, sound))}\n`);
  else if (sound !== undefined) screen.out(`${sound.path}\n`);
  for (const each of tried) {
    if (each !== sound && !isStopped) screen.warn(fellOut(each));
    else if (each === sound && flags.verbose === true) screen.note(`${each.path}: sound, ${dated(each)}`);
  }
  if (isStopped) return exit;
  if (sound !== undefined) return beside;
  const untried = rest === 0 ? '' : `, and ${formatNumber(rest, 'older one')} not tried (--max-tries)`;
  screen.error(
    `no generation is sound of ${formatCount(tried.length)} that were verified${untried}`,
    `look at the findings: restorable verify ${tried[0]?.path ?? 'DIR'}`,
  );
  return 1;
}

function fellOut(each: Tried): string {
  return `${each.path} fell out: ${reason(each)} (${dated(each)})`;
}

function reason({ end, exit }: Tried): string {
  if (end === undefined) return `it could not be verified (exit ${exit})`;
  const counts = Object.entries(end.counts).map(([code, n]) => `${formatCount(n)} ${code}`);
  return `${end.verdict}${counts.length === 0 ? '' : `, ${counts.join(', ')}`}`;
}

function dated({ time, by }: Generation): string {
  const date = new Date(time).toISOString().replace(/(?:T00:00:00)?\.\d+Z$/, '');
  return `${date} by ${WHICH[by]}`;
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
      ...(end === undefined ? {} : { verdict: end.verdict, counts: end.counts }),
    })),
  };
}
