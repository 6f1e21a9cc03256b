import { formatCount } from '../model/counts.ts';
import { alignColumns } from './columns.ts';
import type { ReportStyle } from './reporter.ts';
import { type Ending, headline, type RunHeader } from './run-splitter.ts';
import { clip, formatBytes, visible } from './text.ts';
import { byUrgency } from './urgency.ts';

const MOST_ROWS = 200;
const MOST_CHARS = 60;
/** The columns of files and size. */
const NUMBERS = new Set([2, 3]);

/** Gathers runs for a table at the end, one row each. */
export type RunsTable = {
  see(run: RunHeader, ending: Ending): void;
  /** Returns the table after an empty line; none of fewer than two runs. */
  lines(style: ReportStyle): string[];
};

/** The columns of a row: verdict, root, files, size, and the heaviest finding. */
type Row = readonly [verdict: string, root: string, files: string, size: string, worst: string];

/** Starts a table; beyond 200 runs only the others are counted. */
export function createRunsTable(): RunsTable {
  const rows: Row[] = [];
  let count = 0;
  return {
    see(run, ending) {
      count += 1;
      if (rows.length < MOST_ROWS) rows.push(rowOf(run, ending));
    },
    lines(style) {
      if (count < 2) return [];
      const told = alignColumns(rows, NUMBERS, style.width);
      const more = count > rows.length ? [`  and ${formatCount(count - rows.length)} more`] : [];
      return ['', style.paint.strong(`${formatCount(count)} runs`), ...told, ...more];
    },
  };
}

function rowOf({ command, root }: RunHeader, ending: Ending): Row {
  const verdict = headline(ending).toUpperCase();
  const name = clip(visible(root === '' ? command : root), MOST_CHARS);
  if (ending?.type !== 'end') return [verdict, name, '', '', ''];
  const [worst] = byUrgency(ending.counts);
  return [
    verdict,
    name,
    formatCount(ending.files),
    formatBytes(ending.bytes),
    worst === undefined ? '' : `${formatCount(worst.count)} ${worst.code}`,
  ];
}
