import type { FindingCode } from '../../model/finding.ts';
import type { ManifestFlags } from './manifest-flags.ts';
import type { CommonFlags } from './options.ts';

/** The flags of `repair`, as commander gives them. */
export type RepairFlags = CommonFlags &
  ManifestFlags & {
    readonly from: string;
    readonly path?: readonly string[];
    readonly code?: readonly FindingCode[];
    readonly aside?: string;
    readonly dryRun?: boolean;
    readonly yes?: boolean;
  };
