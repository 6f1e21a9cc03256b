import { resolve } from 'node:path';
import { formatNumber } from '../../model/counts.ts';
import type { ExitCode } from '../../model/event.ts';
import { judgeLast, type RootStatus, STATES, worstState } from '../../report/root-status.ts';
import { visible } from '../../report/text.ts';
import type { StatusFlags } from '../arguments/status-flags.ts';
import type { JournalSignature } from '../journal/journal-signature.ts';
import { type FoundRun, lastRuns } from '../journal/last-runs.ts';

type Root = RootStatus & {
  readonly root: string;
  readonly host?: string;
  readonly journal?: string;
  readonly signature?: JournalSignature;
};

/** Prints the status of roots by the journals of their last runs; returns the exit code of a monitoring plugin. */
export async function printStatus(named: readonly string[], flags: StatusFlags): Promise<ExitCode> {
  const now = Date.now();
  const isAsked = flags.requireSignature === true || flags.allowedSigners !== undefined;
  const judge = isAsked ? (await import('../journal/journal-trust.ts')).openJudge(flags, now) : undefined;
  const wanted = named.map((name) => resolve(name));
  const { found, refused, unread } = lastRuns(wanted, now, judge);
  const limits = { ...flags, warnAge: flags.warnAge / 1000, critAge: flags.critAge / 1000 };
  const known = [...found.keys(), ...refused.keys()];
  const roots: Root[] = (wanted.length > 0 ? wanted : known).map((root) => {
    judge?.refuseBelow(root);
    const last = found.get(root);
    return { root, ...aboutOf(last), ...judgeLast(last, limits, refused.get(root) ?? unread) };
  });
  const state = roots.length === 0 ? 'UNKNOWN' : worstState(roots.map((each) => each.state));
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ state, roots, unread })}\n`
      : text({ state, roots, unread }, limits),
  );
  return exitOf(state);
}

function aboutOf(last: FoundRun | undefined): Pick<Root, 'host' | 'journal' | 'signature'> {
  if (last === undefined) return {};
  const { run, signature } = last;
  return { host: run.begin.host, journal: run.journal, ...(signature === undefined ? {} : { signature }) };
}

function exitOf(state: RootStatus['state']): ExitCode {
  const code = STATES.indexOf(state);
  return code === 0 || code === 1 || code === 2 ? code : 3;
}

type Answer = {
  readonly state: RootStatus['state'];
  readonly roots: readonly Root[];
  readonly unread: string | undefined;
};

function text(
  { state, roots, unread }: Answer,
  { warnAge, critAge, warnCoverage, critCoverage }: StatusFlags,
): string {
  const worst = roots.find((each) => each.state === state);
  const more = roots.length > 1 ? ` (and ${formatNumber(roots.length - 1, 'other root')})` : '';
  const why = unread === undefined ? '' : `: ${unread}`;
  const said =
    worst === undefined ? escaped(`no recorded run in the state directory${why}`) : describe(worst);
  const ages = roots.flatMap(({ age }) => age ?? []);
  const coverages = roots.flatMap(({ coverage }) => coverage ?? []);
  const percent = (share: number | undefined): string =>
    share === undefined ? '' : `${Math.round(share * 100)}:`;
  const data = [
    ...(ages.length === 0 ? [] : [`age=${Math.max(...ages)}s;${warnAge};${critAge};0`]),
    ...(coverages.length === 0
      ? []
      : [
          `coverage=${Math.floor(Math.min(...coverages) * 100)}%;${percent(warnCoverage)};${percent(critCoverage)};0;100`,
        ]),
  ];
  const lines = roots.length > 1 ? roots.map((each) => `${each.state}: ${describe(each)}\n`) : [];
  return `RESTORABLE ${state} - ${said}${more}${data.length === 0 ? '' : ` | ${data.join(' ')}`}\n${lines.join('')}`;
}

function describe({ root, said }: Root): string {
  return `${escaped(root)} ${escaped(said)}`;
}

/** Escapes '|' too, which would begin the performance data. */
function escaped(said: string): string {
  return visible(said).replaceAll('|', '\\x7c');
}
