import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import { continuationIn, meet, type PartOfMember, VOLUME_HEAD } from '../../structure/archive/tar/volume.ts';
import { namesOf } from '../kit/list-files.ts';
import type { PartsPlace } from '../kit/parts.ts';
import { headOf } from '../kit/read-voucher-file.ts';
import { openMemberOf } from './open-member.ts';

const MOST = 2000;

/** Volumes of GNU tar that begin with the rest of a member of which the beginning is in none, or in one that is not before them. */
export function tarVolumes(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const names = namesOf(root, directory)
    .flatMap(({ name, kind }) => (kind === 'file' ? [name] : []))
    .slice(0, MOST)
    .toSorted(byNumber);
  const later = names.flatMap((name, i) => {
    const rest = continuationIn(headOf(root, join(directory, name), VOLUME_HEAD));
    return rest === undefined ? [] : [{ name, rest, before: names[i - 1] }];
  });
  if (later.length === 0) return [];
  const ends = names.flatMap((name) => {
    const open = openMemberOf(root, join(directory, name));
    return open === undefined ? [] : [{ name, open }];
  });
  return later.flatMap(({ name, rest, before }) => {
    const from = ends.filter((each) => each.name !== name && meet(each.open, rest));
    if (from.some((each) => each.name === before)) return [];
    return [wrongVolume(join(directory, name), rest, from[0]?.name)];
  });
}

function wrongVolume(path: BytePath, rest: PartOfMember, from: BytePath | undefined): Finding {
  const what = `it begins with the rest of ${toText(rest.name)} from ${rest.offset} on`;
  return from === undefined
    ? finding('broken-structure', path, { note: `${what}, and the volume before it is not here` })
    : finding('broken-structure', path, {
        severity: 'warning',
        note: `${what}: it comes after ${toText(from)}, not in the order of the names`,
      });
}

/** Compares names as people number them: `b.tar`, `b.tar-2`, `b.tar-10`. */
function byNumber(one: BytePath, other: BytePath): number {
  const numbers = (name: BytePath): BytePath => name.replace(/\d+/g, (digits) => digits.padStart(15, '0'));
  const [a, b] = [numbers(one), numbers(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
