/**
 * Sectors of something else inside text that may have binary data in it by nature: strings of scripts, bodies of mails, what
 * follows a script. Such data begins and ends anywhere; what a disk or a file system put there does so on the grid.
 */
import { hasControls, isForbidden } from './control-bytes.ts';
import type { StructureVerdict } from './structure.ts';
import { asWarning, verdictsOf } from './verdicts.ts';

const SECTOR = 512;
/** No kind of text has them, whatever a mail or an address book may be. */
const OF_TEXT = verdictsOf('text');
/** Bytes of a run that no text has, in all and in each sector, and their kinds: a sector of random bytes has 58 of them. */
const LEAST = 24;
const LEAST_EACH = 8;
const MIN_KINDS = 4;
/** The first and the last of them are so near to the borders of their run. */
const NEAR = 48;
/** Less text after a run, in the last sector of a file, does not say what the file is. */
const LEAST_TEXT = 64;

/** Searches a stream for a run of foreign sectors. */
export type ForeignSectors = {
  readonly update: (bytes: Uint8Array) => void;
  /** Returns the first run, or undefined. */
  readonly end: () => ForeignRun | undefined;
};

/** A run of foreign sectors, by its offsets. */
export type ForeignRun = { readonly start: number; readonly end: number };

type Run = { readonly start: number; count: number; readonly kinds: Set<number>; gap: number };

/**
 * Finds whole sectors with control bytes of many kinds, a NUL among them, between sectors that have none, where the control
 * bytes reach the borders. What databases, mails and yEnc write raw has no NUL.
 */
export function createForeignSectors(): ForeignSectors {
  const rest = Buffer.alloc(SECTOR);
  let restLength = 0;
  let offset = 0;
  let isAfterText = false;
  let run: Run | undefined;
  let found: ForeignRun | undefined;

  const isForeign = ({ count, kinds, gap }: Run): boolean =>
    count >= LEAST && kinds.size >= MIN_KINDS && kinds.has(0) && gap <= NEAR;
  const see = (sector: Buffer): void => {
    if (found !== undefined) return;
    const start = offset;
    offset += sector.length;
    if (!hasControls(sector)) {
      if (run !== undefined && isForeign(run) && sector.length >= LEAST_TEXT)
        found = { start: run.start, end: start };
      run = undefined;
      isAfterText = true;
      return;
    }
    const { count, kinds, first, last } = controlsIn(sector);
    if (sector.length < SECTOR || count < LEAST_EACH) run = undefined;
    else if (run !== undefined) {
      run.count += count;
      for (const kind of kinds) run.kinds.add(kind);
      run.gap = SECTOR - 1 - last;
    } else if (isAfterText && first <= NEAR) run = { start, count, kinds, gap: SECTOR - 1 - last };
    isAfterText = false;
  };

  return {
    update(chunk) {
      if (found !== undefined) return;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let at = 0;
      if (restLength > 0) {
        at = bytes.copy(rest, restLength);
        restLength += at;
        if (restLength < SECTOR) return;
        restLength = 0;
        see(rest);
      }
      for (; at + SECTOR <= bytes.length; at += SECTOR) see(bytes.subarray(at, at + SECTOR));
      restLength = bytes.copy(rest, 0, at);
    },
    end() {
      if (restLength > 0) see(rest.subarray(0, restLength));
      return found;
    },
  };
}

/** The verdict on text with a run of foreign sectors in it. */
export function withForeign({ start, end }: ForeignRun): StructureVerdict {
  return asWarning(OF_TEXT.broken(`sectors of something else from ${start} to ${end}`));
}

/** Counts the bytes that no text has; `first` and `last` are their places. */
function controlsIn(sector: Buffer): {
  readonly count: number;
  readonly kinds: Set<number>;
  readonly first: number;
  readonly last: number;
} {
  const kinds = new Set<number>();
  let count = 0;
  let first = SECTOR;
  let last = 0;
  for (const [i, byte] of sector.entries()) {
    if (!isForbidden(byte)) continue;
    count += 1;
    kinds.add(byte);
    first = Math.min(first, i);
    last = i;
  }
  return { count, kinds, first, last };
}
