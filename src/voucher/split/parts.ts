import { type Finding, finding } from '../../model/finding.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import { doubledParts } from '../kit/doubled-parts.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readTail, statEntry } from '../kit/read-voucher-file.ts';
import { splitSetsIn } from './split-set.ts';
import { brokenVolumesIn } from './volumes.ts';

/** The parts of split files that are gone, and those that end before their peers do. */
export function splitParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const names = namesOf(root, directory).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  const sizeOf = (name: BytePath): number | undefined => statEntry(root, join(directory, name))?.size;
  const sets = splitSetsIn(new Set(names), {
    size: sizeOf,
    head: (name, length) => headOf(root, join(directory, name), length),
    tail: (name, length) => readTail(root, join(directory, name), length),
  });
  const broken = brokenVolumesIn(
    new Set(names),
    (name) => lastDiskOf(readTail(root, join(directory, name), 65_557)),
    sizeOf,
  );
  const cutShort = (part: BytePath): Finding =>
    finding('truncated-content', join(directory, part), {
      note: 'it is shorter than the other parts of its set',
    });
  const volumes = broken.flatMap(({ known, gaps, short }) => [
    ...gaps.map((gap) => missingPart(place, known, gap, `other volumes of its archive are there`)),
    ...(isArchive(headOf(root, join(directory, known), 4)) ? short.map(cutShort) : []),
  ]);
  const split = sets.flatMap(({ parts, gaps, short, isDense }) => {
    const [first = ''] = parts;
    return [
      ...(isDense ? doubledParts(place, parts) : []),
      ...gaps.map((gap) =>
        missingPart(place, first, gap, `${toText(first)} and ${parts.length - 1} more parts are there`),
      ),
      ...short.map(cutShort),
    ];
  });
  return [...split, ...volumes];
}

/** Returns whether a first volume begins as one of RAR or zip: other files have such names too. */
function isArchive(head: Buffer): boolean {
  return ['Rar!', 'PK\x07\x08', 'PK\x03\x04'].includes(head.toString('latin1'));
}

/** Returns the number of the disk on which the directory of a zip ends, by the end of its last volume (APPNOTE 4.3.16). */
function lastDiskOf(tail: Buffer): number | undefined {
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const disk = at < 0 || at + 22 > tail.length ? 0xffff : tail.readUInt16LE(at + 4);
  return disk === 0xffff ? undefined : disk;
}
