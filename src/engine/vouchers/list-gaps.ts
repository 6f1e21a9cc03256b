import type { ChecksumEntry } from '../../manifest/checksum/entries.ts';
import type { ChecksumList, ListMessage } from '../../manifest/checksum/list.ts';
import { cleanPath } from '../../manifest/checksum/path.ts';
import { formatCount } from '../../model/counts.ts';
import type { Kind } from '../../model/entry.ts';
import type { VoucherRef } from '../../model/evidence.ts';
import type { ManifestEntry } from '../../model/manifest.ts';
import { type BytePath, toText, unsafeBecause } from '../../model/path.ts';
import type { Resolved } from './guess-algorithm.ts';

/** Files of which a list has the error of its tool and not the digest, and the other messages as notes. */
export type ListGaps = { readonly entries: readonly ManifestEntry[]; readonly notes: readonly string[] };

const MOST_NOTES = 3;

/** Returns the file that a message is about as an entry without a digest; none where it names no file of a tree. */
export function entryOfMessage({ name, line }: ListMessage): ChecksumEntry[] {
  const path = name === undefined ? undefined : cleanPath(name);
  if (path === undefined || unsafeBecause(path.replace(/^\/+/, '')) !== undefined) return [];
  return [{ line, path, hex: '', algorithms: [], escaped: false }];
}

/** Returns what the messages of a tool in its list leave open; `kindAt` says what lies at a path below the root. */
export function gapsIn(
  { messages }: Pick<ChecksumList, 'messages'>,
  placed: readonly Resolved[],
  kindAt: (path: BytePath) => Kind | undefined,
  by: VoucherRef,
): ListGaps {
  const paths = new Map(placed.map(({ entry, path }) => [entry.line, path]));
  const entries: ManifestEntry[] = [];
  const others: ListMessage[] = [];
  for (const message of messages) {
    const { line, reason } = message;
    const path = paths.get(line);
    if (path === undefined || kindAt(path) !== 'file') others.push(message);
    else entries.push({ path, kind: 'file', digests: [], unreadable: toText(reason), by, line });
  }
  const notes = others.slice(0, MOST_NOTES).map(noteOf);
  const more = others.length - notes.length;
  return { entries, notes: more > 0 ? [...notes, `more messages of its tool: ${more}`] : notes };
}

function noteOf({ line, tool, name, reason }: ListMessage): string {
  const about = name === undefined ? '' : `${toText(name)}: `;
  return `line ${formatCount(line)} is a message of ${tool}, not a digest: ${about}${toText(reason)}`;
}
