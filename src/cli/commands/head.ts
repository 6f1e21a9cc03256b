import type { Command } from 'commander';
import type { ExitCode } from '../../model/event.ts';
import { BadValue } from '../arguments/bad-value.ts';
import type { HeadFlags } from './show-heads.ts';

/** Adds `restorable head`. */
export function addHead(program: Command, exit: (code: ExitCode) => void): void {
  program
    .command('head')
    .summary('show and pin the last manifest that was seen')
    .argument('<dir>', 'the directory that was sealed')
    .option('--manifest <file>', 'the manifest, where it lies elsewhere')
    .option('--pin', 'take the manifest that lies there as the last one, also if it is older')
    .option('--digest <sha256>', 'with --pin: only if the manifest has this digest', parseDigest)
    .option('--forget', 'forget what was seen: the next manifest is trusted on first use')
    .option('--json', 'write one JSON object per manifest')
    .description(
      'Shows which manifest of a directory lies there and which was seen last. An older one, one beside it or one of another chain is manifest-untrusted to verify, until it is pinned.',
    )
    .addHelpText('after', HELP)
    .action(async (named: string, flags: HeadFlags) => {
      const { showHeads } = await import('./show-heads.ts');
      exit(await showHeads(named, flags));
    });
}

function parseDigest(value: string): string {
  const [, hex] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(value) ?? [];
  if (hex === undefined) throw new BadValue('a sha256 in 64 hex digits, as sha256sum prints it');
  return `sha256:${hex.toLowerCase()}`;
}

const HELP = `
EXAMPLES
  restorable head /srv/backup              what is there, what was seen
  restorable head --pin /srv/backup        an old one was put back on purpose
  restorable head --pin --digest 9f86d0... /mnt  told by who sealed it, before
                                           the first verify trusts anything

EXIT STATUS
  0  the manifest is the last one that was seen, follows it, or is the
     first one
  2  usage error
  3  what was seen cannot be read or written
  4  no manifest, a damaged one, or one that does not follow the last one`;
