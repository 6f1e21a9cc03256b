/** The only place where an error of the system becomes a fault of the run. */
import { isNetworkError } from '../model/errno.ts';
import { errorCode, Fault } from '../model/fault.ts';

/** What could not be done, by the system call that failed. */
const CALLS: Readonly<Record<string, string>> = {
  open: 'be opened',
  stat: 'be examined',
  lstat: 'be examined',
  fstat: 'be examined',
  scandir: 'be listed',
  readlink: 'be followed',
  realpath: 'be followed',
  read: 'be read',
  write: 'be written',
  ftruncate: 'be written',
  copyfile: 'be copied',
  link: 'be linked',
  rename: 'be renamed',
  unlink: 'be removed',
  rm: 'be removed',
  rmdir: 'be removed',
  mkdir: 'be created',
  mkdtemp: 'be created',
  fsync: 'be made lasting',
};

/** What is only created is most often a temporary directory. */
const CREATED = new Set(['mkdir', 'mkdtemp']);
const TEMPORARY = 'where it is the temporary directory, name another one: TMPDIR=DIR';

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: `make room on that disk; ${TEMPORARY}`,
  EDQUOT: `make room within the quota; ${TEMPORARY}`,
  EFBIG: 'raise the limit of the size of files: ulimit -f',
  EMFILE: 'raise the limit of open files (ulimit -n), or read with fewer threads: --jobs 1',
  ENFILE: 'too many files are open on this machine; run it again later, or with --jobs 1',
  ENOMEM: 'free memory, or read with fewer threads: --jobs 1',
  EACCES: 'run as a user who has the permission',
  EPERM: 'run as a user who has the permission',
  EROFS: 'name a place that can be written to',
  ENOENT: 'check the path, and that its disk is mounted: findmnt',
  ENOTDIR: 'check the path, and that its disk is mounted: findmnt',
  ERR_WORKER_INIT_FAILED: 'raise the limits of threads and open files (ulimit -u, ulimit -n), or --jobs 1',
};
const NETWORK_HINT = 'check the server and the mount (findmnt), and run it again';
const OTHER_HINT = 'look what the system says of it (dmesg), and run it again';

/** Returns the fault (exit 3) that an error of the system is, with its path and a hint; undefined for a bug. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  const hint = HINTS[code] ?? (isNetworkError(code) ? NETWORK_HINT : OTHER_HINT);
  if (code === 'ERR_WORKER_INIT_FAILED')
    return new Fault(3, `no reader thread can be started (${error.message})`, hint, error);
  if (!('syscall' in error) || typeof error.syscall !== 'string') return undefined;
  const doing = CALLS[error.syscall] ?? `be used (${error.syscall})`;
  const isCreated = CREATED.has(error.syscall) && !hint.endsWith(TEMPORARY);
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const what = path === undefined ? 'a file' : `${path}:`;
  return new Fault(3, `${what} cannot ${doing} (${code})`, isCreated ? `${hint}; ${TEMPORARY}` : hint, error);
}
