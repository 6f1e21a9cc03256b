import { formatCount, formatNumber } from '../model/counts.ts';
import type { EndEvent } from '../model/event.ts';
import { FINDING_CODES } from '../model/finding.ts';
import type { ReportStyle } from './reporter.ts';
import type { StoreSummary } from './store-advice.ts';
import { visible, wrap } from './text.ts';
import { advising, byUrgency } from './urgency.ts';

/** Returns the lines that say what each code of a run is about and what to do, the most urgent first, after an empty one; none without findings. */
export function adviceLines(end: EndEvent, { paint, width }: ReportStyle): string[] {
  const all = byUrgency(end.counts);
  if (all.length === 0) return [];
  const adviceOf = advising(all.map(({ code }) => code));
  const column = Math.max(...all.map(({ code }) => code.length));
  const indent = ' '.repeat(column + 4);
  const lines = all.flatMap(({ code, count }) => {
    const next = adviceOf(code);
    const told = next === undefined ? [] : wrap(`${indent}-> ${next}`, width, `${indent}   `);
    return [
      ...wrap(
        `  ${code.padEnd(column)}  ${formatCount(count)} x: ${FINDING_CODES[code].about}`,
        width,
        indent,
      ),
      ...told.map((line) => paint.strong(line)),
    ];
  });
  return ['', ...lines];
}

/** Returns the lines that say for each store of another tool what that can do about its findings. */
export function storeLines(
  stores: ReturnType<StoreSummary['stores']>,
  { paint, width }: ReportStyle,
): string[] {
  return stores.flatMap(({ name, findings, advice }) => [
    ...wrap(`  in ${visible(name)}, ${formatNumber(findings, 'finding')}:`, width, '    '),
    ...wrap(`    -> ${visible(advice)}`, width, '       ').map((line) => paint.strong(line)),
  ]);
}
