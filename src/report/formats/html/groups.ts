import type { FindingEvent } from '../../../model/event.ts';
import {
  type FindingCode,
  isAboutDirectory,
  SEVERITIES,
  type Severity,
  severityRank,
} from '../../../model/finding.ts';
import { stateText, wantedAndFound } from '../../state-text.ts';
import { clip, visiblePath } from '../../text.ts';

const MOST_DIRECTORIES = 500;
const MOST_CHARS = 600;
const MOST_RANGES = 32;
/** The share of the rows that each severity may take. */
const PARTS = { error: 0.6, warning: 0.3, note: 0.1 } as const;
/** The fuller the page, the fewer rows per code and directory: `most` while no more than `upTo` of the rows is used. */
const STEPS = [
  { upTo: 0.25, most: 100 },
  { upTo: 0.5, most: 20 },
  { upTo: 0.75, most: 5 },
  { upTo: 1, most: 1 },
] as const;

/** A finding as the page shows it: its name in its directory, '' for the directory itself. */
export type Row = Pick<FindingEvent, 'wanted' | 'found' | 'detail' | 'ranges' | 'size'> & {
  readonly name: string;
  /** The sizes and dates of the file, in one line. */
  readonly state?: string;
};

/** The findings of one code and severity in one directory: all are counted, some are shown. */
export type FindingBatch = {
  readonly code: FindingCode;
  readonly severity: Severity;
  count: number;
  readonly rows: Row[];
};

/** The findings of one directory; its path ends in '/', the root is './'. */
export type Group = {
  readonly directory: string;
  readonly batches: FindingBatch[];
  /** The page beside this one on which its first finding stands. */
  readonly page?: number;
};

/** Collects findings by directory in bounded memory. */
export type Groups = {
  /** Sees a finding that stands on a page beside this one. */
  see(event: FindingEvent, page?: number): void;
  /** Returns the groups that were kept, worst first, with their batches worst first. */
  worst(): readonly Group[];
  /** The number of findings of each code and severity; `rows` is empty. */
  readonly totals: readonly FindingBatch[];
};

/** Creates groups with at most `most` rows. */
export function createGroups(most: number): Groups {
  const used: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  const totals: FindingBatch[] = [];
  let groups = new Map<string, Group>();

  function shrink(): void {
    const sorted = [...groups.values()].toSorted(worstFirst);
    for (const { batches } of sorted.slice(MOST_DIRECTORIES))
      for (const { severity, rows } of batches) used[severity] -= rows.length;
    groups = new Map(sorted.slice(0, MOST_DIRECTORIES).map((group) => [group.directory, group]));
  }

  return {
    totals,
    see(event, page) {
      const [directory, name] = placeOf(event);
      batchOf(totals, event).count += 1;
      const group = groups.get(directory) ?? {
        directory,
        batches: [],
        ...(page === undefined ? {} : { page }),
      };
      groups.set(directory, group);
      const batch = batchOf(group.batches, event);
      batch.count += 1;
      const full = used[event.severity] / (most * PARTS[event.severity]);
      const room = STEPS.find(({ upTo }) => full < upTo)?.most ?? 0;
      if (batch.rows.length < room) {
        batch.rows.push(row(event, name));
        used[event.severity] += 1;
      }
      if (groups.size > 2 * MOST_DIRECTORIES) shrink();
    },
    worst() {
      if (groups.size > MOST_DIRECTORIES) shrink();
      return [...groups.values()]
        .map((group) => ({ ...group, batches: group.batches.toSorted(batchFirst) }))
        .toSorted(worstFirst);
    },
  };
}

/** Groups findings by directory in the order in which they come, and shows all of them. */
export function groupAll(
  events: readonly FindingEvent[],
): Pick<Groups, 'totals'> & { readonly groups: readonly Group[] } {
  const totals: FindingBatch[] = [];
  const groups = new Map<string, Group>();
  for (const event of events) {
    const [directory, name] = placeOf(event);
    batchOf(totals, event).count += 1;
    const group = groups.get(directory) ?? { directory, batches: [] };
    groups.set(directory, group);
    const batch = batchOf(group.batches, event);
    batch.count += 1;
    batch.rows.push(row(event, name));
  }
  return { totals, groups: [...groups.values()] };
}

/** Counts the findings of a severity in batches. */
export function countOf(batches: readonly FindingBatch[], severity: Severity): number {
  return batches.reduce((sum, batch) => sum + (batch.severity === severity ? batch.count : 0), 0);
}

/** Counts the findings in batches. */
export function countAll(batches: readonly FindingBatch[]): number {
  return batches.reduce((sum, { count }) => sum + count, 0);
}

/** Returns how many findings a group shows. */
export function rowsIn({ batches }: Group): number {
  return batches.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** Returns how many findings groups show. */
export function shownIn(groups: readonly Group[]): number {
  return groups.reduce((sum, group) => sum + rowsIn(group), 0);
}

/** Returns the directory that a finding is listed under, with a trailing '/', and its name there; '' for the directory itself. */
export function placeOf(event: FindingEvent): [directory: string, name: string] {
  const path = visiblePath(event);
  if (path === '') return ['./', ''];
  if (isAboutDirectory(event.code)) return [`${clip(path, MOST_CHARS)}/`, ''];
  const slash = path.lastIndexOf('/') + 1;
  return [slash === 0 ? './' : clip(path.slice(0, slash), MOST_CHARS), clip(path.slice(slash), MOST_CHARS)];
}

function row(event: FindingEvent, name: string): Row {
  const { detail, ranges, size } = event;
  const { wanted, found } = wantedAndFound(event, true);
  const state = stateText(event);
  return {
    name,
    ...(wanted === undefined ? {} : { wanted: clip(wanted, MOST_CHARS) }),
    ...(found === undefined ? {} : { found: clip(found, MOST_CHARS) }),
    ...(detail === undefined ? {} : { detail: detail.slice(0, 2 * MOST_CHARS) }),
    ...(state === undefined ? {} : { state }),
    ...(ranges === undefined ? {} : { ranges: ranges.slice(0, MOST_RANGES) }),
    ...(size === undefined ? {} : { size }),
  };
}

function batchOf(batches: FindingBatch[], { code, severity }: FindingEvent): FindingBatch {
  let batch = batches.find((each) => each.code === code && each.severity === severity);
  if (batch === undefined) {
    batch = { code, severity, count: 0, rows: [] };
    batches.push(batch);
  }
  return batch;
}

function batchFirst(a: FindingBatch, b: FindingBatch): number {
  return severityRank(b.severity) - severityRank(a.severity) || b.count - a.count;
}

function worstFirst(a: Group, b: Group): number {
  for (const severity of SEVERITIES) {
    const more = countOf(b.batches, severity) - countOf(a.batches, severity);
    if (more !== 0) return more;
  }
  return 0;
}
