import type { FindingEvent } from '../../model/event.ts';
import type { Reporter } from '../reporter.ts';
import { describeEnding, outcome, type RunHeader, splitRuns } from '../run-splitter.ts';
import { scopeWithPaths } from '../scope-text.ts';
import { visible, visiblePath } from '../text.ts';

const COLUMNS = [
  'type',
  'host',
  'root',
  'startedAt',
  'severity',
  'code',
  'path',
  'pathBytes',
  'wanted',
  'found',
  'detail',
  'advice',
];

/** The beginning of a cell that a spreadsheet takes for a formula. */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/**
 * Comma-separated values (RFC 4180): one row per finding, one per run with what narrowed it, and one with its outcome. Names are escaped; `pathBytes`
 * has the exact bytes in base64 if that loses any. A cell that would be a formula is prefixed with an apostrophe.
 */
export const csv: Reporter = {
  name: 'csv',
  about: 'one row per finding, for a spreadsheet',
  start(out) {
    out.write(row(COLUMNS));
    return splitRuns((run, begin) => ({
      see(event) {
        if (event.type === 'finding') out.write(findingRow(run, event));
      },
      end(ending) {
        for (const line of scopeWithPaths(begin, ending))
          out.write(row(['scope', ...head(run), '', '', '', '', '', '', line, '']));
        const detail = visible(describeEnding(ending));
        out.write(row(['end', ...head(run), '', outcome(ending), '', '', '', '', detail, '']));
      },
    }));
  },
};

function findingRow(run: RunHeader, event: FindingEvent): string {
  const { severity, code, wanted = '', found = '', detail = '', advice } = event;
  const path = visiblePath(event);
  const exact = path === event.path ? '' : Buffer.from(event.path).toString('base64');
  const bytes = event.pathBytes ?? exact;
  const said = [wanted, found, detail, advice].map(visible);
  return row(['finding', ...head(run), severity, code, path, bytes, ...said]);
}

function head({ host, root, startedAt }: RunHeader): string[] {
  return [visible(host), visible(root), visible(startedAt)];
}

function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
