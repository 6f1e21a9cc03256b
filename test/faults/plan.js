// Which faults are put into a run: for every call about its trees, every error that such a call can get.
import { READING } from './trace.js';

const READ_ERRORS = ['EIO', 'EINTR', 'ENOENT', 'EACCES', 'ESTALE', 'ETIMEDOUT', 'EMFILE', 'ENOMEM'];
const WRITE_ERRORS = ['EIO', 'EINTR', 'EACCES', 'ENOSPC', 'EDQUOT', 'EROFS'];
const CUT = new Set(['read', 'pread64']);

/** The faults for the calls of a run without any; `what` is an error, or `short` for a read that ends early. */
export function faultsFor(calls) {
  const written = new Set(calls.filter(({ isCreating }) => isCreating).map(({ about }) => about));
  return calls.flatMap(({ call, nth, about, isCreating }) => {
    const what = [...errorsOf(call, isCreating, written.has(about)), ...(CUT.has(call) ? ['short'] : [])];
    return what.map((error) => ({ call, nth, about, error }));
  });
}

function errorsOf(call, isCreating, isWritten) {
  if (call === 'close') return isWritten ? ['EIO', 'EINTR', 'ENOSPC', 'EDQUOT'] : ['EIO', 'EINTR'];
  if (!READING.includes(call)) return WRITE_ERRORS;
  // The C library takes ENOENT there for the end of a directory that was removed.
  if (call === 'getdents64') return READ_ERRORS.filter((error) => error !== 'ENOENT');
  return isCreating ? [...new Set([...READ_ERRORS, ...WRITE_ERRORS])] : READ_ERRORS;
}

/** What strace is told to do. */
export function injectionOf({ call, nth, error }) {
  return `${call}:${error === 'short' ? 'retval=0' : `error=${error}`}:when=${nth}`;
}
