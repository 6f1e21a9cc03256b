import type { FindingCode } from '../../model/finding.ts';
import type { ManifestFlags } from './manifest-flags.ts';
import type { CommonFlags } from './options.ts';
import type { SetFlags } from './set-flags.ts';
import type { SignatureFlags } from './signature-flags.ts';

/** The flags of `accept`, as commander gives them. */
export type AcceptFlags = CommonFlags &
  SetFlags &
  ManifestFlags &
  SignatureFlags & {
    readonly reason: string;
    readonly path?: readonly string[];
    readonly code?: readonly FindingCode[];
    readonly dryRun?: boolean;
    readonly yes?: boolean;
    readonly sign?: string;
  };
