/**
 * What only many files together show: garbage and flooded directories, traces of ransomware, files that differ from their
 * peers. Promises memory bounded by the directories on the way and by fixed tables, and the same findings whatever the
 * batches; sees only files that were examined, so nothing of those that held against a digest.
 */
import type { DirectorySum, Shares } from '../../model/content.ts';
import type { Finding } from '../../model/finding.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { createDirectoryTally } from './directories.ts';
import { createDisguisedWatch } from './disguised.ts';
import { createFloodWatch } from './flood.ts';
import { createOutlierWatch } from './outliers.ts';
import { createRansomWatch } from './ransom.ts';
import { createStrangeShares } from './strange-shares.ts';

/** Watches the files of a run as they go by in path order. */
export type TreeFindings = {
  see(runs: readonly DirectorySpan[]): void;
  /** The directories that were left since this was asked for the last time. */
  left(): DirectorySum[];
  end(): Finding[];
  /** What became of the look at all files; to be asked after `end`. */
  judged(): Shares;
};

/** Starts watching. */
export function createTreeFindings(): TreeFindings {
  const directories = createDirectoryTally();
  const floods = [createFloodWatch(true), createFloodWatch(false)];
  const ransom = createRansomWatch();
  const strange = createStrangeShares();
  const disguised = createDisguisedWatch();
  const peers = createOutlierWatch();
  return {
    see(runs) {
      directories.see(runs);
      for (const flood of floods) flood.see(runs);
      ransom.see(runs);
      strange.see(runs);
      disguised.see(runs);
      for (const { sightings } of runs) for (const sighting of sightings) peers.see(sighting);
    },
    left: () => directories.left(),
    end: () => [
      ...peers.end(),
      ...ransom.end(),
      ...directories.end(),
      ...strange.end(),
      ...disguised.end(),
      ...floods.flatMap((flood) => flood.end()),
    ],
    judged: () => directories.judged(),
  };
}
