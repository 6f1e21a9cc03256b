/** The only place that tries a system call again. */
import { errorCode } from '../model/fault.ts';

/** How often a call is made at most, and how long to wait before it is made again, in milliseconds. */
type Patience = { readonly tries: number; readonly pauseMs: number };

/**
 * A signal interrupts for a moment; a lease on the file (as Samba takes them) is given up within two seconds; a server that
 * was restarted answers the next request.
 */
const PATIENCE: Readonly<Record<string, Patience>> = {
  EINTR: { tries: 200, pauseMs: 0 },
  EAGAIN: { tries: 200, pauseMs: 10 },
  ETIMEDOUT: { tries: 3, pauseMs: 50 },
  ESTALE: { tries: 3, pauseMs: 50 },
};
const CLOCK = new Int32Array(new SharedArrayBuffer(4));

/** Makes a system call again, up to a bound, where it failed for a reason that passes. Throws its last error. */
export function persist<T>(call: () => T): T {
  for (let tries = 1; ; tries++) {
    try {
      return call();
    } catch (error) {
      waitOrThrow(error, tries);
    }
  }
}

/** Returns, after a pause, where a call that failed `tries` times should be made again; throws its error otherwise. */
export function waitOrThrow(error: unknown, tries: number): void {
  const patience = PATIENCE[errorCode(error) ?? ''];
  if (patience === undefined || tries >= patience.tries) throw error;
  if (patience.pauseMs > 0) Atomics.wait(CLOCK, 0, 0, patience.pauseMs);
}

/** Does once more what opens and reads a file, where its handle went stale: only opening it anew gives another. */
export function reopening<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (errorCode(error) !== 'ESTALE') throw error;
    return work();
  }
}
