import { type Finding, finding } from '../../model/finding.ts';
import { join, toText } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf, readTail, statEntry } from '../kit/read-voucher-file.ts';
import { splitSetsIn } from './split-set.ts';
import { brokenVolumesIn } from './volumes.ts';

/** The parts of split files that are gone, and those that end before their peers do. */
export function splitParts(place: PartsPlace): readonly Finding[] {
  const { root, directory } = place;
  const names = namesOf(root, directory).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
  const sets = splitSetsIn(new Set(names), {
    size: (name) => statEntry(root, join(directory, name))?.size,
    head: (name, length) => headOf(root, join(directory, name), length),
  });
  const broken = brokenVolumesIn(new Set(names), (name) =>
    lastDiskOf(readTail(root, join(directory, name), 65_557)),
  );
  const volumes = broken.flatMap(({ known, gaps }) =>
    gaps.map((gap) => missingPart(place, known, gap, `other volumes of its archive are there`)),
  );
  const split = sets.flatMap(({ parts, gaps, short }) => {
    const [first = ''] = parts;
    return [
      ...gaps.map((gap) =>
        missingPart(place, first, gap, `${toText(first)} and ${parts.length - 1} more parts are there`),
      ),
      ...short.map((part) =>
        finding('truncated-content', join(directory, part), {
          note: 'it is shorter than the other parts of its set',
        }),
      ),
    ];
  });
  return [...split, ...volumes];
}

/** Returns the number of the disk on which the directory of a zip ends, by the end of its last volume (APPNOTE 4.3.16). */
function lastDiskOf(tail: Buffer): number | undefined {
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const disk = at < 0 || at + 22 > tail.length ? 0xffff : tail.readUInt16LE(at + 4);
  return disk === 0xffff ? undefined : disk;
}
