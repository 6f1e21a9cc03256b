import type { StructureVerdict } from './structure.ts';

/** The same verdict, as a warning where it accuses: for evidence that a whole backup may show as well. */
export function asWarning(standing: StructureVerdict): StructureVerdict {
  return standing.is === 'cut' || standing.is === 'broken' ? { ...standing, severity: 'warning' } : standing;
}
