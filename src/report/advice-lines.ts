import type { EndEvent } from '../model/event.ts';
import { FINDING_CODES, isFindingCode } from '../model/finding.ts';
import type { ReportStyle } from './reporter.ts';
import { formatCount, wrap } from './text.ts';

/** Returns the lines that say what each code of a run is about and what to do, after an empty one; none without findings. */
export function adviceLines(end: EndEvent, { paint, width }: ReportStyle): string[] {
  const codes = Object.keys(end.counts).filter(isFindingCode);
  if (codes.length === 0) return [];
  const column = Math.max(...codes.map((code) => code.length));
  const indent = ' '.repeat(column + 4);
  const lines = codes.flatMap((code) => {
    const { about, advice: next } = FINDING_CODES[code];
    const count = formatCount(end.counts[code] ?? 0);
    return [
      ...wrap(`  ${code.padEnd(column)}  ${count} x: ${about}`, width, indent),
      ...wrap(`${indent}-> ${next}`, width, `${indent}   `).map((line) => paint.strong(line)),
    ];
  });
  return ['', ...lines];
}
