import type { StructureVerdict } from './structure.ts';

/** A checksum inside covers the content, and it held. */
export const PROVEN: StructureVerdict = { is: 'proven' };

/** The structure held; the interior has no checksum that was computed. */
export const SOUND: StructureVerdict = { is: 'sound' };

/** Encrypted on purpose, with a structure that held. */
export const ENCRYPTED: StructureVerdict = { is: 'encrypted' };

/** A variant that is not known, or a bound was reached. */
export const UNKNOWN: StructureVerdict = { is: 'unknown' };

/** The structure or a checksum does not hold. */
export function broken(detail: string): StructureVerdict {
  return { is: 'broken', detail };
}

/** The file ends before its own end. */
export function cut(detail: string): StructureVerdict {
  return { is: 'cut', detail };
}

/** A 32-bit number as eight hex digits. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
