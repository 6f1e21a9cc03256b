import type { Manifest } from '../../model/manifest.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import type { Root } from '../root.ts';

/** A store that is known by its layout: its kind, its top below the root, and whether it carries its own proof. */
export type FoundStore = {
  readonly name: string;
  readonly about: string;
  readonly top: BytePath;
  readonly vouches: boolean;
};

const MOST_SUMMARIES = 50;
const NOTES = [
  'its files prove themselves; a file that is gone cannot be seen: seal the store to know that it is complete',
];

/**
 * Stores that vouch for their own files, as one open manifest without promises: each file is asked for its own proof. A
 * store of which a voucher says what must be there is told of as that.
 */
export function storesManifest(
  root: Root,
  stores: readonly FoundStore[],
  vouchers: readonly Manifest[] = [],
): Manifest[] {
  if (stores.length === 0) return [];
  const known = new Set(vouchers.map(({ format, base }) => `${format} ${base}`));
  const others = stores.filter(({ name, top }) => !known.has(`${name} ${top}`));
  const parts = others.slice(0, MOST_SUMMARIES).map(({ name, top }) => ({
    format: name,
    path: top === '' ? './' : `${toText(top)}/`,
    entries: 0,
    answers: ['corrupt'] as const,
    notes: NOTES,
  }));
  const more = others.length - parts.length;
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
      async *entries() {},
    },
  ];
}
