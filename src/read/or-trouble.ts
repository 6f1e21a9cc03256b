import { NotAFile } from '../disk/open.ts';
import { reopening } from '../disk/persist.ts';
import { errorCode } from '../model/fault.ts';
import { CannotList } from './file.ts';
import { type FileFacts, NO_FACTS } from './jobs.ts';

/** Returns the result of a read, or the system error that prevented it. */
export function orTrouble<T>(read: () => T): T | FileFacts {
  try {
    return reopening(read);
  } catch (error) {
    if (error instanceof CannotList)
      return { ...NO_FACTS, trouble: { ...error.trouble, doing: 'list a directory above' } };
    if (error instanceof NotAFile) return { ...NO_FACTS, kind: error.kind };
    const code = errorCode(error);
    if (code === undefined) throw error;
    if (code === 'EISDIR') return { ...NO_FACTS, kind: 'directory' };
    return { ...NO_FACTS, trouble: { code, doing: 'read the file' } };
  }
}
