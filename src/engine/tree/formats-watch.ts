import type { Finding } from '../../model/finding.ts';
import type { DirectorySpan } from '../judge/directory-spans.ts';
import { createCopiesWatch } from './copies.ts';
import { createDisguisedWatch } from './disguised.ts';
import { createOutlierWatch } from './outliers.ts';
import { createStrangeShares } from './strange-shares.ts';

/** What many files show only to those who know which format each name demands, by who found it. */
export type FormatFindings = Record<'peers' | 'strange' | 'disguised' | 'copies', readonly Finding[]>;

/** Watches the examined files of a run for what needs the table of formats, which takes longer to load than a small tree to verify. */
export type FormatsWatch = {
  see(runs: readonly DirectorySpan[]): void;
  end(): FormatFindings;
};

/** Starts watching; spans without an examined file need not be seen. */
export function createFormatsWatch(): FormatsWatch {
  const strange = createStrangeShares();
  const disguised = createDisguisedWatch();
  const copies = createCopiesWatch();
  const peers = createOutlierWatch();
  return {
    see(runs) {
      strange.see(runs);
      disguised.see(runs);
      copies.see(runs);
      for (const { sightings } of runs) for (const sighting of sightings) peers.see(sighting);
    },
    end: () => ({
      peers: peers.end(),
      strange: strange.end(),
      disguised: disguised.end(),
      copies: copies.end(),
    }),
  };
}
