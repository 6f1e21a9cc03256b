import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode } from '../../model/fault.ts';
import { digestOf, type JournalLink, lastLinks, readTail, wasCleared } from './chain.ts';
import { type JournalFile, journalOf, journalsIn, runsOf } from './past-runs.ts';

/** A journal that is not what it was when it was written, or is gone, and the roots that it was about as far as that is known. */
export type ChainProblem = {
  readonly is: 'altered' | 'removed';
  /** Whether there is a note that the program removed it, which who can write there could have written. */
  readonly isNoted?: boolean;
  readonly journal: JournalFile;
  readonly roots: readonly string[];
};

/** The most journals whose links are followed, newest first, and the most bytes that are read for their digests. */
const MOST_JOURNALS = 1000;
const MOST_BYTES = 1 << 26;

/**
 * Returns which journals of a directory were altered or removed since they were written; those that the program itself removed,
 * by its own notes, only where notes are doubted.
 */
export function chainProblems(directory: string, doubtsNotes = false): ChainProblem[] {
  const journals = journalsIn(directory).slice(0, MOST_JOURNALS);
  const digests = new Map<string, string>();
  const problems = new Map<string, ChainProblem>();
  const links: { readonly link: JournalLink; readonly roots: () => readonly string[] }[] = lastLinks().map(
    ({ root, link }) => ({ link, roots: () => [root] }),
  );
  const add = (
    is: ChainProblem['is'],
    journal: JournalFile,
    roots: readonly string[],
    isNoted = false,
  ): void => {
    problems.set(journal.file, { is, journal, roots, isNoted });
  };
  let left = MOST_BYTES;
  for (const journal of journals) {
    const tail = readTail(journal.file);
    if (tail === undefined) continue;
    const name = basename(journal.file);
    digests.set(name, tail.sha256);
    if (tail.before !== undefined) links.push({ link: tail.before, roots: () => rootsOf(journal.file) });
    const { size, isAltered } = checkedDigest(journal.file, tail.sha256, left);
    left -= size;
    if (isAltered) add('altered', journal, rootsOf(journal.file));
  }
  for (const { link, roots } of links) {
    const journal = journalOf(directory, link.journal);
    if (journal === undefined || digests.get(link.journal) === link.sha256) continue;
    if (existsSync(journal.file)) {
      // Where it cannot be read, the journal that links to it still says which root it was about.
      const isAltered = readTail(journal.file)?.sha256 !== link.sha256;
      if (isAltered) add('altered', journal, [...new Set([...rootsOf(journal.file), ...roots()])]);
    } else {
      const isNoted = wasCleared(link.journal);
      if (doubtsNotes || !isNoted) add('removed', journal, roots(), isNoted);
    }
  }
  return [...problems.values()];
}

/** Whether the digest of a journal is another one, and how many bytes were read for it: none where it is longer than `most`. */
function checkedDigest(
  file: string,
  sha256: string,
  most: number,
): { readonly size: number; readonly isAltered: boolean } {
  try {
    const { size } = statSync(file);
    return size > most ? { size: 0, isAltered: false } : { size, isAltered: digestOf(file) !== sha256 };
  } catch (error) {
    // Whoever reads its runs says that it cannot be read.
    if (errorCode(error) === undefined) throw error;
    return { size: 0, isAltered: false };
  }
}

function rootsOf(journal: string): string[] {
  return [...new Set(runsOf(journal).map(({ begin }) => begin.root))];
}
