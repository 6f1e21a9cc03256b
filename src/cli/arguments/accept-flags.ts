import type { FindingCode } from '../../model/finding.ts';
import type { CommonFlags } from './options.ts';

/** The flags of `accept`, as commander gives them. */
export type AcceptFlags = CommonFlags & {
  readonly reason: string;
  readonly path?: readonly string[];
  readonly code?: readonly FindingCode[];
  readonly manifest?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};
