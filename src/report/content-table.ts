import { CONTENT_CLASSES, type Share, type Shares } from '../model/content.ts';
import { formatCount, formatNumber } from '../model/counts.ts';
import type { DirectoryEvent } from '../model/event.ts';
import { formatBytes, visiblePath } from './text.ts';

const MOST_DIRECTORIES = 1000;
const MOST_SHOWN = 10;

/** How reports call the files of each content class. */
export const CONTENT_CLASS_WORDS = {
  proven: 'proven by an internal checksum',
  sound: 'structurally sound',
  encrypted: 'encrypted containers',
  unknown: 'could not be judged',
  suspect: 'suspect',
  garbage: 'garbage',
} as const;

/**
 * Returns one line that says how many of the examined files are of each content class, the worst first, with its share of
 * the bytes; no line if none was examined.
 */
export function contentLines(judged: Shares | undefined): string[] {
  const all = sumOf(judged);
  if (judged === undefined || all.files === 0) return [];
  const parts = CONTENT_CLASSES.toReversed().flatMap((contentClass) => {
    const share = judged[contentClass];
    if (share === undefined || share.files === 0) return [];
    return [{ share, isUnknown: contentClass === 'unknown', words: CONTENT_CLASS_WORDS[contentClass] }];
  });
  const said = parts.map(({ share, isUnknown, words }, i) => {
    const bytes = `${ofHundred(share.bytes, all.bytes)} %`;
    if (i > 0) return `${formatCount(share.files)} ${words} (${bytes})`;
    const be = isUnknown ? '' : share.files === 1 ? 'is ' : 'are ';
    return `${formatCount(share.files)} of ${formatNumber(all.files, 'file')} ${be}${words} (${bytes} of bytes)`;
  });
  return [`  content: ${said.join(', ')}`];
}

/** Collects the directories with garbage or suspect files; only the worst if there are very many. */
export function createDirectoryTable(): { see(event: DirectoryEvent): void; lines(): string[] } {
  let bad: DirectoryEvent[] = [];
  return {
    see(event) {
      if (badOf(event).files === 0) return;
      bad.push(event);
      if (bad.length > MOST_DIRECTORIES) bad = bad.toSorted(worstFirst).slice(0, MOST_DIRECTORIES / 2);
    },
    lines() {
      const shown = bad
        .filter(
          (event) => !bad.some((other) => isBelow(other, event) && badOf(other).files === badOf(event).files),
        )
        .toSorted(worstFirst);
      return shown.slice(0, MOST_SHOWN).map((event) => {
        const { files, bytes } = badOf(event);
        const path = visiblePath(event);
        // A line that begins with '::' would be a command for GitHub's runners.
        const name = path === '' || path.startsWith('::') ? `./${path}${path === '' ? '' : '/'}` : `${path}/`;
        return `    ${name}  ${formatCount(files)} of ${formatNumber(event.files, 'file')}, ${formatBytes(bytes)} of ${formatBytes(event.bytes)}`;
      });
    },
  };
}

/** Adds up the files and bytes of all shares. */
export function sumOf(judged: Shares | undefined): Share {
  return add(Object.values(judged ?? {}));
}

function badOf({ judged }: DirectoryEvent): Share {
  return add([judged.garbage, judged.suspect].filter((share) => share !== undefined));
}

function worstFirst(a: DirectoryEvent, b: DirectoryEvent): number {
  return badOf(b).bytes - badOf(a).bytes;
}

function add(shares: readonly Share[]): Share {
  return shares.reduce((sum, share) => ({ files: sum.files + share.files, bytes: sum.bytes + share.bytes }), {
    files: 0,
    bytes: 0,
  });
}

function isBelow(a: DirectoryEvent, b: DirectoryEvent): boolean {
  return a.path !== b.path && (b.path === '' || a.path.startsWith(`${b.path}/`));
}

/** Rounds to whole percents, but never up to 100 nor down to 0. */
function ofHundred(part: number, all: number): string {
  if (all === 0 || part === 0) return '0';
  if (part === all) return '100';
  return part * 100 < all ? '<1' : String(Math.floor((part * 100) / all));
}
