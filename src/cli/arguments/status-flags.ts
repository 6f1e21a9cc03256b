/** The flags of `status`, as commander gives them: durations in milliseconds, shares from 0 to 1. */
export type StatusFlags = {
  readonly warnAge: number;
  readonly critAge: number;
  readonly warnCoverage?: number;
  readonly critCoverage?: number;
  readonly json?: boolean;
};
