import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import { type DarHead, darHead } from '../../structure/archive/dar.ts';
import { doubledParts } from '../kit/doubled-parts.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf } from '../kit/read-voucher-file.ts';
import { isFollowedSlice, isLastSlice } from './slice.ts';

const SLICE = /^(.+)\.(\d+)\.dar$/;
/** Slices beyond this number are not asked for: a name may say anything. */
const MOST_SLICES = 1_000_000;

type Slice = { readonly name: BytePath; readonly head: DarHead | undefined };

/** Slices of dar that are lost or come twice, and those of another archive among them. */
export function darParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const archives = new Map<string, Map<number, Slice>>();
  for (const { name, kind } of namesOf(root, directory)) {
    const [, archive, digits = ''] = SLICE.exec(name) ?? [];
    if (archive === undefined || kind !== 'file') continue;
    const slices = archives.get(archive) ?? new Map<number, Slice>();
    slices.set(Number(digits), { name, head: darHead(headOf(root, join(directory, name), 512)) });
    archives.set(archive, slices);
  }
  return [...archives].flatMap(([archive, slices]) =>
    [...slices.values()].some(({ head }) => head !== undefined) ? wrongIn(place, archive, slices) : [],
  );
}

function wrongIn(place: PartsPlace, archive: BytePath, slices: ReadonlyMap<number, Slice>): Finding[] {
  const { root, directory } = place;
  const last = Math.max(...slices.keys());
  const [known = ''] = [...slices.values()].map(({ name }) => name);
  const width = /\.(0\d*)\.dar$/.exec(known)?.[1]?.length ?? 1;
  const nameOfSlice = (number: number): BytePath => `${archive}.${`${number}`.padStart(width, '0')}.dar`;
  const lost: number[] = [];
  for (let number = 1; number < Math.min(last, MOST_SLICES); number++)
    if (!slices.has(number)) lost.push(number);
  const end = slices.get(last)?.name;
  if (end !== undefined && isFollowedSlice(root, join(directory, end))) lost.push(last + 1);
  const strangers = strangersIn(slices);
  const isEarlyEnd = (number: number, name: BytePath): boolean =>
    number < last && isLastSlice(root, join(directory, name));
  const misplaced = [...slices].flatMap(([number, { name }]) => {
    const isOther = strangers.has(name);
    if (!isOther && !isEarlyEnd(number, name)) return [];
    const note = isOther
      ? 'it is a slice of another archive than those beside it'
      : 'it says that it is the last slice, and others follow';
    return [{ name, found: finding('broken-structure', join(directory, name), { note }) }];
  });
  const told = new Set(misplaced.map(({ name }) => name));
  const others = [...slices.values()].flatMap(({ name }) => (told.has(name) ? [] : [name]));
  return [
    ...lost.map((number) =>
      missingPart(place, known, nameOfSlice(number), `other slices of ${toText(archive)} are there`),
    ),
    ...misplaced.map(({ found }) => found),
    ...doubledParts(place, others),
  ];
}

/** Returns the names of the slices whose label is not that of most of them. */
function strangersIn(slices: ReadonlyMap<number, Slice>): ReadonlySet<BytePath> {
  const all = [...slices.values()].filter(({ head }) => head !== undefined);
  const counts = new Map<string, number>();
  for (const { head } of all) counts.set(head?.label ?? '', (counts.get(head?.label ?? '') ?? 0) + 1);
  const [[usual] = ['']] = [...counts].toSorted(([, a], [, b]) => b - a);
  return new Set(all.flatMap(({ name, head }) => (head?.label === usual ? [] : [name])));
}
