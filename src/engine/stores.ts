import type { Manifest } from '../model/manifest.ts';
import { type BytePath, join, toText } from '../model/path.ts';
import type { Root } from './root.ts';

/** A store that carries its own proof, by its layout: its kind, and its top below the root. */
export type FoundStore = { readonly name: string; readonly top: BytePath };

const MOST_SUMMARIES = 50;
const NOTES = [
  'its files prove themselves; a file that is gone cannot be seen: seal the store to know that it is complete',
];

/** Stores that vouch for their own files, as one open manifest without promises: each file is asked for its own proof. */
export function storesManifest(root: Root, stores: readonly FoundStore[]): Manifest[] {
  if (stores.length === 0) return [];
  const parts = stores.slice(0, MOST_SUMMARIES).map(({ name, top }) => ({
    format: name,
    path: top === '' ? './' : `${toText(top)}/`,
    entries: 0,
    answers: ['corrupt'] as const,
    notes: NOTES,
  }));
  const more = stores.length - parts.length;
  return [
    {
      format: 'store',
      file: join(root.directory, stores[0]?.top ?? ''),
      base: '',
      inventory: 'open',
      algorithms: [],
      files: 0,
      exclude: [],
      notes: [],
      parts:
        more === 0
          ? parts
          : [...parts, { format: 'store', path: `${more} more stores`, entries: 0, answers: ['corrupt'] }],
      findings: [],
      stores: stores.map(({ top }) => top),
      async *promises() {},
    },
  ];
}
