import type { FindingEvent } from '../model/event.ts';
import { FINDING_CODES, type Severity } from '../model/finding.ts';

const RANKS: Readonly<Record<Severity, number>> = { error: 4, warning: 2, note: 0 };

/** Keeps the worst findings up to a limit, those of one rank in the order in which they came. */
export function keepWorst<Event extends FindingEvent>(
  limit: number,
): {
  readonly shown: readonly Event[];
  see(event: Event): void;
} {
  const shown: Event[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  return {
    shown,
    see(event) {
      if (shown.length >= limit) {
        if (rank(event) <= lowest) return;
        shown.splice(
          shown.findLastIndex((each) => rank(each) === lowest),
          1,
        );
      }
      shown.push(event);
      if (shown.length === limit)
        lowest = shown.reduce((least, each) => Math.min(least, rank(each)), Number.POSITIVE_INFINITY);
    },
  };
}

/** The worst first, those of one rank in the order in which they came. */
export function worstFirst<Event extends FindingEvent>(events: readonly Event[]): Event[] {
  return events.toSorted((a, b) => rank(b) - rank(a));
}

/** By severity; of one severity, what is said of many files together comes before what is said of each. */
function rank({ severity, code }: FindingEvent): number {
  const isOfMany = FINDING_CODES[code].subject === 'directory' || code === 'ransom-trace';
  return RANKS[severity] + (isOfMany ? 1 : 0);
}
