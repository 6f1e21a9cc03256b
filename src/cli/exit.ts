import type { ExitCode } from '../model/event.ts';

const PRECEDENCE: readonly ExitCode[] = [143, 130, 2, 4, 1, 3, 0];

/** Returns the exit code of several runs together: a signal first, then 2, 4, 1, 3 and 0. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0;
}

/** The section EXIT STATUS of a help; `passed` is what 0 means. */
const exitStatus = (passed: string): string => `EXIT STATUS
  0    ${passed}
  1    findings at or above --fail-on (default: warning)
  2    usage or configuration error, nothing was checked
  3    incomplete: something in scope could not be read
  4    no manifest or checksums found, or they cannot be trusted
  130  stopped by SIGINT    143  stopped by SIGTERM or SIGHUP
  any other code must be treated as a failure`;

/** The exit codes of every command that reads a tree. */
export const EXIT_STATUS = exitStatus('sound: everything in scope was read and passed');

/** The exit codes of `compare`, which says nothing of what both generations have in common. */
export const COMPARE_EXIT_STATUS = exitStatus('ordinary change only; neither side is proven sound by that');
