import { InvalidArgumentError } from 'commander';
import type { SpreadOptions } from '../../engine/proofs/proofs.ts';
import { Fault } from '../../model/fault.ts';
import { BadValue } from './bad-value.ts';
import { givenFlags, isGiven } from './given-flags.ts';
import { parseDuration, parseSize } from './units.ts';

/** The values of `--budget`: milliseconds, bytes, or both. */
export type Budget = Pick<SpreadOptions, 'budgetMs' | 'budgetBytes'>;

/** The flags by which a run reads a part, or goes on with another one. */
export type SpreadFlags = {
  readonly resume?: boolean;
  readonly budget?: readonly Budget[];
  readonly cover?: number;
};

/** The flags with which only a part of a tree is in scope, or files are read in another way; reading in parts knows none of them. */
const UNKNOWN_IN_PARTS = {
  filesFrom: '--files-from',
  exclude: '--exclude',
  oneFileSystem: '--one-file-system',
  strong: '--strong',
  requireSignature: '--require-signature',
  allowedSigners: '--allowed-signers',
  maxAge: '--max-age',
  replicas: '--replicas',
} as const;

/** Parses a budget, a duration such as `2h` or a size such as `500GiB`; one of each kind may be given. Throws a BadValue. */
export function collectBudget(value: string, before: readonly Budget[] = []): Budget[] {
  const budget = parseBudget(value);
  const [kind] = Object.keys(budget);
  if (Object.values(budget).some((amount) => amount <= 0)) throw new BadValue('more than nothing');
  if (before.some((each) => Object.keys(each)[0] === kind))
    throw new InvalidArgumentError('There is one of this kind already: give one duration and one size.');
  return [...before, budget];
}

function parseBudget(value: string): Budget {
  const parsers = [
    () => ({ budgetMs: parseDuration(value) }),
    // A bare number may be anything.
    ...(/^[\d.]+$/.test(value) ? [] : [() => ({ budgetBytes: parseSize(value) })]),
  ];
  for (const parse of parsers)
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
    }
  throw new BadValue('a duration such as 2h or 90m, or a size such as 500GiB or 10M');
}

/** Parses the time of `--cover`. Throws a BadValue. */
export function parseCover(value: string): number {
  const ms = parseDuration(value);
  if (ms <= 0) throw new BadValue('a duration such as 30d');
  return ms;
}

/** Returns what a run may spend; nothing where all is read. Throws a Fault (2) where flags contradict each other. */
export function spreadOf(
  flags: SpreadFlags & { readonly [name: string]: unknown },
): SpreadOptions | undefined {
  refuseClashes(new Map(Object.entries(flags)));
  const { budget = [], cover } = flags;
  if (budget.length === 0 && cover === undefined) return undefined;
  return { ...Object.assign({}, ...budget), ...(cover === undefined ? {} : { coverMs: cover }) };
}

/** Throws a Fault (2) where flags, by their names, contradict `--resume`, `--budget` or `--cover`. */
export function refuseClashes(flags: ReadonlyMap<string, unknown>): void {
  const name = isGiven(flags, 'budget') ? '--budget' : '--cover';
  const isSpread = isGiven(flags, 'budget') || isGiven(flags, 'cover');
  const isResumed = isGiven(flags, 'resume');
  if (isResumed && isSpread)
    throw new Fault(
      2,
      `--resume and ${name} cannot be combined`,
      `omit --resume: a run with ${name} goes on where the last one ended`,
    );
  if (flags.get('journal') === false && (isResumed || isSpread))
    throw new Fault(
      2,
      `${isSpread ? name : '--resume'} needs what is kept in the state directory, which --no-journal leaves out`,
      'omit --no-journal',
    );
  if (!isSpread) return;
  const [flag] = givenFlags(flags, UNKNOWN_IN_PARTS);
  if (flag !== undefined)
    throw new Fault(
      2,
      `${name} and ${flag} cannot be combined`,
      `verify with ${flag} alone: all that is in scope is read then`,
    );
  const voucher = flags.get('voucher');
  if (typeof voucher === 'string' && voucher !== 'native')
    throw new Fault(2, `${name} is about manifests of restorable, not ${voucher}`, 'omit --voucher');
}
