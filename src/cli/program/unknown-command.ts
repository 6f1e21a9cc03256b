import { statSync } from 'node:fs';
import { quoteWord } from '../../report/quote-word.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';

/** What people mean by words that other programs have for it. */
const MEANT: readonly (readonly [words: string, command: string])[] = [
  ['version', 'restorable --version'],
  ['check validate audit test fsck', 'restorable verify DIR'],
  ['create init add update hash sum generate', 'restorable seal DIR'],
  ['diff delta', 'restorable compare OLD NEW'],
  ['list ls vouchers', 'restorable verify --list-vouchers DIR'],
  [
    'newest last restore',
    "restorable latest 'DIR-*': the newest sound generation; the program that made it restores it",
  ],
  [
    'repair fix heal',
    'restorable verify DIR: it says what to take from another copy, and changes nothing itself',
  ],
  ['approve allow', 'restorable accept DIR --reason TEXT'],
  ['history log logs journal', 'restorable report JOURNAL'],
  ['doctor setup configure', 'restorable config check'],
  ['cron timer systemd install', 'restorable schedule DIR'],
  ['monitor health ping', 'restorable status DIR'],
  ['codes code findings', 'restorable explain'],
];

/** Returns the hint after a word that is no command: what was meant, by the names of all commands. */
export function hintForUnknown(word: string, names: readonly string[]): string | undefined {
  const [, meant] = MEANT.find(([words]) => words.split(' ').includes(word.toLowerCase())) ?? [];
  if (meant !== undefined) return meant;
  if (isPath(word)) return `restorable verify ${quoteWord(word)}, or scan where it has no manifest yet`;
  const near = didYouMean(word, names);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

function isPath(word: string): boolean {
  return statSync(word, { throwIfNoEntry: false }) !== undefined;
}
