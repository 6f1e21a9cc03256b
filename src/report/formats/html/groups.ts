import type { FindingEvent } from '../../../model/event.ts';
import {
  type FindingCode,
  isAboutDirectory,
  SEVERITIES,
  type Severity,
  severityRank,
} from '../../../model/finding.ts';
import { clip, visiblePath } from '../../text.ts';

const MOST_DIRECTORIES = 500;
const MOST_CHARS = 600;
/** What part of the rows each severity may take. */
const PARTS = { error: 0.6, warning: 0.3, note: 0.1 } as const;
/** The fuller the page, the fewer rows of one code and directory: up to this part of the rows, so many. */
const STEPS = [
  { upTo: 0.25, most: 100 },
  { upTo: 0.5, most: 20 },
  { upTo: 0.75, most: 5 },
  { upTo: 1, most: 1 },
] as const;

/** A finding as the page shows it: its name in its directory, '' where it is about the directory itself. */
export type Row = Pick<FindingEvent, 'wanted' | 'found' | 'detail'> & { readonly name: string };

/** The findings of one code and severity in one directory: all are counted, some are shown. */
export type FindingBatch = {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly advice: string;
  count: number;
  readonly rows: Row[];
};

/** The findings of one directory; its path ends in '/', the root is './'. */
export type Group = { readonly directory: string; readonly batches: FindingBatch[] };

/** Findings by directory as they come, in bounded memory. */
export type Groups = {
  see(event: FindingEvent): void;
  /** The groups that were kept, the worst first, their batches too. */
  worst(): readonly Group[];
  /** How many findings there were of each code and severity; here `rows` is empty. */
  readonly totals: readonly FindingBatch[];
};

/** Makes groups with no more than so many rows. */
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
    see(event) {
      const [directory, name] = placeOf(event);
      batchOf(totals, event).count += 1;
      const group = groups.get(directory) ?? { directory, batches: [] };
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
        .map(({ directory, batches }) => ({ directory, batches: batches.toSorted(batchFirst) }))
        .toSorted(worstFirst);
    },
  };
}

/** How many findings of a severity there are in some batches. */
export function countOf(batches: readonly FindingBatch[], severity: Severity): number {
  return batches.reduce((sum, batch) => sum + (batch.severity === severity ? batch.count : 0), 0);
}

/** The directory a finding stands under, with a '/' at its end, and its name there; what is about a directory stands under itself. */
export function placeOf(event: FindingEvent): [directory: string, name: string] {
  const path = visiblePath(event);
  if (path === '') return ['./', ''];
  if (isAboutDirectory(event.code)) return [`${clip(path, MOST_CHARS)}/`, ''];
  const slash = path.lastIndexOf('/') + 1;
  return [slash === 0 ? './' : clip(path.slice(0, slash), MOST_CHARS), clip(path.slice(slash), MOST_CHARS)];
}

function row({ wanted, found, detail }: FindingEvent, name: string): Row {
  return {
    name,
    ...(wanted === undefined ? {} : { wanted: clip(wanted, MOST_CHARS) }),
    ...(found === undefined ? {} : { found: clip(found, MOST_CHARS) }),
    ...(detail === undefined ? {} : { detail: detail.slice(0, 2 * MOST_CHARS) }),
  };
}

function batchOf(batches: FindingBatch[], { code, severity, advice }: FindingEvent): FindingBatch {
  let batch = batches.find((each) => each.code === code && each.severity === severity);
  if (batch === undefined) {
    batch = { code, severity, advice, count: 0, rows: [] };
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
