import type { CopyRun, ReplicaReport, Restorable } from '../../engine/commands/replicas.ts';
import { formatCount, formatNumber } from '../../model/counts.ts';
import { eventPath } from '../../model/event.ts';
import { alignColumns } from '../../report/columns.ts';
import { quoteWord } from '../../report/quote-word.ts';
import { visible, visiblePath } from '../../report/text.ts';
import type { VerifyFlags } from '../arguments/verify-flags.ts';
import type { Screen } from '../screen.ts';

/** What is printed of several copies. */
export type PrintedReplicas = ReplicaReport & {
  readonly copies: readonly CopyRun[];
  readonly manifest: string;
};

const HEAD = ['FINDING', 'PATH', 'SOUND IN'];

/** Prints where each damaged path is sound, and from which copies everything could be restored; to JSON, a line for each and one for all. */
export function printReplicas(screen: Screen, flags: VerifyFlags, report: PrintedReplicas): void {
  if (flags.json === true) printEvents(screen, report);
  else if (report.restorable.is === 'from' && report.damaged.length === 0) {
    if (screen.isTerminal && flags.quiet !== true)
      screen.out(`all ${formatCount(report.copies.length)} copies have everything\n`);
  } else printText(screen, flags.limit, report);
}

function printEvents(
  screen: Screen,
  { copies, manifest, damaged, restorable, isWhole }: PrintedReplicas,
): void {
  const roots = (places: readonly number[]): string[] => places.map((place) => rootOf(copies, place));
  for (const { path, code, soundIn } of damaged)
    screen.out(`${JSON.stringify({ type: 'replica', ...eventPath(path), code, soundIn: roots(soundIn) })}\n`);
  const all = {
    type: 'replicas',
    manifest,
    copies: copies.map(({ root, exit }, place) => ({ root, exit, whole: isWhole[place] === true })),
    damaged: damaged.length,
    restorable: restorable.is,
    ...(restorable.is === 'from' ? { from: roots(restorable.copies) } : {}),
    ...(restorable.is === 'no' ? { lost: restorable.lost } : {}),
  };
  screen.out(`${JSON.stringify(all)}\n`);
}

function printText(screen: Screen, limit: number, report: PrintedReplicas): void {
  const { copies, damaged, restorable, manifest, isWhole } = report;
  const rows = damaged
    .slice(0, limit)
    .map(({ path, code, soundIn }) => [
      code,
      visiblePath(eventPath(path)),
      soundIn.length === 0 ? 'none' : soundIn.map((place) => visible(rootOf(copies, place))).join(', '),
    ]);
  const more = damaged.length - rows.length;
  const partly = copies.filter((_, place) => isWhole[place] !== true);
  screen.out(
    [
      '',
      ...(rows.length > 0 ? alignColumns([HEAD, ...rows], new Set(), screen.width) : []),
      ...(more > 0 ? [`  and ${formatNumber(more, 'more path')}`] : []),
      ...partly.map(({ root }) => `${visible(root)} could not be read as a whole`),
      verdictText(restorable, copies),
      '',
    ].join('\n'),
  );
  const hint = repairHint(report, manifest);
  if (hint !== undefined) screen.out(`repair it: ${hint}\n`);
}

function verdictText(restorable: Restorable, copies: readonly CopyRun[]): string {
  switch (restorable.is) {
    case 'unknown':
      return 'whether the copies have everything together is not known: none of them was read as a whole';
    case 'no':
      return `not restorable: ${formatNumber(restorable.lost, 'path')} sound in no copy`;
    case 'from': {
      const names = restorable.copies.map((place) => visible(rootOf(copies, place)));
      return names.length === 1
        ? `restorable from ${names.join()} alone`
        : `restorable from ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} together`;
    }
  }
}

/** The command that repairs the first damaged copy from one that has what it lacks. */
function repairHint({ copies, damaged }: PrintedReplicas, manifest: string): string | undefined {
  for (const [place, copy] of copies.entries()) {
    const lacks = damaged.filter(({ soundIn }) => !soundIn.includes(place));
    const [source] = lacks.flatMap(({ soundIn }) => soundIn);
    if (source !== undefined)
      return `restorable repair ${quoteWord(copy.root)} --from ${quoteWord(rootOf(copies, source))} --manifest ${quoteWord(manifest)}`;
  }
  return undefined;
}

const rootOf = (copies: readonly CopyRun[], place: number): string => copies[place]?.root ?? '';
