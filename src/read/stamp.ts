/**
 * The stamp of a range: one digest of what the system says of all its files. A file that is written, replaced or renamed gets another
 * ctime, which nobody can set back while the clock is right, and with it the range another stamp, whatever was done to size and mtime.
 */
import { hash } from 'node:crypto';
import type { FileIdentity } from '../disk/stat.ts';

/** How long after a change another one may leave the ctime as it is, in milliseconds: by the tick of the system, or where seconds are kept. */
const TICK = 100;
const WHOLE_SECONDS = 2500;
/** Half of the digits are of all, and half of all but the ctime. */
const HALF = 16;

/** Takes the files of a range, in their order. */
export type Stamp = {
  see(file: FileIdentity): void;
  /** Returns the stamp; with `now` none where a file was changed so lately that it may have been changed again unseen. */
  end(now?: number): string | undefined;
};

/** Starts a stamp. */
export function createStamp(): Stamp {
  let text = '';
  let ctimes = '';
  let [latest, latestWhole] = [-Infinity, -Infinity];
  return {
    see(file) {
      text += `${file.text}\n`;
      ctimes += `${file.ctime}\n`;
      latest = Math.max(latest, file.ctimeMs);
      if (file.ctimeMs % 1000 === 0) latestWhole = Math.max(latestWhole, file.ctimeMs);
    },
    end(now) {
      if (now !== undefined && (latest + TICK > now || latestWhole + WHOLE_SECONDS > now)) return undefined;
      return hash('sha256', `${text}\0${ctimes}`).slice(0, HALF) + hash('sha256', text).slice(0, HALF);
    },
  };
}

/** Returns whether two stamps differ by ctimes alone: the files were perhaps written and given their dates again, or only linked. */
export function isTouched(stamp: string, before: string): boolean {
  return stamp !== before && stamp.slice(HALF) === before.slice(HALF);
}
