/** Faults of the system that strace puts into a run of the program. */
import { execute, type Place, PROGRAM, type Ran } from './program.ts';

/** A fault: system calls, the error they get, and which of them, all where undefined: `1` is the first, `2+` all but that. */
export type Injection = {
  readonly calls: string;
  readonly error: string;
  readonly when?: string;
  /** Only calls about this path. */
  readonly path?: string;
};

/** Runs the program where some system calls fail. */
export function injected(
  { calls, error, when, path }: Injection,
  args: readonly string[],
  place: Place = {},
): Promise<Ran> {
  const inject = `inject=${calls}:error=${error}${when === undefined ? '' : `:when=${when}`}`;
  const about = path === undefined ? [] : ['-P', path];
  const strace = ['-f', '-qq', '-o', '/dev/null', ...about, '-e', inject, process.execPath, PROGRAM, ...args];
  return execute('strace', strace, place);
}
