import type { Manifest, StoreArea } from '../../model/manifest.ts';
import { type BytePath, join, toText } from '../../model/path.ts';
import type { Voucher } from '../../voucher/kit/voucher.ts';
import type { StoreKind } from '../../voucher/vouchers.ts';
import type { Root } from '../root.ts';
import type { OpenedVoucher } from './open-vouchers.ts';

/** A store that is known by its layout: its kind, its top below the root, and which files it vouches for where not all. */
export type FoundStore = { readonly kind: StoreKind } & StoreArea;

const MOST_SUMMARIES = 50;
const NOTES = [
  'its files prove themselves; a file that is gone cannot be seen: seal the store to know that it is complete',
];

/**
 * Returns the stores that vouch for their own files as one open manifest without entries, or none: each file is checked by
 * its own proof. A store whose own list was opened already is not summarised a second time.
 */
export function storesManifest(
  root: Root,
  stores: readonly FoundStore[],
  opened: readonly OpenedVoucher[] = [],
): Manifest[] {
  if (stores.length === 0) return [];
  const listed = new Map<Voucher, Set<BytePath>>();
  for (const { voucher, manifest } of opened) {
    const bases = listed.get(voucher);
    if (bases === undefined) listed.set(voucher, new Set([manifest.base]));
    else bases.add(manifest.base);
  }
  const others = stores.filter(({ kind, top }) => listed.get(kind.voucher)?.has(top) !== true);
  const parts = others.slice(0, MOST_SUMMARIES).map(({ kind, top }) => ({
    format: kind.voucher.name,
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
      stores: stores.map(({ top, owns }) => (owns === undefined ? { top } : { top, owns })),
      async *entries() {},
    },
  ];
}
