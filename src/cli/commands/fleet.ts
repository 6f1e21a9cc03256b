import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { type FleetFlags, withFleetFlags } from '../arguments/fleet-flags.ts';
import { type VerifyFlags, withVerifyFlags } from '../arguments/verify-flags.ts';
import { EXIT_STATUS } from '../exit.ts';

/** Adds `restorable fleet`. */
export function addFleet(program: Command, exit: (code: ExitCode) => void): void {
  const fleet = program
    .command('fleet')
    .summary('verify a tree by workers on many hosts, over Redis')
    .description('Has workers on the hosts that see a tree read it, over a Redis and the package bullmq.')
    .helpCommand(false)
    .addHelpText('after', HELP);
  withFleetFlags(
    withVerifyFlags(
      fleet
        .command('verify')
        .summary('check a tree against its manifest, read by workers')
        .argument('<dir>', 'the directory, which this host has to see, too'),
    ),
  )
    .description(
      'Does what verify does, and reports the same; the files are read by every restorable worker on the same Redis whose root shows the same tree.',
    )
    .addHelpText('after', HELP)
    .action(async (directory: string, flags: VerifyFlags & FleetFlags) => {
      const { verifyByFleet } = await import('./verify-by-fleet.ts');
      exit(await verifyByFleet(directory, flags));
    });
}

const HELP = `
EXAMPLES
  restorable worker --redis redis://nas:6379 --root /srv/backup
  restorable fleet verify --redis redis://nas:6379 /srv/backup
  restorable fleet verify --redis-file /etc/restorable/redis /srv/backup
  restorable fleet verify --redis redis://nas:6379 --resume /srv/backup

${EXIT_STATUS}
  3 is also a fleet without workers or without Redis for as long as --wait`;
