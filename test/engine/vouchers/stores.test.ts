import { describe, expect, it } from 'vitest';
import type { OpenedVoucher } from '../../../src/engine/vouchers/open-vouchers.ts';
import { type FoundStore, storesManifest } from '../../../src/engine/vouchers/stores.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { storeAt } from '../../../src/voucher/vouchers.ts';

const root = { directory: '/srv/backup' };
const kind = storeAt(new Set(['config', 'data/', 'index/', 'keys/', 'locks/', 'snapshots/']));
const storesAt = (...tops: readonly string[]): FoundStore[] => {
  if (kind === undefined) throw new Error('restic is not known');
  return tops.map((top) => ({ kind, top }));
};
const tops = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `s${String(i).padStart(2, '0')}`);
const partsOf = ([manifest]: readonly Manifest[]): string[] =>
  (manifest?.parts ?? []).map(({ format, path }) => `${format} ${path}`);

describe('stores that prove themselves', () => {
  it('are no voucher where there are none', () => {
    expect(storesManifest(root, [])).toEqual([]);
  });

  it('are one open voucher without entries, with a part for each', () => {
    const manifests = storesManifest(root, storesAt('', 'deep/store'));
    expect(manifests).toHaveLength(1);
    expect(manifests[0]).toMatchObject({
      format: 'store',
      inventory: 'open',
      files: 0,
      stores: [{ top: '' }, { top: 'deep/store' }],
    });
    expect(partsOf(manifests)).toEqual(['restic ./', 'restic deep/store/']);
  });

  it('are each named up to fifty', () => {
    expect(partsOf(storesManifest(root, storesAt(...tops(50))))).toEqual(
      tops(50).map((top) => `restic ${top}/`),
    );
    expect(partsOf(storesManifest(root, storesAt(...tops(52)))).slice(-2)).toEqual([
      'restic s49/',
      'store 2 more stores',
    ]);
  });

  it('are not named a second time where a list of their own was opened', () => {
    const stores = storesAt('one', 'two');
    const voucher = stores[0]?.kind.voucher;
    if (voucher === undefined) throw new Error('no store');
    const [own] = storesManifest(root, storesAt('one'));
    if (own === undefined) throw new Error('no manifest');
    const opened: OpenedVoucher[] = [{ voucher, manifest: { ...own, base: 'one' } }];
    const manifests = storesManifest(root, stores, opened);
    expect(partsOf(manifests)).toEqual(['restic two/']);
    expect(manifests[0]?.stores).toEqual([{ top: 'one' }, { top: 'two' }]);
  });
});
