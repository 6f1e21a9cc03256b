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
};

/** Adds the gates to a command that reads a tree; `--max-shrink` where there is something promised. */
export function withGates(command: Command, hasPast: boolean): Command {
  command
    .optionsGroup('Gates (each that is missed is an error, exit 1):')
    .option('--max-findings <n>', 'more findings fail the run, whatever their severity', parseCount)
    .option('--min-files <n>', 'there must be so many files', parseCount)
    .option('--min-bytes <size>', 'there must be so many bytes: 500, 10M, 1.5G, 10MiB', parseSize);
  if (hasPast)
    command.option(
      '--max-shrink <percent>',
      'so much fewer files or bytes than promised there may be',
      parsePercent,
    );
  return command.option(
    '--max-age <duration>',
    'the newest file, or the seal, must be this young: 26h, 7d, 1d12h',
    parseDuration,
  );
}

/** What the engine is told of the gates. */
export function gatesOf({ maxFindings, minFiles, minBytes, maxShrink, maxAge }: GateFlags): Gates {
  return {
    ...(maxFindings === undefined ? {} : { maxFindings }),
    ...(minFiles === undefined ? {} : { minFiles }),
    ...(minBytes === undefined ? {} : { minBytes }),
    ...(maxShrink === undefined ? {} : { maxShrink }),
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge }),
  };
}
