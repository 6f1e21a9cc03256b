import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../model/event.ts';
import { EXIT_STATUS } from './exit.ts';
import { type GateFlags, gatesOf, withGates } from './gate-options.ts';
import { type CommonFlags, withCommonFlags } from './options.ts';

type Flags = CommonFlags &
  GateFlags & {
    readonly manifest?: string;
    readonly strong?: boolean;
    readonly voucher?: string;
    readonly listVouchers?: boolean;
    readonly baseline?: string;
  };

/** Adds `restorable verify`. */
export function addVerify(program: Command, exit: (code: ExitCode) => void): void {
  const command = withCommonFlags(
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
      .option('--strong', 'compare the strong digest (sha256) where xxh64 would do')
      .option('--baseline <old>', 'compare with an older generation too: a directory, or its manifest'),
  );
  withGates(command, true)
    .description(
      'Reads every file and holds it against what was promised; looks at what is new or changed for garbage.',
    )
    .addHelpText('after', HELP)
    .action(
      async (named: string[], { manifest, strong, voucher, listVouchers, baseline, ...flags }: Flags) => {
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
        const gates = gatesOf(flags);
        const against =
          baseline === undefined ? undefined : await (await import('./baseline.ts')).against(baseline);
        exit(
          await conduct('verify', named, flags, async function* (root, options, world) {
            yield* verify(root, { ...options, ...extra, gates }, world);
            if (against !== undefined && options.signal?.aborted !== true) yield* against(root, options);
          }),
        );
      },
    );
}

const HELP = `
EXAMPLES
  restorable verify /srv/backup/today                    silent where sound and nobody watches: good for cron
  restorable verify --manifest /root/today.sha256 /mnt   with a manifest kept elsewhere
  restorable verify backup.tar.gz                        one file, with backup.tar.gz.sha256 beside it
  restorable verify --json /srv/backup | jq .            every event
  restorable verify --max-age 26h --max-shrink 20% /srv/backup/today
  restorable verify --baseline /srv/backup/yesterday /srv/backup/today

${EXIT_STATUS}`;
