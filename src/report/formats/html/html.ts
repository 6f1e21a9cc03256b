import type { Reporter } from '../../reporter.ts';
import { splitRuns } from '../../run-splitter.ts';
import { countAll, shownIn } from './groups.ts';
import { markup, NOTHING } from './markup.ts';
import { page } from './page.ts';
import { createPagesBeside } from './pages-beside.ts';
import { collectRun, type FinishedRun } from './run.ts';

/** The most findings on a page that stays fast. Each run may take half of the rest, and at least LEAST_ROWS. */
const MOST_ROWS = 6000;
const LEAST_ROWS = 100;

/**
 * One page for whoever decides about a restore: the verdict and what to do, then what is known and from which source, a map
 * of the backup, and the findings by directory. It loads nothing and works without scripts.
 */
export const html: Reporter = {
  name: 'html',
  about: 'one self-contained page for whoever decides about a restore',
  start(out, style) {
    const finished: FinishedRun[] = [];
    const beside = createPagesBeside(out);
    const elsewhere = markup`${style.journal === undefined ? '--json lists all of them' : `all of them: ${style.journal}`}`;
    let left = MOST_ROWS;
    return splitRuns(
      (run, begin) => {
        const rows = Math.max(LEAST_ROWS, Math.floor(left / 2));
        left -= rows;
        const collected = collectRun(run, begin, rows);
        return {
          see: (event) => collected.see(event, event.type === 'finding' ? beside.see(run, event) : undefined),
          end(ending) {
            const alarm =
              begin !== undefined && ending?.type === 'end' ? style.alarmBeside?.(begin, ending) : undefined;
            finished.push({ ...collected.end(ending), ...(alarm === undefined ? {} : { alarm }) });
          },
        };
      },
      () => {
        const isComplete = finished.every(({ groups, totals }) => shownIn(groups) === countAll(totals));
        const where = beside.end(isComplete) ?? { words: elsewhere, pages: NOTHING, of: () => elsewhere };
        for (const part of page(finished, {
          where,
          history: style.history ?? [],
          unread: style.unreadJournals ?? 0,
        }))
          out.write(part.html);
      },
    );
  },
};
