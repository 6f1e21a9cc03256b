import type { Finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { isThere, missingPart, type PartsPlace } from '../kit/parts.ts';

const LISTS = ['wals/xlog.db', 'meta/xlog.db'];
/** Directories of segments, by their timeline and log. */
const SEGMENTS = /^[0-9A-F]{16}$/;

/** What a server of Barman cannot do without: the list of its archived segments, where there are some. */
export function barmanParts(place: PartsPlace): readonly Finding[] {
  const isArchived = namesOf(place.root, join(place.directory, 'wals')).some(
    ({ name, kind }) => kind === 'directory' && SEGMENTS.test(name),
  );
  if (!isArchived || LISTS.some((list) => isThere(place, list))) return [];
  const note = 'segments are archived, and the list of them is not there: barman rebuild-xlogdb';
  return [{ ...missingPart(place, 'wals', 'wals/xlog.db', note), severity: 'warning' }];
}
