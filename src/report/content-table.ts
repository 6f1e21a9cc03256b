import { CONTENT_CLASSES, type Share, type Shares } from '../model/content.ts';
import type { DirectoryEvent } from '../model/event.ts';
import { formatBytes, formatCount, formatNumber, visiblePath } from './text.ts';

const MOST_DIRECTORIES = 1000;
const MOST_SHOWN = 10;

/** What is said of each judgement. */
export const JUDGEMENT_WORDS = {
  proven: 'proven by a checksum inside',
  sound: 'sound by structure',
  encrypted: 'encrypted on purpose',
  unknown: 'could not be judged',
  suspect: 'suspect',
  garbage: 'garbage',
} as const;

/** How far the files of a run could be judged by what is in them, in shares of files and of bytes; none where none was. */
export function judgedLines(judged: Shares | undefined): string[] {
  const all = sumOf(judged);
  if (judged === undefined || all.files === 0) return [];
  const parts = CONTENT_CLASSES.flatMap((judgement) => {
    const share = judged[judgement];
    return share === undefined ? [] : [`${percent(share, all)} ${JUDGEMENT_WORDS[judgement]}`];
  });
  return [`  content of ${formatNumber(all.files, 'file')}, % of files / % of bytes: ${parts.join(', ')}`];
}

/** Keeps the directories with garbage or suspects in them: the worst of them where they are very many. */
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
        // A line that begins with '::' is a command to the runners of GitHub.
        const name = path === '' || path.startsWith('::') ? `./${path}${path === '' ? '' : '/'}` : `${path}/`;
        return `    ${name}  ${formatCount(files)} of ${formatNumber(event.files, 'file')}, ${formatBytes(bytes)} of ${formatBytes(event.bytes)}`;
      });
    },
  };
}

/** Files and bytes of all shares together. */
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

function percent(part: Share, all: Share): string {
  return `${ofHundred(part.files, all.files)} / ${ofHundred(part.bytes, all.bytes)}`;
}

/** Whole percents that never round up to everything nor down to nothing. */
function ofHundred(part: number, all: number): string {
  if (all === 0 || part === 0) return '0';
  if (part === all) return '100';
  return part * 100 < all ? '<1' : String(Math.floor((part * 100) / all));
}
