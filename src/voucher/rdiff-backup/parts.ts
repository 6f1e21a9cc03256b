import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';
import { MIRROR } from './names.ts';

const DATA = 'rdiff-backup-data';

/** What a mirror cannot do without once a backup has ended: the mark of its time, and the metadata of that time. */
export function rdiffParts(place: PartsPlace): readonly Finding[] {
  const names = namesOf(place.root, join(place.directory, DATA)).map(({ name }) => name);
  const ended = names.find((name) => name.startsWith('session_statistics.'));
  if (ended === undefined) return [];
  const marks = names.flatMap((name) => MIRROR.exec(name)?.[1] ?? []);
  const [time] = marks;
  if (time === undefined)
    return [
      missingPart(
        place,
        `${DATA}/${ended}`,
        `${DATA}/current_mirror`,
        'nothing says of which time the mirror is',
      ),
    ];
  const metadata = `mirror_metadata.${time}.snapshot`;
  return marks.length > 1 || names.some((name) => name === metadata || name === `${metadata}.gz`)
    ? []
    : [missingPart(place, `${DATA}/current_mirror.${time}.data`, `${DATA}/${metadata}.gz`)];
}
