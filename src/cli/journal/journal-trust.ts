import { basename } from 'node:path';
import { Fault } from '../../model/fault.ts';
import type { LastRun } from '../../report/root-status.ts';
import type { SignatureFlags } from '../arguments/signature-flags.ts';
import { refuseSignersBelow, signersOf } from '../arguments/signers.ts';
import { readTail } from './chain.ts';
import type { LostJournal } from './chain-doubts.ts';
import { checkJournal, type JournalSignature, type JournalTrust } from './journal-signature.ts';
import { idOf, type PastRun, timeOf } from './past-runs.ts';
import { stateDirectory } from './state-directory.ts';

/** The runs of a journal that count, or why none does. */
type CountedRuns = {
  readonly counting: readonly PastRun[];
  readonly refused?: Pick<LostJournal, 'why' | 'said'>;
};

/** What `status` asks of journals that are to be signed. */
export type JournalJudge = {
  readonly isRequired: boolean;
  runsThatCount(file: string, runs: readonly PastRun[]): CountedRuns;
  withSigner<T extends LastRun & { readonly run: PastRun }>(
    found: T,
  ): T & { readonly signature?: JournalSignature };
  /** Throws a Fault (2) where the allowed signers lie below a root. */
  refuseBelow(root: string): void;
};

/** Opens what the flags of `status` ask; `--allowed-signers` alone lets journals without a signature count. Throws a Fault (2). */
export function openJudge({ requireSignature, allowedSigners }: SignatureFlags, at: number): JournalJudge {
  const { signers } = signersOf({ requireSignature: true, allowedSigners });
  refuseSignersBelow(stateDirectory(), signers);
  if (signers === undefined || signers.minisign !== undefined)
    throw new Fault(
      2,
      `${signers?.file}: journals are signed by keys of OpenSSH, not of minisign`,
      'name public keys as in ssh-keygen(1)',
    );
  return judgeOf({ signers, at, isRequired: requireSignature === true });
}

/** Returns what judges journals by who may sign them. */
export function judgeOf(trust: JournalTrust): JournalJudge {
  return {
    isRequired: trust.isRequired,
    runsThatCount: (file, runs) => trusted(file, runs, trust),
    withSigner: (found) => withSigner(found, trust),
    refuseBelow: (root) => refuseSignersBelow(root, trust.signers),
  };
}

/** How far a clock may be set back while a journal is begun. */
const MOST_SKEW_MS = 1000;

/**
 * Returns the runs of a journal that count, or why it does not: it is not signed as it must be. One that is still written, or whose run
 * was killed, has no signature yet, and its runs are open.
 */
function trusted(file: string, runs: readonly PastRun[], trust: JournalTrust): CountedRuns {
  const signature = checkJournal(file, trust);
  if (signature.is === 'valid' && !isNamedAs(file, runs)) {
    const why = 'has a name that is not its own';
    return { counting: [], refused: { why, said: why } };
  }
  if (signature.is === 'valid' || (signature.is === 'missing' && !trust.isRequired))
    return { counting: runs };
  if (signature.is === 'wrong')
    return { counting: [], refused: { why: signature.because, said: signature.because } };
  return readTail(file) === undefined
    ? { counting: runs.map(({ journal, begin }) => ({ journal, begin })) }
    : { counting: [], refused: { why: 'is not signed' } };
}

/** Whether the name of a journal is that of one of its runs: a copy of an old one under a later name would be the last answer. */
function isNamedAs(file: string, runs: readonly PastRun[]): boolean {
  const [, stamp = '', id = ''] = /^([^-]+)-[a-z]+-(.{8})\.jsonl$/.exec(basename(file)) ?? [];
  const first = Math.min(...runs.map(({ begin }) => Date.parse(begin.startedAt)));
  const isLater = Date.parse(timeOf(stamp)) - first > MOST_SKEW_MS;
  return runs.length === 0 || (!isLater && runs.some((run) => idOf(run)?.startsWith(id)));
}

/** Says by whom the journal of the run that decides is signed. */
function withSigner<T extends LastRun & { readonly run: PastRun }>(
  found: T,
  trust: JournalTrust,
): T & { readonly signature?: JournalSignature } {
  const signature = checkJournal(found.run.journal, trust);
  const said =
    signature.is === 'valid'
      ? `its journal is signed by ${signature.by} (${signature.key})`
      : signature.is === 'missing'
        ? 'its journal is not signed'
        : `its journal ${signature.because}`;
  return { ...found, signature, notes: [...(found.notes ?? []), said] };
}
