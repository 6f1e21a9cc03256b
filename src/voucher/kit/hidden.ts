/** What could not be listed or read while vouchers were opened, so that a voucher that lacks it does not count as complete. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isAbsent, type Trouble } from '../../model/entry.ts';
import type { BytePath } from '../../model/path.ts';

/** The trouble at each path below the root. */
export type HiddenPlaces = ReadonlyMap<BytePath, Trouble>;

// Formats look at the disk through functions that return what is there; where each runs, this is the list of its own.
const places = new AsyncLocalStorage<Map<BytePath, Trouble>>();

/** What a name in a voucher may lead to without any fault of the system: nothing can lie there, or a link. */
const ORDINARY = new Set(['ENAMETOOLONG', 'ELOOP']);

/** Notes that a path below the root could not be listed or read, unless the code says that there is no such file. */
export function noteHidden(path: BytePath, trouble: Trouble): void {
  if (isAbsent(trouble.code) || ORDINARY.has(trouble.code)) return;
  places.getStore()?.set(path, trouble);
}

/** Runs `open` and returns its result, with all that was noted meanwhile. */
export async function notingHidden<T>(
  open: () => Promise<T>,
): Promise<{ readonly result: T; readonly hidden: HiddenPlaces }> {
  const hidden = new Map<BytePath, Trouble>();
  return { result: await places.run(hidden, open), hidden };
}
