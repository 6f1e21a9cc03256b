import { algorithmsOfLength, algorithmTagged } from '../../hash/algorithms.ts';
import type { Problems } from '../../manifest/checksum/problems.ts';
import type { BytePath } from '../../model/path.ts';
import { digestOf } from '../kit/entry-collector.ts';
import type { NamedDigests } from '../kit/loose-checksum-list.ts';

/** The columns or properties of one file, by their names in lower case. */
export type Fields = ReadonlyMap<string, BytePath>;

/**
 * Adds what `Algorithm`, `Hash` and `Path` (else `FullName` or `Name`) say of one file; without an algorithm it is the
 * usual one of that length. Anything else is a problem of the line.
 */
export function addNamed(found: NamedDigests[], problems: Problems, line: number, fields: Fields): void {
  const hex = (fields.get('hash') ?? '').trim();
  const tag = fields.get('algorithm')?.trim();
  const algorithm = tag === undefined ? algorithmsOfLength(hex.length)[0] : algorithmTagged(tag);
  const digest = digestOf(algorithm?.name ?? '', hex);
  const path = (fields.get('path') ?? fields.get('fullname') ?? fields.get('name') ?? '').trimEnd();
  if (digest === undefined || path === '')
    problems.add('damaged', line, 'not an algorithm, a digest of it and a path');
  else found.push({ line, name: path, digests: [digest] });
}
