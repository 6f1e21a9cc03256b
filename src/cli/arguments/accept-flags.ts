import type { FindingCode } from '../../model/finding.ts';
import type { CommonFlags } from './options.ts';
import type { SetFlags } from './set-flags.ts';
import type { SignatureFlags } from './signature-flags.ts';

/** The flags of `accept`, as commander gives them. */
export type AcceptFlags = CommonFlags &
  SetFlags &
  SignatureFlags & {
    readonly reason: string;
    readonly path?: readonly string[];
    readonly code?: readonly FindingCode[];
    readonly manifest?: string;
    readonly dryRun?: boolean;
    readonly yes?: boolean;
    readonly sign?: string;
  };
