import { stopwatch } from '../../flow/stopwatch.ts';
import { errorCode } from '../../model/fault.ts';

const SAVE_EVERY_MS = 30_000;

/** Returns what calls `save` at most once in 30 seconds, so that no more than that is lost where the run is killed. */
export function savingNowAndThen(now: () => number, save: () => void): () => void {
  const passed = stopwatch(now(), now);
  let last = 0;
  return () => {
    if (passed() - last < SAVE_EVERY_MS) return;
    save();
    last = passed();
  };
}

/** Returns whether the system did what was asked of it; another error is a bug. */
export function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
