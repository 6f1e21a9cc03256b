import type { Command } from 'commander';
import { type SetFlags, withSetFlags } from './config-flags.ts';
import { type GateFlags, withGates } from './gate-options.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';

/** The flags of `scan`, as commander gives them. */
export type ScanFlags = CommonFlags & GateFlags & SetFlags;

/** The flags of `verify`, as commander gives them. */
export type VerifyFlags = ScanFlags & {
  readonly manifest?: string;
  readonly strong?: boolean;
  readonly voucher?: string;
  readonly listVouchers?: boolean;
  readonly baseline?: string;
};

/** Adds the flags of `verify`. */
export function withVerifyFlags(command: Command): Command {
  command
    .optionsGroup('Manifest:')
    .option('--manifest <file>', 'the manifest to use; else it is found in the tree')
    .option(
      '--voucher <format>',
      'use only what vouches in this format: native, checksum-list, bagit, restic or another',
    )
    .option('--list-vouchers', 'say what vouches here, and stop')
    .option('--strong', 'compare the strong digest (sha256) where xxh64 would do')
    .option('--baseline <old>', 'compare with an older generation too: a directory, or its manifest');
  return withSetFlags(withGates(withCommonFlags(command), true));
}

/** Adds the flags of `scan`. */
export function withScanFlags(command: Command): Command {
  return withSetFlags(withGates(withCommonFlags(command), false));
}
