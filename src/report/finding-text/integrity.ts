import type { ByteRange } from '../../model/content.ts';
import { formatDigest } from '../../model/digest.ts';
import type { Kind } from '../../model/entry.ts';
import type { IntegrityEvidence } from '../../model/evidence.ts';
import { nameKind } from '../../model/kind-names.ts';
import { toText } from '../../model/path.ts';
import type { FindingText, Wording } from './words.ts';

const MOST_SLICES = 8;
const UNPROVEN = {
  store: 'nothing in its store proves it',
  manifest: 'it is there, but what is in it could not be held against the manifest',
  presence: 'it is there, but nothing was at hand to compare its content with',
  size: 'its size is as promised, but nothing was at hand to compare its content with',
} as const satisfies Record<Extract<IntegrityEvidence, { is: 'unproven' }>['by'], string>;

/** Says how a path differs from what was promised of it. */
export function integrityText(evidence: IntegrityEvidence, words: Wording): FindingText {
  switch (evidence.is) {
    case 'digest':
      return both(evidence, formatDigest);
    case 'size':
      return both(evidence, (size: number) => `${size} bytes`);
    case 'kind':
      return both(evidence, (kind: Kind | 'other') => (kind === 'other' ? kind : nameKind(kind)));
    case 'target':
      return both(evidence, toText);
    case 'move': {
      const place = toText(evidence.to);
      return { found: place, detail: `now at ${place}` };
    }
    case 'cut':
    case 'longer':
    case 'stale':
    case 'now-random':
    case 'holds':
    case 'agrees':
    case 'packed':
    case 'store-grows':
    case 'unproven':
    case 'unread-at-seal':
    case 'unread-before':
    case 'restless':
    case 'vanished':
    case 'trouble':
    case 'link-above':
    case 'listed':
    case 'slices':
      return { detail: detailOf(evidence, words) };
  }
}

type Detailed = Exclude<IntegrityEvidence, { is: 'digest' | 'size' | 'kind' | 'target' | 'move' }>;

function detailOf(evidence: Detailed, words: Wording): string {
  switch (evidence.is) {
    case 'cut':
      return `cut at byte ${evidence.at} of ${evidence.of}`;
    case 'longer': {
      const more = evidence.found - evidence.promised;
      const begins = evidence.begins
        ? `, and the first ${evidence.promised} bytes are as ${words.promised}`
        : '';
      return `${more} ${more === 1 ? 'byte' : 'bytes'} more than ${words.promised}${begins}`;
    }
    case 'stale':
      return 'it is as an older line of the list has it: stale';
    case 'now-random': {
      const { blocks, of } = evidence;
      return blocks >= of - 1 ? 'all random now' : `${blocks} of ${of} blocks are random now`;
    }
    case 'holds':
      return `holds what was promised at ${toText(evidence.of)}`;
    case 'agrees':
      return `vouchers disagree: it is as ${toText(evidence.voucher)} has it`;
    case 'packed':
      return `packed, as it seems: there is .${evidence.extension} beside it`;
    case 'store-grows':
      return `new in a store that grows (${evidence.store})`;
    case 'unproven':
      return UNPROVEN[evidence.by];
    case 'unread-at-seal':
      return evidence.line === undefined
        ? `could not be read ${words.sealed} (${evidence.code})`
        : `line ${evidence.line} of its list has an error instead of a digest: ${evidence.code}`;
    case 'unread-before':
      return `of the old generation: could not be read: ${evidence.code}`;
    case 'restless':
      return evidence.how === 'moved-twice'
        ? 'size or mtime moved while it was read, twice'
        : 'the first read differed, the second held: memory, cable or controller';
    case 'vanished':
      return `it vanished during the run (${evidence.code})`;
    case 'trouble':
      return `could not ${evidence.doing}: ${evidence.code}`;
    case 'link-above': {
      const link = toText(evidence.link);
      return evidence.isListed === true
        ? `${link} is a link, and links are not followed`
        : `it passes the link ${link}; it was not opened`;
    }
    case 'listed':
      return evidence.why === 'absent'
        ? 'it is listed, but neither there nor promised'
        : 'it is listed and there, but was not checked: it was left out when the tree was sealed, or lies on another file system';
    case 'slices':
      return slicesText(evidence);
  }
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

function slicesText(evidence: Extract<IntegrityEvidence, { is: 'slices' }>): string {
  const { damaged, of, runs, more, needed, blocks } = evidence;
  const which = damaged === 0 ? '' : ` (${numbers(runs, more)})`;
  const repair =
    needed <= blocks
      ? `repairable: its par2 set needs ${needed} of ${blocks} recovery blocks`
      : `not repairable: its par2 set needs ${needed} recovery blocks and has ${blocks}`;
  return `${damaged} of ${of} slices damaged${which}; ${repair}`;
}

/** Numbers from 0 on as people write them: `1, 4-6`. */
function numbers(runs: readonly ByteRange[], beyond: number): string {
  const said = runs
    .slice(0, MOST_SLICES)
    .map(({ start, end }) => (end - start === 1 ? `${start}` : `${start}-${end - 1}`));
  const more = runs.length - said.length + beyond;
  return [...said, ...(more > 0 ? [`and ${more} more runs`] : [])].join(', ');
}
