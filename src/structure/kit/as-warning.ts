import type { Standing } from './structure.ts';

/** The same verdict, as a warning where it accuses: for evidence that a whole backup may show as well. */
export function asWarning(standing: Standing): Standing {
  return standing.is === 'cut' || standing.is === 'broken' ? { ...standing, severity: 'warning' } : standing;
}
