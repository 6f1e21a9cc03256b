import type { FindingCode } from '../../model/finding.ts';
import type { CommonFlags } from './options.ts';

/** What `accept` can be told beside the common flags. */
export type AcceptFlags = CommonFlags & {
  readonly reason: string;
  readonly path?: readonly string[];
  readonly code?: readonly FindingCode[];
  readonly manifest?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};
