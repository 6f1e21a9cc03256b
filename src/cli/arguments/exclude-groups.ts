import { repeatable } from './collect.ts';

/** What desktops and file servers leave in directories that somebody opens, by the name of the group. */
const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '@desktop-files',
    [
      '.DS_Store',
      '._*',
      '.localized',
      '.Spotlight-V100/',
      '.fseventsd/',
      '.TemporaryItems/',
      '.Trashes/',
      'Thumbs.db',
      'ehthumbs.db',
      'desktop.ini',
      '$RECYCLE.BIN/',
      'System Volume Information/',
      '@eaDir/',
      '.directory',
      '.Trash-*/',
      'lost+found/',
    ],
  ],
]);

/** Collects the patterns of `--exclude`; the name of a group stands for its patterns. */
export const collectExcludes = repeatable((value: string, before: readonly string[] = []) => [
  ...before,
  ...(GROUPS.get(value) ?? [value]),
]);
