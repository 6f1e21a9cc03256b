import { createSpellingFinder, type SpellingFinder } from '../../manifest/spelling/find-spelling.ts';
import type { BytePath } from '../../model/path.ts';
import { namesOf } from './list-files.ts';
import { statEntry } from './read-voucher-file.ts';

/** Creates the finder of paths below a root that are there under another spelling; it lists each directory at most once. */
export function spellingFinderOf(root: BytePath): SpellingFinder {
  return createSpellingFinder({
    exists: (path) => statEntry(root, path) !== undefined,
    names: (directory) => {
      const isDirectory = directory === '' || statEntry(root, directory)?.kind === 'directory';
      return isDirectory ? namesOf(root, directory).map(({ name }) => name) : [];
    },
  });
}
