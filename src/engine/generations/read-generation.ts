import { empty } from '../../flow/empty.ts';
import { type Finding, finding } from '../../model/finding.ts';
import type { Manifest, ManifestEntry } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { openLanes } from '../../read/lanes.ts';
import { laneCount } from '../../read/storage.ts';
import type { Selection } from '../../walk/selection.ts';
import { walk } from '../../walk/walk.ts';
import { readTree } from '../reading/read-tree.ts';
import type { RunOptions } from '../run.ts';
import { entriesOf } from './entries-of.ts';

const WAITING = 256;
const DIGEST = 'xxh64';

/** A tree as its manifest would be: read once, when its promises are asked for the first time. */
export function readGeneration(
  root: BytePath,
  leaveOut: Selection | undefined,
  options: RunOptions,
): Manifest {
  let isRead = false;
  return {
    format: 'tree',
    file: root,
    base: '',
    inventory: 'closed',
    algorithms: [DIGEST],
    files: 0,
    exclude: [],
    notes: ['read for this comparison'],
    findings: [],
    entries(report) {
      if (isRead) return empty();
      isRead = true;
      return read(root, leaveOut, options, report);
    },
  };
}

async function* read(
  root: BytePath,
  leaveOut: Selection | undefined,
  { jobs, depth = 'normal', signal, oneFileSystem = false }: RunOptions,
  report: (finding: Finding) => void,
): AsyncGenerator<readonly ManifestEntry[], void, undefined> {
  const stop = signal === undefined ? {} : { signal };
  const lanes = openLanes({ root, count: jobs ?? laneCount(root), ...stop });
  try {
    const chunks = readTree({
      root,
      entries: walk({ root, leaveOut, oneFileSystem }),
      promises: empty(),
      lanes,
      task: ({ left }) => (left?.kind === 'file' ? { path: left.path, wanted: [] } : undefined),
      digests: [DIGEST],
      answer: 'all',
      depth,
      waiting: WAITING,
      signal,
      conclude: (batch) => entriesOf(root, batch, false),
    });
    for await (const chunk of chunks) {
      for (const { path, unreadable } of chunk) {
        if (unreadable !== undefined)
          report(
            finding('denied', path, { detail: `of the old generation: could not be read: ${unreadable}` }),
          );
      }
      yield chunk.map((promised) => ({ ...promised, isProfiled: promised.profile !== undefined }));
    }
  } finally {
    await lanes.close();
  }
}
