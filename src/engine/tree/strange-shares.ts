import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { impliesContent } from '../../structure/kit/empty-names.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import { formatsOf } from '../../structure/structures.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { subtrees } from './subtrees.ts';

/** How many files it takes at least, and which share of the files that could be so. */
const LEAST = { strange: { files: 5, share: 0.2 }, empty: { files: 10, share: 0.5 } } as const;
const MOST_TOLD = 1000;

type Count = { files: number; of: number };
type Tally = {
  readonly directory: BytePath;
  readonly strange: Count;
  readonly empty: Count;
  readonly below: Finding[];
};

/**
 * Reports directories in which content is not what names say: of the files whose name demands a format, five and a fifth
 * are of another one, proven or not; or of those that are never empty in use, ten and half are empty. What lies in a
 * directory that is reported does not count for those above it.
 */
export function createStrangeShares(): { see(spans: readonly DirectorySpan[]): void; end(): Finding[] } {
  const open = subtrees(start, (closed, parent) => {
    const found = findingsOf(closed);
    for (const kind of ['strange', 'empty'] as const) {
      if (isReached(closed[kind], LEAST[kind])) continue;
      parent[kind].files += closed[kind].files;
      parent[kind].of += closed[kind].of;
    }
    parent.below.push(...[...found, ...closed.below].slice(0, Math.max(0, MOST_TOLD - parent.below.length)));
  });
  return {
    see(spans) {
      for (const { directory, sightings } of spans) {
        const tally = open.at(directory);
        for (const sighting of sightings) count(tally, sighting);
      }
    },
    end() {
      const root = open.end();
      return [...findingsOf(root), ...root.below];
    },
  };
}

function start(directory: BytePath): Tally {
  return { directory, strange: { files: 0, of: 0 }, empty: { files: 0, of: 0 }, below: [] };
}

function count({ strange, empty }: Tally, { path, bytes, summary }: ExaminedFile): void {
  const name = nameOf(path);
  if (impliesContent(name)) {
    empty.of += 1;
    if (bytes === 0) empty.files += 1;
  }
  if (bytes === 0 || formatsOf(extensionOf(name)).length === 0) return;
  strange.of += 1;
  if (summary.isOfStrangeType) strange.files += 1;
}

function isReached({ files, of }: Count, least: { readonly files: number; readonly share: number }): boolean {
  return files >= least.files && files >= least.share * of;
}

function findingsOf({ directory, strange, empty }: Tally): Finding[] {
  const found: Finding[] = [];
  if (isReached(strange, LEAST.strange))
    found.push(
      finding('garbage-directory', directory, { evidence: [{ is: 'names', what: 'strange', ...strange }] }),
    );
  if (isReached(empty, LEAST.empty))
    found.push(
      finding('garbage-directory', directory, { evidence: [{ is: 'names', what: 'empty', ...empty }] }),
    );
  return found;
}
