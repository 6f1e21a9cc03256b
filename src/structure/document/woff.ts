import { chunkedProbe, type Source, type Step } from '../kit/chunked-reader.ts';
import { createInflater } from '../kit/inflating.ts';
import { withoutSlack } from '../kit/padding.ts';
import { latin1At } from '../kit/read-int.ts';
import { endsInside } from '../kit/reader-helpers.ts';
import type { Structure, StructureVerdict } from '../kit/structure.ts';
import { broken, cut, PROVEN, SOUND } from '../kit/verdicts.ts';

const MAX_TABLES = 3000;

/** WOFF 1: the length in the header, and the tables of the directory with the Adler-32 of each. */
export const woff: Structure = {
  name: 'woff',
  starts: 'w',
  traits: ['dense'],
  extensions: ['woff'],
  recognises: (head) =>
    latin1At(head, 0, 4) === 'wOFF' && head.length >= 44 && head[14] === 0 && head[15] === 0,
  createCheck: () => chunkedProbe(check),
};

type Table = {
  readonly tag: string;
  readonly start: number;
  readonly length: number;
  readonly isPacked: boolean;
};

function* check(source: Source): Step<StructureVerdict> {
  const head = yield* source.take(44);
  if (head.length < 44) return endsInside(source, 'its header');
  const length = head.readUInt32BE(8);
  const size = 20 * Math.min(head.readUInt16BE(12), MAX_TABLES);
  const directory = yield* source.take(size);
  if (directory.length < size) return endsInside(source, 'its directory');
  let isProven = true;
  for (const { tag, start, length: packed, isPacked } of tablesOf(directory)) {
    const end = start + packed;
    if (end > length) return broken(`table ${tag} extends to ${end}; the header says ${length} bytes`);
    isProven &&= isPacked || packed < 64;
    if (start < source.offset || !isPacked) continue;
    if (!(yield* source.skip(start - source.offset))) return endsBefore(source, length);
    // A separate inflater for each table: some programs packed them with windows of different sizes.
    const inflater = createInflater('zlib');
    const packing = yield* inflater.inflate(source, () => {});
    inflater.close();
    if (packing.is === 'cut') return endsBefore(source, length);
    if (packing.is === 'broken') return broken(`table ${tag} at ${start}: ${packing.detail}`);
    if (source.offset > end) return broken(`table ${tag} at ${start} continues beyond ${end}`);
  }
  if (length > source.offset && !(yield* source.skip(length - source.offset)))
    return endsBefore(source, length);
  return yield* withoutSlack(source, 'woff', isProven ? PROVEN : SOUND);
}

function tablesOf(directory: Buffer): readonly Table[] {
  return Array.from({ length: directory.length / 20 }, (_, i) => {
    const at = 20 * i;
    const length = directory.readUInt32BE(at + 8);
    return {
      tag: JSON.stringify(directory.toString('latin1', at, at + 4)),
      start: directory.readUInt32BE(at + 4),
      length,
      isPacked: length < directory.readUInt32BE(at + 12),
    };
  }).toSorted((a, b) => a.start - b.start);
}

function endsBefore(source: Source, length: number): StructureVerdict {
  return cut(`ends at ${source.offset}; its header says ${length} bytes`);
}
