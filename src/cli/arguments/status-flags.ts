import type { SignatureFlags } from './signature-flags.ts';

/** The flags of `status`, as commander gives them: durations in milliseconds, shares from 0 to 1. */
export type StatusFlags = SignatureFlags & {
  readonly warnAge: number;
  readonly critAge: number;
  readonly warnCoverage?: number;
  readonly critCoverage?: number;
  readonly json?: boolean;
};
