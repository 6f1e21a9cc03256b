import type { Acceptance, ChangedPath } from '../../engine/commands/acceptance.ts';
import { formatNumber } from '../../model/counts.ts';
import type { Finding } from '../../model/finding.ts';
import { findingEvent } from '../../report/finding-event.ts';
import { visible, visiblePath } from '../../report/text.ts';
import type { AcceptFlags } from '../arguments/accept-flags.ts';
import type { Screen } from '../screen.ts';

/** Prints what is accepted and what is not, and why. */
export function printChanges(
  screen: Screen,
  flags: AcceptFlags,
  { chosen, left, overall, alarms }: Acceptance,
  { isWritten, root }: { readonly isWritten: boolean; readonly root: string },
): void {
  if (flags.json === true || flags.quiet === true) return;
  if (alarms.length > 0) {
    screen.out('nothing was accepted, because of what many paths show together:\n');
    screen.out(lines(alarms.map(asChange), flags.limit));
    screen.out(
      `  find out what happened to ${formatNumber(left.length, 'other path')} first: restorable verify ${visible(root)}\n`,
    );
    return;
  }
  if (chosen.length > 0) {
    screen.out(`${isWritten ? 'accepting' : 'would accept'} ${formatNumber(chosen.length, 'path')}:\n`);
    screen.out(lines(chosen, flags.limit));
  }
  const others = [...left, ...overall.map(asChange)];
  if (others.length > 0) {
    screen.out(`not accepting ${formatNumber(others.length, 'path')}:\n`);
    screen.out(lines(others, flags.limit));
    screen.out('  garbage is accepted only by its codes: --code CODE for every finding of a path\n');
  }
  if (chosen.length === 0) screen.out('nothing to accept\n');
  else if (!isWritten)
    screen.out('nothing was written; add --yes to write the next generation of the manifest\n');
}

function asChange(finding: Finding): ChangedPath {
  return { path: finding.path, findings: [finding] };
}

/** Prints what lists in the tree have against what would be accepted. */
export function printContradictions(screen: Screen, flags: AcceptFlags, findings: readonly Finding[]): void {
  if (flags.json === true || flags.quiet === true) return;
  const changed = findings.map(asChange);
  screen.out(`nothing was accepted: ${formatNumber(changed.length, 'finding')} against lists in the tree:\n`);
  screen.out(lines(changed, flags.limit));
  screen.out('  correct the list, or name each code that is right as it is: --code CODE\n');
}

function lines(changed: readonly ChangedPath[], limit: number): string {
  const shown = changed.slice(0, limit).flatMap(({ findings }) =>
    findings
      .map((each) => findingEvent(each))
      .map((each) => {
        const detail = each.detail ?? each.found ?? '';
        const path = each.path === '' ? './' : visiblePath(each);
        return `  ${each.code}  ${path}${detail === '' ? '' : `  ${visible(detail)}`}\n`;
      }),
  );
  const more = changed.length - limit;
  return [...shown, ...(more > 0 ? [`  and ${formatNumber(more, 'more path')}\n`] : [])].join('');
}
