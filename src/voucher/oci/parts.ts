import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { isRecord } from '../../model/record.ts';
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
    ...layoutFindings(place),
    ...lostKeyFile(place, INDEX),
    ...(named && !hasFileBelow(place, 'blobs')
      ? [missingPart(place, INDEX, 'blobs', 'no blob is there')]
      : []),
  ];
}

/** The mark of a layout names the version of its form (image-layout.md): readers stop at any other content. */
function layoutFindings(place: PartsPlace): readonly Finding[] {
  const path = join(place.directory, LAYOUT);
  const lost = lostKeyFile(place, LAYOUT);
  const head = headOf(place.root, path, HEAD);
  if (lost.length > 0 || head.length === 0) return lost;
  const isOne = /^\d+\.\d+\.\d+/.test(layoutVersion(head));
  return isOne ? [] : [finding('broken-structure', path, { note: 'it names no version of image layouts' })];
}

function layoutVersion(bytes: Buffer): string {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const version = isRecord(value) ? value['imageLayoutVersion'] : undefined;
    return typeof version === 'string' ? version : '';
  } catch {
    return '';
  }
}
