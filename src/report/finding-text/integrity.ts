import type { ByteRange } from '../../model/content.ts';
import { formatCount, formatNumber } from '../../model/counts.ts';
import { formatDigest } from '../../model/digest.ts';
import type { Kind } from '../../model/entry.ts';
import type { IntegrityEvidence } from '../../model/evidence.ts';
import { nameKind } from '../../model/kind-names.ts';
import { toText } from '../../model/path.ts';
import { type ByKind, type FindingText, partOf, type Texts, type Wording } from './words.ts';

const MOST_SLICES = 8;
const UNPROVEN = {
  store: 'nothing in its store proves it',
  manifest: 'it is there, but what is in it could not be held against the manifest',
  presence: 'it is there, but nothing was at hand to compare its content with',
  size: 'its size is as promised, but nothing was at hand to compare its content with',
} as const satisfies Record<ByKind<IntegrityEvidence>['unproven']['by'], string>;
const RESTLESS = {
  'moved-twice': 'size or mtime moved while it was read, twice',
  'held-at-second-read': 'the first read differed, the second held: memory, cable or controller',
} as const satisfies Record<ByKind<IntegrityEvidence>['restless']['how'], string>;
const LISTED = {
  absent: 'it is listed, but neither there nor promised',
  'left-out':
    'it is listed and there, but was not checked: it was left out when the tree was sealed, or lies on another file system',
} as const satisfies Record<ByKind<IntegrityEvidence>['listed']['why'], string>;

/** How a path differs from what was promised of it, in words. */
export const INTEGRITY_TEXTS: Texts<IntegrityEvidence> = {
  digest: (evidence) => both(evidence, formatDigest),
  // It is told from the field of the event, where there is room for it.
  state: () => ({}),
  size: (evidence) => both(evidence, (size: number) => formatNumber(size, 'byte')),
  kind: (evidence) => both(evidence, (kind: Kind | 'other') => (kind === 'other' ? kind : nameKind(kind))),
  target: (evidence) => both(evidence, toText),
  gone: () => ({}),
  move: ({ to }) => ({ found: toText(to), detail: `now at ${toText(to)}` }),
  cut: ({ at, of }) => ({ detail: `cut at byte ${formatCount(at)} of ${formatCount(of)}` }),
  longer: (evidence, words) => ({ detail: longerText(evidence, words) }),
  stale: () => ({ detail: 'it is as an older line of the list has it: stale' }),
  'now-random': ({ blocks, of }) => ({
    detail: blocks >= of - 1 ? 'all random now' : `${partOf(blocks, of)} blocks are random now`,
  }),
  holds: ({ of }) => ({ detail: `holds what was promised at ${toText(of)}` }),
  agrees: ({ voucher, other }) => ({
    detail: `${other === undefined ? 'vouchers' : `${toText(other)} and ${toText(voucher)}`} disagree: it is as ${toText(voucher)} has it`,
  }),
  against: ({ vouchers }) => ({
    detail: `also contradicts ${vouchers.map(({ path }) => toText(path)).join(', ')}`,
  }),
  conflict: (evidence) => ({ detail: conflictText(evidence) }),
  packed: ({ extension }) => ({ detail: `packed, as it seems: there is .${extension} beside it` }),
  'store-grows': ({ store }) => ({ detail: `new in a store that grows (${store})` }),
  unproven: ({ by }) => ({ detail: UNPROVEN[by] }),
  uncompared: ({ by, files, first }) => ({
    detail: `of ${formatNumber(files, 'file')} only the ${by} could be checked; the first is ${toText(first)}`,
  }),
  'unread-at-seal': ({ line, code }, words) => ({
    detail:
      line === undefined
        ? `could not be read ${words.sealed} (${code})`
        : `line ${formatCount(line)} of its list has an error instead of a digest: ${code}`,
  }),
  'unread-before': ({ code }) => ({ detail: `of the old generation: could not be read: ${code}` }),
  restless: ({ how }) => ({ detail: RESTLESS[how] }),
  late: () => ({ detail: 'made since the run began: the next run finds what vouches for it, or reports it' }),
  vanished: ({ code }) => ({ detail: `it vanished during the run (${code})` }),
  trouble: ({ doing, code }) => ({ detail: `could not ${doing}: ${code}` }),
  'link-above': ({ link, isListed }) => ({
    detail:
      isListed === true
        ? `${toText(link)} is a link, and links are not followed`
        : `it passes the link ${toText(link)}; it was not opened`,
  }),
  listed: ({ why }) => ({ detail: LISTED[why] }),
  slices: (evidence) => ({ detail: slicesText(evidence) }),
};

function longerText({ found, wanted, begins }: ByKind<IntegrityEvidence>['longer'], words: Wording): string {
  const more = found - wanted;
  const start = begins ? `, and the first ${formatCount(wanted)} bytes are as ${words.promised}` : '';
  return `${formatNumber(more, 'byte')} more than ${words.promised}${start}`;
}

function conflictText({ lines, fits }: ByKind<IntegrityEvidence>['conflict']): string {
  const said = lines
    .map(({ line, digest }) => `line ${formatCount(line)} has ${formatDigest(digest) ?? ''}`)
    .join(', ');
  if (fits === undefined) return said;
  return `${said}; ${fits === 'none' ? 'the file is as neither has it' : `the file is as line ${formatCount(fits)} has it`}`;
}

function both<T>(
  { wanted, found }: { readonly wanted?: T; readonly found?: T },
  say: (value: T) => string,
): FindingText {
  return {
    ...(wanted === undefined ? {} : { wanted: say(wanted) }),
    ...(found === undefined ? {} : { found: say(found) }),
  };
}

function slicesText(evidence: ByKind<IntegrityEvidence>['slices']): string {
  const { damaged, of, runs, more, needed, blocks } = evidence;
  const which = damaged === 0 ? '' : ` (${numbers(runs, more)})`;
  const repair =
    needed <= blocks
      ? `repairable: its par2 set needs ${partOf(needed, blocks)} recovery blocks`
      : `not repairable: its par2 set needs ${formatNumber(needed, 'recovery block')} and has ${formatCount(blocks)}`;
  return `${partOf(damaged, of)} slices damaged${which}; ${repair}`;
}

/** Numbers from 0 on as people write them: `1, 4-6`. */
function numbers(runs: readonly ByteRange[], beyond: number): string {
  const said = runs
    .slice(0, MOST_SLICES)
    .map(({ start, end }) =>
      end - start === 1 ? formatCount(start) : `${formatCount(start)}-${formatCount(end - 1)}`,
    );
  const more = runs.length - said.length + beyond;
  return [...said, ...(more > 0 ? [`and ${formatNumber(more, 'more run')}`] : [])].join(', ');
}
