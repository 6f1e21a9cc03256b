import type { Reporter } from '../../reporter.ts';
import { splitRuns } from '../../run-splitter.ts';
import { page } from './page.ts';
import { collectRun, type Told } from './run.ts';

/** So many findings fit on a page that stays quick. Each run may take half of what is left, and this many in any case. */
const MOST_ROWS = 6000;
const LEAST_ROWS = 100;

/**
 * One page for the person who must decide about a restore: the verdict and what to do on top, then what is known and from
 * whom, a map of the backup, and the findings by directory. It loads nothing and works without scripts.
 */
export const html: Reporter = {
  name: 'html',
  about: 'one self-contained page for the one who decides about a restore',
  start(out, look) {
    const told: Told[] = [];
    const where = look.journal === undefined ? '--json tells all of them' : `all of them: ${look.journal}`;
    let left = MOST_ROWS;
    return splitRuns(
      (run, begin) => {
        const rows = Math.max(LEAST_ROWS, Math.floor(left / 2));
        left -= rows;
        const collected = collectRun(run, begin, rows);
        return {
          see: (event) => collected.see(event),
          end(ending) {
            told.push(collected.end(ending));
          },
        };
      },
      () => {
        for (const part of page(told, { where, history: look.history ?? [] })) out.write(part.html);
      },
    );
  },
};
