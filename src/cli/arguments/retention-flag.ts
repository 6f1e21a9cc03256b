import { Option } from 'commander';

/** Returns the flag of `seal` that says what holds for the tree and not for one run, so that it is a key of a set too. */
export function retentionFlag(): Option {
  return new Option(
    '--retention',
    'let the tools of the stores in it (restic, borg, git …) remove old data from them afterwards',
  );
}
