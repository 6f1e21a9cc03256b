import { formatNumber } from '../../model/counts.ts';
import type { HeldList } from '../../model/manifest.ts';
import { toText } from '../../model/path.ts';
import type { Header } from './grammar.ts';
import { heldOf } from './held.ts';

/** Returns what a reader should know of a native manifest, by its first line: when and from what it was made, and what was checked then. */
export function notesOf(header: Header | undefined): string[] {
  const held = heldOf(header) ?? [];
  const accepted = header?.get('accepted') ?? [];
  const origin = header?.get('origin')?.[0];
  const created = header?.get('created')?.[0];
  return [
    ...(created === undefined ? [] : [`sealed ${created}`]),
    origin === 'source'
      ? 'hashes were computed from the source'
      : 'hashes were computed from this copy, not from the source',
    ...(held.length === 0 ? [] : [`also checked at seal: ${held.map(nameList).join('; ')}`]),
    ...(accepted.length === 0
      ? []
      : [`accepted at seal despite the lists: ${accepted.map(toText).join(', ')}`]),
  ];
}

function nameList({ path, files }: HeldList): string {
  return `${path}, ${formatNumber(files, 'file')}`;
}
