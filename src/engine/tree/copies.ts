import { withoutDates } from '../../model/dates/dated-names.ts';
import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, nameOf } from '../../model/path.ts';
import { extensionOf } from '../../structure/kit/extensions.ts';
import { formatsOf } from '../../structure/structures.ts';
import type { DirectorySpan, ExaminedFile } from '../judge/directory-spans.ts';
import { counting, handUp, subtrees } from './subtrees.ts';

/** How many different names one content must have at least, and which share of the files whose name demands a format. */
const LEAST_NAMES = 5;
const SHARE = 0.6;
/** Smaller files are placeholders and stubs, of which there are many alike; the shortest pages of servers are longer. */
const LEAST_BYTES = 128;
const NAMES_KEPT = 8;
const MOST_CONTENTS = 20_000;
/** Of a directory with many contents only those that came so often are handed to its parent. */
const OFTEN = 4;

type Content = { files: number; readonly names: Set<string> };
type Tally = {
  readonly directory: BytePath;
  of: number;
  readonly contents: Map<string, Content>;
  readonly below: Finding[];
};

/**
 * Reports directories in which three fifths of the files whose name demands a format have one content, under five and
 * more different names: a server that answered every download with the same page, or a job that read one file for all. A
 * name with another date is the same name: it is a copy of another day.
 */
export function createCopiesWatch(): { see(spans: readonly DirectorySpan[]): void; end(): Finding[] } {
  const open = subtrees(start, (closed, parent) => {
    const found = findingOf(closed);
    if (found === undefined) merge(parent, closed);
    handUp(parent.below, found === undefined ? closed.below : [found, ...closed.below]);
  });
  return {
    see: counting(open, count),
    end() {
      const root = open.end();
      const found = findingOf(root);
      return found === undefined ? root.below : [found, ...root.below];
    },
  };
}

function start(directory: BytePath): Tally {
  return { directory, of: 0, contents: new Map(), below: [] };
}

function count(tally: Tally, { path, bytes, summary }: ExaminedFile): void {
  const name = nameOf(path);
  if (bytes === 0 || name.startsWith('._') || formatsOf(extensionOf(name)).length === 0) return;
  tally.of += 1;
  if (bytes < LEAST_BYTES) return;
  add(tally.contents, `${summary.print} ${bytes}`, { files: 1, names: new Set([withoutDates(name)]) });
}

function add(contents: Map<string, Content>, key: string, { files, names }: Content): void {
  const known = contents.get(key);
  if (known === undefined) {
    if (contents.size < MOST_CONTENTS) contents.set(key, { files, names: new Set(names) });
    return;
  }
  known.files += files;
  for (const name of names) if (known.names.size < NAMES_KEPT) known.names.add(name);
}

function merge(to: Tally, from: Tally): void {
  to.of += from.of;
  for (const [key, content] of from.contents)
    if (content.files >= OFTEN || from.contents.size < OFTEN * OFTEN) add(to.contents, key, content);
}

function findingOf({ directory, of, contents }: Tally): Finding | undefined {
  const files = [...contents.values()]
    .filter(({ names }) => names.size >= LEAST_NAMES)
    .reduce((most, content) => Math.max(most, content.files), 0);
  if (files === 0 || files < SHARE * of) return undefined;
  return finding('flooded-directory', directory, {
    severity: 'warning',
    evidence: [{ is: 'names', what: 'same', files, of }],
  });
}
