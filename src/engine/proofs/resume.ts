/**
 * A run that was stopped or killed goes on: what held in it is not read again where nothing was done to its files since, and everything else is. The
 * report is that of the whole.
 */
import { stopwatch } from '../../flow/stopwatch.ts';
import type { BeginEvent } from '../../model/event.ts';
import type { ManifestRange } from '../../model/manifest-range.ts';
import { isoOf } from '../../model/mtime.ts';
import type { FileOrder } from '../../read/range-job.ts';
import { formatProofs, type KeptProofs, keyOf, type Proof, parseProofs } from './proof-file.ts';
import type { ProofContext, RangeOutcome, RunProofs } from './proofs.ts';
import { isDone, savingNowAndThen } from './saving.ts';

/** What a run proved is worth going on with for so long. */
const MOST_AGE_MS = 7 * 86_400_000;
/** What is proven sooner is read again as fast, and the stamps of short runs would cost a tenth of them. */
const UNSTAMPED_MS = 15_000;

/** Opens what an earlier run left; without `isWanted` it is not gone on with, and only what this run proves is kept. */
export function openResume(context: ProofContext, isWanted: boolean): RunProofs {
  const { store, now } = context;
  const startedAt = now();
  const passed = stopwatch(startedAt, now);
  const found = isWanted ? keptBy(context) : undefined;
  const before = typeof found === 'object' ? found : undefined;
  const { salt = context.salt, since = startedAt } = before?.header ?? {};
  const proofs = new Map<string, Proof>(before?.proofs);
  const keys = new WeakMap<ManifestRange, string>();
  const resumed = { files: 0, bytes: 0 };
  let isKept = true;

  const key = (range: ManifestRange): string => {
    const known = keys.get(range) ?? keyOf(range, salt);
    keys.set(range, known);
    return known;
  };
  const save = (): void => {
    const { root, manifest, rules } = context;
    const header = { salt, root, manifest, rules, since, runs: [], credit: 0 };
    isKept = proofs.size > 0 && isDone(() => store.keep(formatProofs({ header, proofs })));
  };
  const saveSometimes = savingNowAndThen(now, save);
  const read = (): FileOrder =>
    isWanted || passed() >= UNSTAMPED_MS ? { is: 'stamp', now: now() } : { is: 'read' };

  return {
    begun: isWanted
      ? { resume: before === undefined ? { not: reasonOf(found) } : { since: isoOf(since) } }
      : {},
    orderOf(range) {
      const proof = before?.proofs.get(key(range));
      return proof?.is === 'proven' ? { is: 'look', stamp: proof.stamp } : read();
    },
    orderAfter(range) {
      proofs.delete(key(range));
      return read();
    },
    isOfThisRun: () => true,
    note(range, order, { is, stamp }: RangeOutcome) {
      if (order.is === 'look') {
        resumed.files += range.files;
        resumed.bytes += range.bytes;
      } else if (is === 'held' && stamp !== undefined)
        proofs.set(key(range), { is: 'proven', at: Math.floor(now() / 1000), stamp });
      if (stamp !== undefined) saveSometimes();
    },
    end(isStopped) {
      if (isStopped) save();
      else isDone(() => store.remove());
      const event = {
        ...(before === undefined ? {} : { resumed: { since: isoOf(since), ...resumed } }),
        ...(isStopped && isKept ? { resumable: true as const } : {}),
      };
      return { event, isBroken: false };
    },
  };
}

type NotResumed = Extract<NonNullable<BeginEvent['resume']>, { readonly not: unknown }>['not'];

/** Returns what can be gone on with, or why there is nothing of that. */
function keptBy({ store, root, manifest, rules, now }: ProofContext): KeptProofs | NotResumed {
  const bytes = store.read();
  if (bytes === undefined) return 'nothing';
  const kept = parseProofs(bytes);
  if (kept === undefined) return 'damaged';
  const { header } = kept;
  if (header.root !== root) return 'other-root';
  if (header.manifest !== manifest) return 'other-manifest';
  if (header.rules !== rules) return 'other-flags';
  const age = now() - header.since;
  return age > MOST_AGE_MS || age < 0 ? 'old' : kept;
}

function reasonOf(found: KeptProofs | NotResumed | undefined): NotResumed {
  return typeof found === 'string' ? found : 'nothing';
}
