import type { BytePath } from '../../model/path.ts';
import type { StoreFile } from '../kit/layout.ts';

/** A file of a backup, below the directory of its stanza, by the label of the backup. */
const OF_BACKUP = /^(\d{8}-\d{6}F(?:_\d{8}-\d{6}[DI])?)\/./;

/**
 * Returns whether a file is of a backup that runs or was killed: it has no `backup.manifest` yet, and `backup.info` does not list
 * it. pgBackRest goes on with such a backup, or removes it.
 */
export function isOfUnfinished(path: BytePath, { names, read }: Pick<StoreFile, 'names' | 'read'>): boolean {
  const [, label] = OF_BACKUP.exec(path) ?? [];
  if (label === undefined || names(label).has('backup.manifest')) return false;
  return read('backup.info')?.includes(`\n${label}=`) === false;
}
