import type { Detector } from './detector.ts';
import { accuse } from './evidence.ts';

/** The file's own structure, or a checksum inside it, does not hold. */
export const brokenStructure: Detector = {
  code: 'broken-structure',
  examine({ verdict: standing, format }, path) {
    return standing.is === 'broken' ? accuse('broken-structure', standing, format, path) : undefined;
  },
};
