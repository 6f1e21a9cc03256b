import type { Command } from 'commander';
import type { FilesFromFlags } from './files-from.ts';
import { type GateFlags, withGates } from './gate-options.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';
import { type SetFlags, withSetFlags } from './set-flags.ts';

/** The flags of `scan`, as commander gives them. */
export type ScanFlags = CommonFlags & GateFlags & SetFlags & Pick<FilesFromFlags, 'filesFrom' | 'null'>;

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
  return withSetFlags(withGates(withFilesFrom(withCommonFlags(command)), true));
}

/** Adds the flags of `scan`. */
export function withScanFlags(command: Command): Command {
  return withSetFlags(withGates(withFilesFrom(withCommonFlags(command)), false));
}

/** Adds the flags that limit a run to listed paths. */
function withFilesFrom(command: Command): Command {
  return command
    .optionsGroup('Scope:')
    .option(
      '--files-from <file>',
      'check only the paths below DIR that stand in this file, one a line; - is stdin',
    )
    .option('-0, --null', 'the paths of --files-from are parted by NUL');
}
