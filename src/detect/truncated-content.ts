import type { Detector } from './detector.ts';
import { accuse } from './evidence.ts';

/** The file ends before its own end: a missing end marker, a length that is not reached. */
export const truncatedContent: Detector = {
  code: 'truncated-content',
  examine({ standing, format }, path) {
    return standing.is === 'cut' ? accuse('truncated-content', standing, format, path) : undefined;
  },
};
