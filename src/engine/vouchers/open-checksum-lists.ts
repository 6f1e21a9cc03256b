/**
 * Opens checksum lists as one open manifest: reads them, finds what their names mean below the root and settles which
 * algorithm their digests are of. Promises that a list which is damaged is said to be, whatever its tool would exit with.
 */

import { isThere, statPath } from '../../disk/stat.ts';
import { formatCount } from '../../model/counts.ts';
import type { VoucherSummary } from '../../model/event.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import { keepingOpen, notingHidden } from '../../voucher/kit/opening.ts';
import { spellingFinderOf } from '../../voucher/kit/spelling-finder.ts';
import type { HiddenPlace } from '../judge/hidden-place.ts';
import type { Root } from '../root.ts';
import type { FoundList } from './found-list.ts';
import { createGuesser } from './guess-algorithm.ts';
import { withoutSuperseded } from './list-versions.ts';
import { sortedListed } from './listed-entries.ts';
import { type OpenList, openList } from './open-list.ts';
import type { UnusedList } from './unused-list.ts';

/** The lists as one manifest, the paths of those that were used, those that may not be read, and what only looks like one. */
export type OpenedLists = {
  readonly vouchers: readonly Manifest[];
  readonly used: readonly BytePath[];
  readonly hidden: readonly HiddenPlace[];
  readonly unused: readonly UnusedList[];
};

const MOST_SUMMARIES = 50;

/** Opens lists; a signature, and what is data by its content, is none. */
export function openLists(
  root: Root,
  found: readonly FoundList[],
  links?: ReadonlySet<BytePath>,
): Promise<OpenedLists> {
  return keepingOpen(async () => await openEach(root, found, links));
}

async function openEach(
  root: Root,
  found: readonly FoundList[],
  links?: ReadonlySet<BytePath>,
): Promise<OpenedLists> {
  const opened: OpenList[] = [];
  const hidden: HiddenPlace[] = [];
  const unused: UnusedList[] = [];
  const unlisted = new Map<BytePath, HiddenPlace>();
  const guess = createGuesser(root.directory);
  const findSpelling = spellingFinderOf(root.directory);
  for (const each of found) {
    const { result: list, hidden: places } = await notingHidden(
      async () => await openList(root.directory, each, { guess, findSpelling, links }),
    );
    for (const [path, trouble] of places) unlisted.set(path, { path, kind: 'directory', trouble });
    if (list === undefined) continue;
    if ('trouble' in list) hidden.push(list);
    else if ('because' in list) unused.push(list);
    else if (concerns(root, list)) opened.push(list);
  }
  const unread = hidden.map(({ path }) => path);
  hidden.push(...unlisted.values());
  if (opened.length === 0) return { vouchers: [], used: unread, hidden, unused };
  const lists = withoutSuperseded(opened, (path) => isThere(statPath(`${root.directory}/${path}`)));
  const files = lists.reduce((sum, list) => sum + list.entries.length, 0);
  const algorithms = lists.flatMap((list) => list.algorithms);
  const manifest: Manifest = {
    format: 'checksum-list',
    file: lists.length === 1 ? (lists[0]?.found.file ?? '') : root.directory,
    base: '',
    inventory: 'open',
    algorithms: [...new Set(algorithms)],
    files,
    exclude: [],
    notes: [],
    parts: summarise(lists.map((list) => list.summary)),
    findings: lists.flatMap((list) => list.findings),
    entries: () => sortedListed(lists.map((list) => list.entries)),
  };
  const vouching = lists.filter(({ isSelfProven }) => isSelfProven !== true);
  const used = [
    ...vouching.flatMap(({ found: { path, target } }) => [path, ...(target === undefined ? [] : [target])]),
    ...lists.flatMap((list) => list.links),
    ...unread,
  ];
  return { vouchers: [manifest], used, hidden, unused };
}

/** Where one file is meant, a list that does not name it and is not damaged says nothing. */
function concerns(root: Root, list: OpenList): boolean {
  if (root.only === undefined) return true;
  for (let i = 0; i < list.entries.length; i++) if (list.entries.pathAt(i) === root.only) return true;
  return false;
}

function summarise(summaries: readonly VoucherSummary[]): VoucherSummary[] {
  if (summaries.length <= MOST_SUMMARIES) return [...summaries];
  const rest = summaries.slice(MOST_SUMMARIES);
  const entries = rest.reduce((sum, summary) => sum + summary.entries, 0);
  const path = `${formatCount(rest.length)} more lists`;
  return [
    ...summaries.slice(0, MOST_SUMMARIES),
    { format: 'checksum-list', path, entries, answers: ['corrupt', 'named'] },
  ];
}
