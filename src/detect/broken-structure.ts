import type { Detector } from './detector.ts';
import { structureFinding } from './evidence.ts';

/** The file's own structure is invalid, or a checksum inside it does not match. */
export const brokenStructure: Detector = {
  code: 'broken-structure',
  examine({ verdict, format }, path) {
    return verdict.is === 'broken' ? structureFinding('broken-structure', verdict, format, path) : undefined;
  },
};
