import type { FindingEvent } from '../model/event.ts';
import { FINDING_CODES, SEVERITIES, severityRank } from '../model/finding.ts';

/** How many ranks there are, see `rank`. */
const RANKS = SEVERITIES.length + 3;

type Kept<Event> = { readonly event: Event; readonly at: number };

/** The worst findings so far, in the order of their events. */
export type Worst<Event extends FindingEvent> = {
  readonly shown: readonly Event[];
  /** How many are not shown. */
  readonly left: number;
  see(event: Event): void;
};

/** Keeps the worst findings up to a limit; the earlier of two equally bad ones stays. */
export function keepWorst<Event extends FindingEvent>(limit: number): Worst<Event> {
  const kept: Kept<Event>[][] = Array.from({ length: RANKS }, () => []);
  let seen = 0;
  let count = 0;
  return {
    get shown() {
      return kept
        .flat()
        .toSorted((a, b) => a.at - b.at)
        .map(({ event }) => event);
    },
    get left() {
      return seen - count;
    },
    see(event) {
      seen += 1;
      const own = rank(event);
      if (count < limit) count += 1;
      else {
        const least = kept.findIndex((events) => events.length > 0);
        if (least < 0 || own <= least) return;
        kept[least]?.pop();
      }
      kept[own]?.push({ event, at: seen });
    },
  };
}

/** Sorts findings, worst first; equally bad ones keep their order. */
export function worstFirst<Event extends FindingEvent>(events: readonly Event[]): Event[] {
  return events.toSorted(comparingRank);
}

/** Compares findings for a sort that puts the worst first. */
export function comparingRank(a: FindingEvent, b: FindingEvent): number {
  return rank(b) - rank(a);
}

/** Ranks by severity, and what is more than a note about many files together above everything about single files. */
function rank({ severity, code }: FindingEvent): number {
  const { weight } = FINDING_CODES[code];
  const own = severityRank(severity);
  if (weight === 'one' || severity === 'note') return own;
  return weight === 'first' ? SEVERITIES.length + 2 : SEVERITIES.length - 1 + own;
}
