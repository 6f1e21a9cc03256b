import { type Finding, finding } from '../../model/finding.ts';
import { join } from '../../model/path.ts';
import { isThere, lostKeyFile, missingPart, type PartsPlace } from '../kit/parts.ts';
import { headOf } from '../kit/read-voucher-file.ts';

const TURTLE = 'WiredTiger.turtle';
/** It is written anew at every checkpoint, and takes its name at the end. */
const NEXT = 'WiredTiger.turtle.set';
/** In a copy that was made by a hot backup, this file has what the turtle will. */
const BACKUP = 'WiredTiger.backup';
const VERSION = 'WiredTiger version';

/** What a database of WiredTiger cannot be opened without: the small file that says where the table of all tables is. */
export function wiredTigerParts(place: PartsPlace): readonly Finding[] {
  if ([NEXT, BACKUP].some((name) => isThere(place, name))) return [];
  if (!isThere(place, TURTLE))
    return [missingPart(place, 'WiredTiger.wt', TURTLE, 'it says where the table of all tables is')];
  const lost = lostKeyFile(place, TURTLE);
  if (lost.length > 0) return lost;
  const path = join(place.directory, TURTLE);
  const text = headOf(place.root, path, 65_536).toString('latin1');
  if (text === '' || (text.startsWith(VERSION) && text.includes('file:WiredTiger.wt'))) return [];
  return [finding('broken-structure', path, { note: 'it does not say where the table of all tables is' })];
}
