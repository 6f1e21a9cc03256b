import type { Finding } from '../../model/finding.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';

/** What a backup cannot do without: blocks where a list of files is there. */
export function duplicatiParts(place: PartsPlace): readonly Finding[] {
  const names = namesOf(place.root, place.directory).map(({ name }) => name);
  const list = names.find((name) => /^duplicati-\d{8}T\d{6}Z\.dlist\./.test(name));
  const hasBlocks = names.some((name) => /^duplicati-b[0-9a-f]{32}\.dblock\./.test(name));
  return list === undefined || hasBlocks
    ? []
    : [
        missingPart(
          place,
          list,
          'duplicati-b*.dblock',
          'no volume of blocks is there, and a list of files needs some',
        ),
      ];
}
