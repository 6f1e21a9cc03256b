import { type Finding, finding } from '../../model/finding.ts';
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
  if (marks.length > 1) return [neverEnded(place, time, marks.length)];
  const metadata = `mirror_metadata.${time}.snapshot`;
  return names.some((name) => name === metadata || name === `${metadata}.gz`)
    ? []
    : [missingPart(place, `${DATA}/current_mirror.${time}.data`, `${DATA}/${metadata}.gz`)];
}

/** A backup that runs or was killed leaves the mirror half as it was, and nothing can be restored before it is undone. */
function neverEnded({ directory }: PartsPlace, time: string, marks: number): Finding {
  const note = `there are ${marks} of current_mirror: the last backup never ended (rdiff-backup regress)`;
  return finding('broken-structure', join(directory, `${DATA}/current_mirror.${time}.data`), {
    severity: 'warning',
    note,
  });
}
