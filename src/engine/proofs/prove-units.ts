import { mapOrdered } from '../../flow/map-ordered.ts';
import type { ManifestRange, RangedManifest } from '../../model/manifest-range.ts';
import type { FileOrder } from '../../read/range-job.ts';
import type { RangeOutcome, ReadRange } from './proofs.ts';
import type { Unit } from './schedule.ts';

/** The lines of so many bytes are in memory at a time: for each such part the manifest is read once. */
const MOST_LINES = 1 << 25;
const BUSY_PER_LANE = 3;

/** Who reads units, whether they still may, and who is told. */
export type Proving = {
  readonly lanes: number;
  readonly unitOf: (range: ManifestRange) => Unit | undefined;
  readonly mayRead: (unit: Unit) => boolean;
  /** Returns the order by which a unit is read, which is counted. */
  readonly stamping: (unit: Unit) => FileOrder;
  readonly read: ReadRange;
  readonly note: (range: ManifestRange, order: FileOrder, outcome: RangeOutcome) => void;
  readonly signal: AbortSignal | undefined;
};

/** Reads units in their order, as long as that is allowed. */
export async function proveUnits(
  units: readonly Unit[],
  manifest: RangedManifest,
  proving: Proving,
): Promise<void> {
  const { lanes, read, note } = proving;
  const busy = lanes * BUSY_PER_LANE;
  const prove = async ({ range, unit }: Placed): Promise<void> => {
    const order = proving.stamping(unit);
    note(range, order, await read(range, order));
  };
  const all = mapOrdered(allowed(inParts(units, manifest, proving), proving), prove, { busy, waiting: 8192 });
  while ((await all.next()).done !== true);
}

type Placed = { readonly range: ManifestRange; readonly unit: Unit };

async function* allowed(
  placed: AsyncIterable<Placed>,
  { mayRead, signal }: Proving,
): AsyncGenerator<Placed, void, undefined> {
  for await (const each of placed) {
    if (signal?.aborted === true) return;
    if (mayRead(each.unit)) yield each;
    else return;
  }
}

/** Yields units with their lines, in the order of the units. */
async function* inParts(
  units: readonly Unit[],
  { ranges }: RangedManifest,
  { unitOf }: Proving,
): AsyncGenerator<Placed, void, undefined> {
  for (let start = 0; start < units.length; ) {
    const wanted = new Map<Unit, ManifestRange | undefined>();
    for (let length = 0; start < units.length && length < MOST_LINES; start++) {
      const unit = units[start];
      if (unit === undefined) break;
      wanted.set(unit, undefined);
      length += unit.length;
    }
    let left = wanted.size;
    for await (const range of ranges()) {
      const unit = unitOf(range);
      if (unit === undefined || !wanted.has(unit)) continue;
      wanted.set(unit, range);
      left -= 1;
      if (left === 0) break;
    }
    for (const [unit, range] of wanted) if (range !== undefined) yield { unit, range };
  }
}
