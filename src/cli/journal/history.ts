import { dirname } from 'node:path';
import type { Past } from '../../report/reporter.ts';
import { seriesOf } from '../../report/series.ts';
import { EMPTY } from './journal-marks.ts';
import { isOfPart, journalsIn, readJournal, runsOf, stampOf } from './past-runs.ts';

/** The most runs of a root that are returned. */
const MOST_RUNS = 60;
/** The most journals that are opened, newest first. */
const MOST_JOURNALS = 1000;
/** The most bytes of a journal without an index that is read. */
const MOST_BYTES = 1 << 20;

/** Which runs to return: of one command and host, of these roots, begun no later than `until`. */
export type HistoryQuery = {
  readonly command: string;
  readonly host: string;
  readonly roots: readonly string[];
  readonly until: Date;
};

/** Earlier runs, oldest first, and how many journals that may hold more of them cannot be read. */
export type History = { readonly history: readonly Past[]; readonly unreadJournals: number };

/**
 * Returns the last finished runs in the journals of a directory, oldest first; skips damaged lines. The dated directories of
 * one backup are one series.
 */
export function historyOf(directory: string, { command, host, roots, until }: HistoryQuery): History {
  const past: Past[] = [];
  let unreadJournals = 0;
  const wanted = new Map(roots.map((root) => [seriesOf(root), MOST_RUNS]));
  const last = stampOf(until);
  const journals = journalsIn(directory).filter(
    (journal) => journal.command === command && journal.stamp <= last,
  );
  for (const { file } of journals.slice(0, MOST_JOURNALS)) {
    if (wanted.size === 0) break;
    const { runs, damage } = readJournal(file, MOST_BYTES);
    // A run that just begins, or that a full disk ended, has no byte.
    if (damage !== undefined && damage !== EMPTY) unreadJournals += 1;
    for (const { begin, ending } of runs) {
      const { root, startedAt } = begin;
      const series = seriesOf(root);
      const left = wanted.get(series);
      if (ending?.type !== 'end' || ending.filesFrom !== undefined || isOfPart(begin)) continue;
      if (left === undefined || begin.host !== host || begin.command !== command) continue;
      const { verdict, files, bytes, counts, coverage } = ending;
      const findings = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const covered = bytes === 0 ? 0 : Math.min(1, coverage.bytes / bytes);
      past.push({ command, host, root, startedAt, verdict, files, bytes, findings, covered });
      if (left > 1) wanted.set(series, left - 1);
      else wanted.delete(series);
    }
  }
  const history = past.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return { history, unreadJournals };
}

/** Returns the runs before those of some journals, from the other journals in their directories. */
export function historyBeside(journals: readonly string[]): History {
  const queries = new Map<string, HistoryQuery & { readonly directory: string }>();
  for (const journal of journals) {
    const directory = dirname(journal);
    for (const { begin } of runsOf(journal, MOST_BYTES)) {
      const { command, host, root, startedAt } = begin;
      const key = JSON.stringify([directory, command, host]);
      const before = queries.get(key);
      const until = new Date(Math.max(Date.parse(startedAt) || 0, before?.until.getTime() ?? 0));
      queries.set(key, { directory, command, host, roots: [...(before?.roots ?? []), root], until });
    }
  }
  const found = [...queries.values()].map(({ directory, ...each }) => historyOf(directory, each));
  return {
    history: found.flatMap(({ history }) => history),
    unreadJournals: found.reduce((sum, { unreadJournals }) => sum + unreadJournals, 0),
  };
}
