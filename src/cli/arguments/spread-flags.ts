import { InvalidArgumentError } from 'commander';
import type { SpreadOptions } from '../../engine/run.ts';
import { Fault } from '../../model/fault.ts';
import { BadValue } from './bad-value.ts';
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
} as const;

type Beside = SpreadFlags & {
  readonly journal: boolean;
  readonly voucher?: string | undefined;
} & { readonly [Key in keyof typeof UNKNOWN_IN_PARTS]?: unknown };

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
    ...(/^\d+$/.test(value) ? [] : [() => ({ budgetBytes: parseSize(value) })]),
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
export function spreadOf(flags: Beside): SpreadOptions | undefined {
  const { budget, cover, resume, journal } = flags;
  const name = budget === undefined ? '--cover' : '--budget';
  const isSpread = budget !== undefined || cover !== undefined;
  if (resume === true && isSpread)
    throw new Fault(
      2,
      `--resume and ${name} cannot be combined`,
      `omit --resume: a run with ${name} goes on where the last one ended`,
    );
  if (!journal && (resume === true || isSpread))
    throw new Fault(
      2,
      `${isSpread ? name : '--resume'} needs what is kept in the state directory, which --no-journal leaves out`,
      'omit --no-journal',
    );
  if (!isSpread) return undefined;
  for (const [key, flag] of Object.entries(UNKNOWN_IN_PARTS))
    if (isGiven(flags, key))
      throw new Fault(
        2,
        `${name} and ${flag} cannot be combined`,
        `verify with ${flag} alone: all that is in scope is read then`,
      );
  if (flags.voucher !== undefined && flags.voucher !== 'native')
    throw new Fault(2, `${name} is about manifests of restorable, not ${flags.voucher}`, 'omit --voucher');
  return { ...Object.assign({}, ...(budget ?? [])), ...(cover === undefined ? {} : { coverMs: cover }) };
}

function isGiven(flags: Beside, name: string): boolean {
  const value = Object.entries(flags).find(([key]) => key === name)?.[1];
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
