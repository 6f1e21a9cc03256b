import { listVouchers } from '../../engine/commands/list-vouchers.ts';
import type { VerifyOptions } from '../../engine/commands/verify.ts';
import { formatNumber } from '../../model/counts.ts';
import { type ExitCode, eventPath } from '../../model/event.ts';
import { visible, visiblePath } from '../../report/text.ts';
import type { CommonFlags } from '../arguments/options.ts';
import { findRoots } from '../arguments/roots.ts';
import { worst } from '../exit.ts';
import { openScreen } from '../screen.ts';

/** Prints what vouches for each root; returns 4 if nothing vouches for one of them, 3 if a place could not be searched. */
export async function printVouchers(
  named: readonly string[],
  options: VerifyOptions,
  flags: CommonFlags,
): Promise<ExitCode> {
  const screen = await openScreen(flags.color);
  let code: ExitCode = 0;
  for (const root of await findRoots(named)) {
    const { vouchers, hidden } = await listVouchers(root, options);
    const unsearched = hidden.map(({ path, trouble: { code: error } }) => ({ ...eventPath(path), error }));
    if (flags.json === true)
      screen.out(`${JSON.stringify({ type: 'vouchers', root, vouchers, unsearched })}\n`);
    else {
      screen.out(`${visible(root)}\n`);
      for (const { format, path, entries, answers, notes = [], exclude = [] } of vouchers) {
        const files = entries === 0 ? '' : `, ${formatNumber(entries, 'file')}`;
        const about = [`answers: ${answers.join(', ')}`, ...notes, ...leftOut(exclude)]
          .map(visible)
          .join('; ');
        screen.out(`  ${format}  ${visible(path)}${files}  (${about})\n`);
      }
      for (const each of unsearched)
        screen.out(`  could not be searched: ${visiblePath(each)} (${each.error})\n`);
      if (vouchers.length === 0 && hidden.length === 0) screen.out('  no manifest or checksums found\n');
    }
    if (hidden.length > 0) code = worst([code, 3]);
    else if (vouchers.length === 0) code = 4;
  }
  return code;
}

function leftOut(patterns: readonly string[]): string[] {
  return patterns.length === 0 ? [] : [`left out when it was made: ${patterns.join(', ')}`];
}
