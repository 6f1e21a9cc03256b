import type { StructureFault } from '../../model/content.ts';
import type { StructureVerdict } from './structure.ts';

/** A checksum inside covers the content, and it matched. */
export const PROVEN: StructureVerdict = { is: 'proven' };

/** The structure is valid; no checksum of the interior was computed. */
export const SOUND: StructureVerdict = { is: 'sound' };

/** Encrypted on purpose, with a valid structure. */
export const ENCRYPTED: StructureVerdict = { is: 'encrypted' };

/** An unknown variant, or a limit was reached. */
export const UNKNOWN: StructureVerdict = { is: 'unknown' };

/** Returns the verdict where the structure is invalid or a checksum does not match. */
export function broken(detail: string): StructureVerdict {
  return { is: 'broken', detail };
}

/**
 * Returns the verdict where the checksum that `what` names is not the recorded one: "<what> wanted <hex>, found <hex>".
 * Numbers are written as eight hex digits, buffers as hex, strings as they are.
 */
export function mismatch(
  what: string,
  wanted: number | string | Buffer,
  found: number | string | Buffer,
): StructureVerdict {
  return broken(`${what} wanted ${digitsOf(wanted)}, found ${digitsOf(found)}`);
}

function digitsOf(sum: number | string | Buffer): string {
  if (typeof sum === 'number') return hex32(sum);
  return typeof sum === 'string' ? sum : sum.toString('hex');
}

/** Returns the verdict where the file ends before its content does. */
export function cut(detail: string): StructureVerdict {
  return { is: 'cut', detail };
}

/** Returns the functions above for a format that files of other formats contain, so that its verdicts name it. */
export function verdictsOf(of: string): {
  readonly broken: typeof broken;
  readonly cut: typeof cut;
  readonly mismatch: typeof mismatch;
} {
  return {
    broken: (detail) => ({ ...broken(detail), of }),
    cut: (detail) => ({ ...cut(detail), of }),
    mismatch: (...what) => ({ ...mismatch(...what), of }),
  };
}

/** Returns a verdict on content as one on the file that contains it; `place` says where, as `inside`. */
export function within(
  place: string,
  { of, detail, ...rest }: Extract<StructureVerdict, StructureFault>,
): StructureVerdict {
  return { ...rest, detail: `${place}: ${of === undefined ? detail : `${of}: ${detail}`}` };
}

/** Lowers a reported fault to a warning: for evidence that a healthy backup may show as well. */
export function asWarning(verdict: StructureVerdict): StructureVerdict {
  return verdict.is === 'cut' || verdict.is === 'broken' ? { ...verdict, severity: 'warning' } : verdict;
}

/** Lowers a reported fault to a note: for what is more often a careless program than damage. */
export function asNote(verdict: StructureVerdict): StructureVerdict {
  return verdict.is === 'cut' || verdict.is === 'broken' ? { ...verdict, severity: 'note' } : verdict;
}

/** Returns the verdict on a log whose last record was not written to its end: the program that reads it drops that record. */
export function tornRecord(size: number, at: number): StructureVerdict {
  return asWarning(cut(`ends at ${size}, inside the record at ${at}`));
}

/** Formats a 32-bit number as eight hex digits. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
