import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { hasFileBelow, isThere, lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf } from '../kit/read-voucher-file.ts';

const INDEX = 'index.json';
const LAYOUT = 'oci-layout';
const HEAD = 65_536;

/** What an image layout cannot do without: its mark, its index, and a blob where the index names some; containerd has neither. */
export function ociParts(place: PartsPlace): readonly Finding[] {
  if (!isThere(place, LAYOUT)) return [];
  if (!isThere(place, INDEX))
    return [missingPart(place, LAYOUT, INDEX, 'no index is there: nothing says which images it has')];
  const named = headOf(place.root, join(place.directory, INDEX), HEAD).includes('"digest"');
  return [
    ...lostKeyFile(place, LAYOUT),
    ...lostKeyFile(place, INDEX),
    ...(named && !hasFileBelow(place, 'blobs')
      ? [missingPart(place, INDEX, 'blobs', 'no blob is there')]
      : []),
  ];
}
