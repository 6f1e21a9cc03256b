import type { Command } from 'commander';
import type { Gates } from '../../engine/tree/gates.ts';
import { parseCount, parseDuration, parsePercent, parseSize } from './units.ts';

/** The flags of gates, as commander gives them. */
export type GateFlags = {
  readonly maxFindings?: number;
  readonly minFiles?: number;
  readonly minBytes?: number;
  readonly maxShrink?: number;
  readonly maxAge?: number;
  readonly maxSealAge?: number;
};

/** Adds the gates to a command that reads a tree; those about an earlier state only if there is something to compare with. */
export function withGates(command: Command, hasPast: boolean): Command {
  command
    .optionsGroup('Gates (a missed gate is an error, exit 1):')
    .option('--max-findings <n>', 'fail if there are more than N findings of any severity', parseCount)
    .option('--min-files <n>', 'fail if there are fewer than N files', parseCount)
    .option('--min-bytes <size>', 'fail if there are fewer bytes: 500, 10M, 1.5G, 10MiB', parseSize);
  if (hasPast)
    command.option(
      '--max-shrink <percent>',
      'how much smaller the tree may be than promised, e.g. 20%',
      parsePercent,
    );
  command.option('--max-age <duration>', 'fail if no file is newer than this: 26h, 7d, 1d12h', parseDuration);
  if (hasPast)
    command.option('--max-seal-age <duration>', 'fail if no seal is newer than this', parseDuration);
  return command;
}

/** Returns the gates as the engine takes them. */
export function gatesOf(flags: GateFlags): Gates {
  const { maxFindings, minFiles, minBytes, maxShrink, maxAge, maxSealAge } = flags;
  return {
    ...(maxFindings === undefined ? {} : { maxFindings }),
    ...(minFiles === undefined ? {} : { minFiles }),
    ...(minBytes === undefined ? {} : { minBytes }),
    ...(maxShrink === undefined ? {} : { maxShrink }),
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge }),
    ...(maxSealAge === undefined ? {} : { maxSealAgeMs: maxSealAge }),
  };
}
