import type { Finding } from '../../model/finding.ts';
import { namesOf } from '../kit/list-files.ts';
import { lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';

/** What a repository cannot do without: its format blob, and packs (`p`, `q`) where there is an index (`n`, `x`). */
export function kopiaParts(place: PartsPlace): readonly Finding[] {
  const firsts = new Set(
    namesOf(place.root, place.directory)
      .filter(({ name, kind }) => kind === 'directory' || name.endsWith('.f'))
      .map(({ name }) => name.charAt(0)),
  );
  const isEmptied = (firsts.has('n') || firsts.has('x')) && !firsts.has('p') && !firsts.has('q');
  const note = 'no pack is there, and an index needs some';
  return [
    ...lostKeyFile(place, 'kopia.repository.f'),
    ...(isEmptied ? [missingPart(place, 'kopia.repository.f', 'p', note)] : []),
  ];
}
