/**
 * Reading that is spread over many runs: each reads what was not proven for the longest time, as much as a budget allows or a promise needs, and only
 * looks at the rest. What did not hold is read in each run until it does.
 */
import { stopwatch } from '../../flow/stopwatch.ts';
import { Fault } from '../../model/fault.ts';
import type { ManifestRange, RangedManifest } from '../../model/manifest-range.ts';
import type { FileOrder } from '../../read/range-job.ts';
import { formatProofs, type KeptProofs, keyOf, type Proof, parseProofs } from './proof-file.ts';
import type { ProofContext, RangeOutcome, RunProofs, SpreadOptions } from './proofs.ts';
import { proveUnits } from './prove-units.ts';
import { isDone, savingNowAndThen } from './saving.ts';
import { byUrgencyOfProof, costOf, neededUnits, paceOf, quotaOf, type Unit } from './schedule.ts';
import { spreadEnd } from './spread-end.ts';

const MOST_RUNS = 30;

/** Opens what earlier runs proved of the files of a manifest. Throws a Fault (3) where what this one proves could not be kept. */
export async function openSpread(
  context: ProofContext,
  ranged: RangedManifest,
  options: SpreadOptions,
  signal: AbortSignal | undefined,
): Promise<RunProofs> {
  const { store, now } = context;
  const startedAt = now();
  const passed = stopwatch(startedAt, now);
  const before = keptBy(context);
  const { salt = context.salt, since = startedAt, runs = [], credit = 0 } = before?.header ?? {};
  const { root, rules } = context;
  const { coverMs } = options;
  const first = { salt, root, rules, since, credit, runs: [...runs, startedAt].slice(-MOST_RUNS) };
  const units = await unitsOf(ranged, salt, before?.proofs ?? new Map(), Math.floor(startedAt / 1000));
  const keys = new WeakMap<ManifestRange, Unit>();
  const readNow = new Set<Unit>();
  const pace = paceOf(first.runs, coverMs ?? Infinity);
  const quota = coverMs === undefined ? 0 : quotaOf([...units.values()], pace, coverMs);
  const save = (): void => {
    const header = { ...first, credit: Math.max(0, credit + costOf(readNow) - quota) };
    const proofs = new Map([...units].map(([key, { proof }]) => [key, proof]));
    store.keep(formatProofs({ header, proofs }));
  };
  if (!isDone(save))
    throw new Fault(
      3,
      'what is proven cannot be kept in the state directory, so the next run would begin anew',
      'mend the state directory, or verify without --budget and --cover',
    );
  const saveSometimes = savingNowAndThen(now, () => void isDone(save));
  let [spent, touched] = [0, 0];
  let isSpent = false;
  let isShort = false;

  /** Whether the budget allows to read a unit, and what a unit that did not hold needs no budget for. */
  const mayRead = (unit: Unit): boolean => {
    const { budgetMs = Infinity, budgetBytes = Infinity } = options;
    const isOver = passed() >= budgetMs || (spent > 0 && spent + unit.bytes > budgetBytes);
    if (isOver && unit.proof.is !== 'first') isSpent = true;
    return unit.proof.is === 'first' || !isSpent;
  };
  const unitOf = (range: ManifestRange): Unit | undefined => {
    const unit = keys.get(range) ?? units.get(keyOf(range, salt));
    if (unit !== undefined) keys.set(range, unit);
    return unit;
  };
  const stamping = (unit: Unit): FileOrder => {
    spent += unit.bytes;
    readNow.add(unit);
    return { is: 'stamp', now: now() };
  };
  const note = (range: ManifestRange, { is: ordered }: FileOrder, { is, stamp }: RangeOutcome): void => {
    const unit = unitOf(range);
    if (unit === undefined || is === 'stopped') return;
    const { at } = unit.proof;
    if (is === 'damaged') unit.proof = { is: 'first', at };
    else if (ordered === 'stamp' && stamp !== undefined)
      unit.proof = { is: 'proven', at: Math.floor(now() / 1000), stamp };
    saveSometimes();
  };

  return {
    begun: {},
    async proveFirst(manifest, read, lanes) {
      const sorted = byUrgencyOfProof([...units.values()]);
      const needed = neededUnits(sorted, { coverMs, pace, credit, now: startedAt });
      await proveUnits(needed, manifest, { lanes, unitOf, note, read, stamping, mayRead, signal });
      isShort = isSpent;
    },
    orderOf(range) {
      const unit = unitOf(range);
      if (unit?.proof.is === 'proven') return { is: 'look', stamp: unit.proof.stamp };
      // What did not hold a moment ago is read again, and reported.
      return unit?.proof.is === 'first' ? stamping(unit) : { is: 'glance' };
    },
    orderAfter(range, stale) {
      const unit = unitOf(range);
      if (unit === undefined) return { is: 'glance' };
      // Where all files got another owner, say, they have their turn as before.
      if (stale === 'touched') {
        const isTooMuch = coverMs !== undefined && touched >= quota;
        touched += costOf([unit]);
        return isTooMuch || !mayRead(unit) ? { is: 'glance' } : stamping(unit);
      }
      const order: FileOrder = mayRead({ ...unit, proof: { is: 'new', at: 0 } })
        ? stamping(unit)
        : { is: 'glance' };
      unit.proof = { is: 'first', at: unit.proof.at };
      return order;
    },
    isOfThisRun(range) {
      const unit = unitOf(range);
      return unit !== undefined && readNow.has(unit);
    },
    note,
    end(isStopped) {
      const isKept = isDone(save);
      return spreadEnd(
        { units: [...units.values()], readNow, since, pace, credit, options, isShort, now: now() },
        isStopped,
        isKept,
      );
    },
  };
}

function keptBy({ store, root, rules }: ProofContext): KeptProofs | undefined {
  const bytes = store.read();
  const kept = bytes === undefined ? undefined : parseProofs(bytes);
  return kept?.header.root === root && kept.header.rules === rules ? kept : undefined;
}

/** The ranges of a manifest by their keys, with what is known of them; what is not known is new. */
async function unitsOf(
  { ranges }: RangedManifest,
  salt: string,
  known: ReadonlyMap<string, Proof>,
  at: number,
): Promise<ReadonlyMap<string, Unit>> {
  const units = new Map<string, Unit>();
  for await (const range of ranges()) {
    const key = keyOf(range, salt);
    const { files, bytes, lines } = range;
    const proof = known.get(key) ?? { is: 'new', at };
    units.set(key, { key, files, bytes, length: lines.length, place: units.size, proof });
  }
  return units;
}
