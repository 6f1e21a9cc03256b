import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { EXIT_STATUS } from './exit.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';

type Flags = CommonFlags & {
  readonly manifest?: string;
  readonly strong?: boolean;
  readonly voucher?: string;
  readonly listVouchers?: boolean;
};

/** Adds `restorable verify`. */
export function addVerify(program: Command, exit: (code: ExitCode) => void): void {
  withCommonFlags(
    program
      .command('verify')
      .summary('hold a tree against whatever vouches for it')
      .argument('<dir...>', 'directories, files or globs')
      .optionsGroup('Manifest:')
      .option('--manifest <file>', 'the manifest to use; else it is found in the tree')
      .option(
        '--voucher <name>',
        'use only what vouches in this format: native, checksum-list, restic, bagit ...',
      )
      .option('--list-vouchers', 'say what vouches here, and stop')
      .option('--strong', 'compare the strong digest (sha256) where xxh64 would do'),
  )
    .description(
      'Reads every file and holds it against what was promised; looks at what is new or changed for garbage.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string[], { manifest, strong, voucher, listVouchers, ...flags }: Flags) => {
      const extra = {
        temporary: tmpdir(),
        strong: strong === true,
        ...(voucher === undefined ? {} : { voucher }),
        ...(manifest === undefined ? {} : { manifest: resolve(manifest) }),
      };
      if (listVouchers === true) {
        const { tellVouchers } = await import('./tell-vouchers.ts');
        exit(await tellVouchers(named, { exclude: flags.exclude ?? [], ...extra }, flags));
        return;
      }
      const [{ conduct }, { verify }] = await Promise.all([
        import('./conduct.ts'),
        import('../engine/verify.ts'),
      ]);
      exit(
        await conduct('verify', named, flags, (root, options, world) =>
          verify(root, { ...options, ...extra }, world),
        ),
      );
    });
}

const HELP = `
EXAMPLES
  restorable verify /srv/backup/today                    silent where sound and nobody watches: good for cron
  restorable verify --manifest /root/today.sha256 /mnt   with a manifest kept elsewhere
  restorable verify backup.tar.gz                        one file, with backup.tar.gz.sha256 beside it
  restorable verify --json /srv/backup | jq .            every event

${EXIT_STATUS}`;
