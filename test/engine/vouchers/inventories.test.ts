import { describe, expect, it } from 'vitest';
import { openInventories } from '../../../src/engine/vouchers/inventories.ts';
import type { VoucherRef } from '../../../src/model/evidence.ts';
import type { Manifest, ManifestEntry } from '../../../src/model/manifest.ts';
import { gather } from '../../help/arbitrary.ts';

function voucher(name: string, inventory: 'closed' | 'open', more: Partial<Manifest> = {}): Manifest {
  return {
    format: name,
    file: `/root/${name}`,
    base: '',
    inventory,
    algorithms: [],
    files: 0,
    exclude: [],
    notes: [],
    findings: [],
    async *entries() {},
    ...more,
  };
}

async function* chunk(...entries: readonly ManifestEntry[]) {
  yield entries;
}

const refOf = ({ format, file: path }: Manifest): VoucherRef => ({ format, path });
const named = (path: string, by: VoucherRef): ManifestEntry => ({ path, kind: 'file', digests: [], by });

/** Which of the paths that an open list names are marked, beside a closed inventory of `a` and `d/a`. */
async function marked(
  paths: readonly string[],
  more: Partial<Manifest> = {},
  exempt: readonly string[] = [],
): Promise<string[]> {
  const [bag, list] = [voucher('bag', 'closed', more), voucher('list', 'open')];
  const [byBag, byList] = [refOf(bag), refOf(list)];
  const inventories = await openInventories([bag, list], new Set(exempt));
  const own = [named('a', byBag), named('d/a', byBag)];
  await gather(inventories.watch(bag, chunk(...own)));
  const others = paths.map((path) => named(path, byList));
  await gather(inventories.watch(list, chunk(...others)));
  const all = (await gather(inventories.mark(chunk(...own, ...others)))).flat();
  for (const { unlisted } of all) expect(unlisted ?? byBag).toEqual(byBag);
  return all.filter(({ unlisted }) => unlisted !== undefined).map(({ path }) => path);
}

describe('what an open list names below a closed inventory that does not', () => {
  it('is marked as unlisted by it', async () => {
    expect(await marked(['b', 'd/b', 'e/f/g'])).toEqual(['b', 'd/b', 'e/f/g']);
  });

  it('is not where the inventory is of another directory, ends before it, or says nothing of it', async () => {
    expect(await marked(['b', 'd/b', 'dd/b'], { base: 'd' })).toEqual(['d/b']);
    expect(await marked(['b', 'c'], { goodUntil: 'b' })).toEqual(['b']);
    expect(await marked(['b', 'c'], { ignores: (path) => path === 'c' })).toEqual(['b']);
  });

  it('is not where it is a voucher itself', async () => {
    expect(await marked(['SHA256SUMS', 'b'], {}, ['SHA256SUMS'])).toEqual(['b']);
  });
});

it.each([
  ['one voucher alone', [voucher('bag', 'closed')]],
  ['open lists alone', [voucher('one', 'open'), voucher('two', 'open')]],
])('entries of %s pass as they are', async (_, vouchers) => {
  const inventories = await openInventories(vouchers, new Set());
  const entries = chunk(named('b', { format: 'other', path: '/other' }));
  expect(inventories.mark(entries)).toBe(entries);
  for (const each of vouchers) expect(inventories.watch(each, entries)).toBe(entries);
});
