import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import { isRemoteName } from '../remote/name.ts';
import { isGiven } from './given-flags.ts';
import { parseSize } from './units.ts';

/** Adds the flag `--bandwidth` to a command. */
export function withBandwidth(command: Command): Command {
  return command
    .optionsGroup('Run:')
    .option(
      '--bandwidth <rate>',
      'read what is remote (rclone:REMOTE:PATH) at most this fast, such as 10M for 10,000,000 bytes a second; 0: as fast as it can',
      parseSize,
    );
}

/**
 * Throws a Fault (2) for flags that a remote tree makes no sense of: what is read past a cache, or once in several runs because its
 * files say when they were changed; and for a rate where nothing is remote.
 */
export function refuseForRemote(
  names: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  isOtherRemote = false,
): void {
  const remote = names.find(isRemoteName);
  if (remote === undefined) {
    if (flags['bandwidth'] === undefined || isOtherRemote) return;
    throw new Fault(
      2,
      '--bandwidth is about remote trees, and none is named',
      'name one: rclone:REMOTE:PATH',
    );
  }
  const given = new Map(Object.entries(flags));
  const refused = REFUSED.find(({ name }) => isGiven(given, name));
  if (refused === undefined) return;
  throw new Fault(
    2,
    `${remote}: ${refused.flag} has no meaning for a remote tree`,
    `omit it: ${refused.why}`,
  );
}

const UNSEEN = 'a remote does not say when a file was changed last in a way that nobody can set back';

/** The flags that a remote tree makes no sense of, by the names that commander gives them, and why. */
const REFUSED = [
  { name: 'uncached', flag: '--uncached', why: 'the page cache of this machine has nothing of it' },
  { name: 'resume', flag: '--resume', why: UNSEEN },
  { name: 'budget', flag: '--budget', why: UNSEEN },
  { name: 'cover', flag: '--cover', why: UNSEEN },
  { name: 'oneFileSystem', flag: '--one-file-system', why: 'it has no file systems' },
] as const;
