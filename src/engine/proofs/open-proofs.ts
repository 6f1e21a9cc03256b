import { birthOf, isThere, statTarget } from '../../disk/stat.ts';
import { Fault } from '../../model/fault.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { BytePath } from '../../model/path.ts';
import type { ProofContext, ProofStore, RunProofs, SpreadOptions } from './proofs.ts';

/** Where proofs are kept, by what they are for and the directory that they are of. */
export type ProofStores = {
  of(kind: 'resume' | 'spread', root: BytePath): ProofStore;
  /** Returns 32 random hexadecimal digits. */
  salt(): string;
};

/** What decides whether proofs of other runs are used. */
export type ProofOptions = {
  /** Only a part is read. */
  readonly spread?: SpreadOptions;
  readonly uncached?: boolean;
  readonly signal?: AbortSignal;
  /** Goes on with a run that was stopped. */
  readonly resume?: boolean;
  /** Without it, nothing is kept. */
  readonly proofs?: ProofStores;
};

/**
 * Opens the proofs of a run over one manifest that is gone through by ranges, where it is; undefined where none are used. Throws a Fault (2) where only a
 * part is to be read of what cannot be read in parts.
 */
export async function openProofs(
  root: BytePath,
  voucher: Manifest,
  isRanged: boolean,
  { spread, resume = false, proofs, signal, uncached }: ProofOptions,
  now: () => number,
): Promise<RunProofs | undefined> {
  const ranged = isRanged ? voucher.ranged : undefined;
  if (ranged === undefined || proofs === undefined) {
    if (spread !== undefined && voucher.findings.length === 0) throw notInParts();
    return resume ? notResumed() : undefined;
  }
  const at = statTarget(root);
  const birth = birthOf(root) ?? '';
  const context = (kind: 'resume' | 'spread', directory: string): ProofContext => ({
    store: proofs.of(kind, root),
    salt: proofs.salt(),
    root: directory,
    manifest: voucher.head?.digest ?? '',
    rules: uncached === true ? 'uncached' : '',
    now,
  });
  if (spread !== undefined) {
    const { openSpread } = await import('./spread.ts');
    // The number of a device is another one after a restart, and proofs of months would be lost.
    return openSpread(context('spread', birth), ranged, spread, signal);
  }
  const { openResume } = await import('./resume.ts');
  return openResume(context('resume', `${isThere(at) ? at.dev : ''} ${birth}`), resume);
}

function notInParts(): Fault {
  return new Fault(
    2,
    '--budget and --cover need a tree with one manifest of restorable over all of it, and that keeps no retention',
    'seal it (restorable seal DIR), or verify without them: all is read then',
  );
}

/** Such a run begins anew, and says so. */
function notResumed(): RunProofs {
  return {
    begun: { resume: { not: 'not-ranged' } },
    orderOf: () => ({ is: 'read' }),
    orderAfter: () => ({ is: 'read' }),
    isOfThisRun: () => true,
    note: () => {},
    end: () => ({ event: {}, isBroken: false }),
  };
}
