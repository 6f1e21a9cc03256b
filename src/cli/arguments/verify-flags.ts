import type { Command } from 'commander';
import type { RemoteOptions } from '../remote/name.ts';
import { repeatable } from './collect.ts';
import type { FilesFromFlags } from './files-from.ts';
import { type GateFlags, withGates } from './gate-options.ts';
import { type ManifestFlags, withManifestDir } from './manifest-flags.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';
import { withBandwidth } from './remote-flags.ts';
import { type SetFlags, withSetFlags } from './set-flags.ts';
import { type ShardFlag, shardFlag } from './shard-flag.ts';
import { type SignatureFlags, withSignatureFlags } from './signature-flags.ts';
import { collectBudget, parseCover, type SpreadFlags } from './spread-flags.ts';

/** The flags of `scan`, as commander gives them. */
export type ScanFlags = CommonFlags &
  GateFlags &
  SetFlags &
  ShardFlag &
  RemoteOptions &
  Pick<FilesFromFlags, 'filesFrom' | 'null'>;

/** The flags of `verify`, as commander gives them. */
export type VerifyFlags = ScanFlags &
  SignatureFlags &
  ManifestFlags & {
    readonly strong?: boolean;
    readonly uncached?: boolean;
    readonly voucher?: string;
    readonly listVouchers?: boolean;
    readonly baseline?: string;
    readonly replicas?: boolean;
  } & SpreadFlags;

/** Adds the flags of `verify`. */
export function withVerifyFlags(command: Command): Command {
  withManifestDir(
    command
      .optionsGroup('Manifest:')
      .option('--manifest <file>', 'use this manifest instead of looking for one in the tree'),
  )
    .option('--voucher <format>', 'use only this format: native, checksum-list, bagit, restic or another')
    .option('--list-vouchers', 'list what vouches for the tree, and stop')
    .option('--strong', 'compare the strong digest (sha256) instead of the fast one (xxh64)')
    .option(
      '--uncached',
      'read past the page cache (O_DIRECT), so that the medium is proven and not the memory; slower',
    )
    .option(
      '--replicas',
      'the directories are copies of one tree: hold all against one manifest, and say which copy has what another lacks',
    )
    .option('--baseline <old>', 'also compare with an older generation: a directory or its manifest')
    .optionsGroup('Long runs:')
    .option('--resume', 'go on with a run that was stopped or killed: what held in it is not read again')
    .option(
      '--budget <budget>',
      'read for so long (2h) or so much (500GiB), what was not proven for the longest time first; look at the rest (once for each kind)',
      repeatable(collectBudget),
    )
    .option(
      '--cover <duration>',
      'read as much as is needed so that everything is read once in this time, such as 30d; look at the rest',
      parseCover,
    );
  return withSetFlags(
    withGates(withBandwidth(withFilesFrom(withCommonFlags(withSignatureFlags(command)))), true),
  );
}

/** Adds the flags of `scan`. */
export function withScanFlags(command: Command): Command {
  return withSetFlags(withGates(withBandwidth(withFilesFrom(withCommonFlags(command))), false));
}

/** Adds the flags that limit a run to listed paths. */
function withFilesFrom(command: Command): Command {
  return command
    .optionsGroup('Scope:')
    .option(
      '--files-from <file>',
      'check only the paths in this file, relative to DIR, one per line; - is stdin',
    )
    .option('-0, --null', 'the paths of --files-from are separated by NUL')
    .addOption(shardFlag());
}
