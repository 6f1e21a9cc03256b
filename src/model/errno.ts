/** Errors of Linux that Node has no name for: it reports them as `Unknown system error -116`. */
const UNNAMED: Readonly<Record<string, string>> = {
  37: 'ENOLCK',
  67: 'ENOLINK',
  70: 'ECOMM',
  74: 'EBADMSG',
  116: 'ESTALE',
  117: 'EUCLEAN',
  122: 'EDQUOT',
  123: 'ENOMEDIUM',
  126: 'ENOKEY',
  127: 'EKEYEXPIRED',
  128: 'EKEYREVOKED',
  129: 'EKEYREJECTED',
};

/** Returns the name of a system error for the code that Node gives it: `ESTALE` for `Unknown system error -116`. */
export function nameErrno(code: string): string {
  const number = /^Unknown system error -(\d+)$/.exec(code)?.[1];
  return number === undefined ? code : (UNNAMED[number] ?? `errno ${number}`);
}

/** What the server or the network of a mounted file system answers, or does not. */
const NETWORK = new Set([
  'ESTALE',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENETRESET',
  'ENONET',
  'ENOTCONN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOLINK',
  'ECOMM',
  'EPROTO',
  'EPIPE',
  'ESHUTDOWN',
  'ENOLCK',
]);

/** Permissions, keys, limits of the process, of the system or of a quota, and a thread that died. */
const OUTSIDE = new Set([
  'EDQUOT',
  'ENOSPC',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOKEY',
  'EKEYEXPIRED',
  'EKEYREVOKED',
  'EKEYREJECTED',
  'ENAMETOOLONG',
  'ELOOP',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOBUFS',
  'EINTR',
  'EAGAIN',
  'EBUSY',
  'ETXTBSY',
  'ECANCELED',
  'EILSEQ',
  'LANE_DIED',
]);

/** What a name alone leads to, whoever asks. */
const OF_NAMES = new Set(['ENAMETOOLONG', 'ELOOP']);

/** Returns the exit code where a manifest cannot be read: 3 for a reason outside the backup, 4 where there is none at that name. */
export function exitOfUnreadManifest(code: string | undefined): 3 | 4 {
  return code !== undefined && isOutsideBackup(code) && !OF_NAMES.has(code) ? 3 : 4;
}

/** What a path that cannot be written to gives whenever it is tried. */
const MISTAKES = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENAMETOOLONG',
  'ELOOP',
]);

/** Returns true for an error that a mistake in the path explains, so that nothing is wrong with the disk. */
export function isMistakenPath(code: string): boolean {
  return MISTAKES.has(code);
}

/** Returns true for an error of the network between this machine and a mounted file system. */
export function isNetworkError(code: string): boolean {
  return NETWORK.has(code);
}

/** Returns true for an error that says nothing about the backup, so that the path may be sound; else it is its medium. */
export function isOutsideBackup(code: string): boolean {
  return OUTSIDE.has(code) || NETWORK.has(code);
}
