import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { impliesContent } from '../../structure/kit/empty-names.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import { formatsOf } from '../../structure/structures.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { counting, handUp, subtrees } from './subtrees.ts';

/** How many files it takes at least, and which share of the files that could be so. */
const LEAST = {
  strange: { files: 5, share: 0.2 },
  empty: { files: 10, share: 0.5 },
  overwritten: { files: 5, share: 0.2 },
} as const;
const KINDS = ['strange', 'empty', 'overwritten'] as const;

type Count = { files: number; of: number };
type Tally = {
  readonly directory: BytePath;
  readonly strange: Count;
  readonly empty: Count;
  readonly overwritten: Count;
  /** With what the overwritten files of no known format begin, where all of them begin alike. */
  alike: number | 'unset' | 'no';
  readonly below: Finding[];
};

/**
 * Reports directories in which content is not what names say: of the files whose name demands a format, five and a fifth
 * are of another one, proven or not; or of those that are never empty in use, ten and half are empty; or five and a fifth
 * of all were overwritten in part, or are nothing of what their names say, unless all begin alike: then another program
 * uses these names. What lies in a directory that is reported does not count for those above it.
 */
export function createStrangeShares(): { see(spans: readonly DirectorySpan[]): void; end(): Finding[] } {
  const open = subtrees(start, (closed, parent) => {
    const found = findingsOf(closed);
    for (const kind of KINDS) {
      if (isReached(closed, kind)) continue;
      parent[kind].files += closed[kind].files;
      parent[kind].of += closed[kind].of;
    }
    parent.alike = bothAlike(parent.alike, closed.alike);
    handUp(parent.below, [...found, ...closed.below]);
  });
  return {
    see: counting(open, count),
    end() {
      const root = open.end();
      return [...findingsOf(root), ...root.below];
    },
  };
}

function start(directory: BytePath): Tally {
  const none = (): Count => ({ files: 0, of: 0 });
  return {
    directory,
    strange: none(),
    empty: none(),
    overwritten: none(),
    alike: 'unset',
    below: [],
  };
}

function count(tally: Tally, { path, bytes, summary }: ExaminedFile): void {
  const { strange, empty, overwritten } = tally;
  const name = nameOf(path);
  if (impliesContent(name)) {
    empty.of += 1;
    if (bytes === 0) empty.files += 1;
  }
  if (bytes === 0) return;
  overwritten.of += 1;
  if (summary.isOverwritten) {
    overwritten.files += 1;
    const isOfNone = !summary.isRecognised && !summary.isHeadLost && summary.contentClass === 'suspect';
    tally.alike = bothAlike(tally.alike, isOfNone ? summary.head : 'no');
  }
  if (formatsOf(extensionOf(name)).length === 0) return;
  strange.of += 1;
  if (summary.isOfStrangeType) strange.files += 1;
}

function bothAlike(one: Tally['alike'], other: Tally['alike']): Tally['alike'] {
  if (one === 'unset' || other === 'unset') return one === 'unset' ? other : one;
  return one === other ? one : 'no';
}

function isReached(tally: Tally, kind: (typeof KINDS)[number]): boolean {
  const { files, of } = tally[kind];
  if (kind === 'overwritten' && tally.alike !== 'no') return false;
  return files >= LEAST[kind].files && files >= LEAST[kind].share * of;
}

/** Where types are strange, the same files are overwritten: that is said once. */
function findingsOf(tally: Tally): Finding[] {
  const reached = KINDS.filter((kind) => isReached(tally, kind));
  const kinds = reached.filter((kind) => kind !== 'overwritten' || !reached.includes('strange'));
  return kinds.map((kind) =>
    finding('garbage-directory', tally.directory, {
      evidence: [{ is: 'names', what: kind, ...tally[kind] }],
    }),
  );
}
