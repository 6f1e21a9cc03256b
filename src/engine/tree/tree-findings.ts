/**
 * What only many files together show: garbage and flooded directories, traces of ransomware, files that differ from their
 * peers. Promises memory bounded by the directories on the way and by fixed tables, and the same findings whatever the
 * batches; sees only files that were examined, so nothing of those that held against a digest.
 */
import type { DirectorySum, Shares } from '../../model/content.ts';
import type { Finding } from '../../model/finding.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { createDirectoryTally } from './directories.ts';
import { createFloodWatch } from './flood.ts';
import type { FormatFindings, FormatsWatch } from './formats-watch.ts';
import { createRansomWatch } from './ransom.ts';
import { createSeriesWatch } from './series.ts';
import type { AskFile } from './series-rules.ts';

const NO_FORMAT_FINDINGS: FormatFindings = { peers: [], strange: [], disguised: [], copies: [] };

/** Watches the files of a run as they go by in path order. */
export type TreeFindings = {
  see(runs: readonly DirectorySpan[]): Promise<void>;
  /** The directories that were left since this was asked for the last time. */
  left(): DirectorySum[];
  end(): Finding[];
  /** What became of the look at all files; to be asked after `end`. */
  judged(): Shares;
};

/** Starts watching. */
export function createTreeFindings(ask: AskFile): TreeFindings {
  const directories = createDirectoryTally();
  const floods = [createFloodWatch(true), createFloodWatch(false)];
  const ransom = createRansomWatch();
  const series = createSeriesWatch(ask);
  let formats: FormatsWatch | undefined;
  return {
    async see(runs) {
      directories.see(runs);
      for (const flood of floods) flood.see(runs);
      ransom.see(runs);
      series.see(runs);
      if (formats === undefined && runs.every(({ sightings }) => sightings.length === 0)) return;
      formats ??= (await import('./formats-watch.ts')).createFormatsWatch();
      formats.see(runs);
    },
    left: () => directories.left(),
    end() {
      const garbage = directories.end();
      const { peers, strange, disguised, copies } = formats?.end() ?? NO_FORMAT_FINDINGS;
      const flooded = [...disguised, ...floods.flatMap((flood) => flood.end())];
      return [
        ...peers,
        ...ransom.end(),
        ...garbage,
        ...elsewhere(strange, garbage),
        ...flooded,
        ...elsewhere(copies, flooded),
        ...series.end(),
      ];
    },
    judged: () => directories.judged(),
  };
}

/** Returns the findings about directories of which the others do not say the same already. */
function elsewhere(found: readonly Finding[], others: readonly Finding[]): Finding[] {
  const told = new Set(others.map(({ path }) => path));
  return found.filter(({ path }) => !told.has(path));
}
