import type { Finding } from '../../model/finding.ts';
import { type BytePath, join } from '../../model/path.ts';
import { namesOf } from '../kit/list-files.ts';
import { missingPart, type PartsPlace } from '../kit/parts.ts';

const CHECKPOINT = /^checkpoint\.(\d+)$/;
/** More numbers than this between two files are no gap. */
const MOST = 10_000;

/**
 * Segments and chunks whose numbers leave a gap: Prometheus does not start with one, or stops reading there. The segments after
 * a checkpoint begin with the next number.
 */
export function prometheusParts(place: PartsPlace): readonly Finding[] {
  return ['chunks', 'chunks_head', 'wal', 'wbl'].flatMap((directory) => [
    ...lostIn(place, directory),
    ...checkpointsIn(place, directory).flatMap((name) => lostIn(place, join(directory, name), 0)),
  ]);
}

function checkpointsIn({ root, directory }: PartsPlace, below: BytePath): BytePath[] {
  return namesOf(root, join(directory, below)).flatMap(({ name, kind }) =>
    kind === 'directory' && CHECKPOINT.test(name) ? [name] : [],
  );
}

function lostIn(place: PartsPlace, below: BytePath, first?: number): Finding[] {
  const files = namesOf(place.root, join(place.directory, below))
    .flatMap(({ name, kind }) => (kind === 'file' && /^(?:\d{6}|\d{8})$/.test(name) ? [name] : []))
    .toSorted();
  const [known] = files;
  if (known === undefined) return [];
  const numbers = new Set(files.map(Number));
  const checkpoints = checkpointsIn(place, below).map((name) => Number(CHECKPOINT.exec(name)?.[1]));
  const before = first ?? (checkpoints.length > 0 ? Math.max(...checkpoints) + 1 : undefined);
  const from = Math.min(before ?? Infinity, Number(known));
  const last = Math.max(...numbers);
  if (last - from > MOST) return [];
  return Array.from({ length: last - from + 1 }, (_, i) => from + i)
    .filter((number) => !numbers.has(number))
    .map((number) => {
      const name = `${number}`.padStart(known.length, '0');
      return missingPart(place, join(below, known), join(below, name), 'later ones are there');
    });
}
