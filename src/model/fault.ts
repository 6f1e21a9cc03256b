import { nameErrno } from './errno.ts';

/** How a run ends when it cannot go on: 2 usage, 3 incomplete, 4 the manifest cannot be trusted. */
export type FaultExit = 2 | 3 | 4;

/**
 * Ends a run that cannot continue. Says what happened, with the path, and what to run next. Anything else that is
 * thrown is a bug.
 */
export class Fault extends Error {
  readonly exit: FaultExit;
  readonly hint: string;

  constructor(exit: FaultExit, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'Fault';
    this.exit = exit;
    this.hint = hint;
  }
}

/** Returns the code of a system error such as `EACCES`, or `undefined` for any other value. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  // What `writeSync` gives for an error that Node has no name for; the others have its number in the code.
  const number = error.code === 'UNKNOWN' && 'errno' in error ? error.errno : undefined;
  return nameErrno(typeof number === 'number' ? `Unknown system error ${number}` : error.code);
}

/** Returns an error of the system that knows the path it is about; what else is thrown stays as it is. */
export function withPath(error: unknown, path: string): unknown {
  if (error instanceof Error && errorCode(error) !== undefined && !('path' in error))
    Object.assign(error, { path });
  return error;
}
