import type { Finding } from '../../model/finding.ts';
import { hasFileBelow, lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';

/** What a storage cannot do without: its config, and chunks where there is a snapshot. */
export function duplicacyParts(place: PartsPlace): readonly Finding[] {
  const isEmptied = hasFileBelow(place, 'snapshots') && !hasFileBelow(place, 'chunks');
  return [
    ...lostKeyFile(place, 'config'),
    ...(isEmptied
      ? [missingPart(place, 'snapshots', 'chunks', 'no chunk is there, and a snapshot needs some')]
      : []),
  ];
}
