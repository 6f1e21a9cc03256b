import { describe, expect, it } from 'vitest';
import { openVouchers } from '../../../src/engine/vouchers/open-vouchers.ts';
import type { BytePath } from '../../../src/model/path.ts';
import { noteHidden } from '../../../src/voucher/kit/opening.ts';
import type { Candidate, Voucher, VoucherContents } from '../../../src/voucher/kit/voucher.ts';
import { makeFolder } from '../../help/folder.ts';

const TROUBLE = { code: 'EIO', doing: 'read the file' };
const NONE: VoucherContents = { inventory: 'open', entries: [], findings: [], notes: [] };

/** A format that notes what it was asked, and may be unable to read its file. */
function formatOf(name: string, asked: Candidate[], isReadable = true): Voucher {
  return {
    name,
    about: 'a format of this test',
    list: {
      find: () => [],
      async open(candidate) {
        asked.push(candidate);
        if (!isReadable) noteHidden(candidate.path, TROUBLE);
        return isReadable ? NONE : undefined;
      },
    },
  };
}

describe('a file that several formats may know', () => {
  const folder = makeFolder();
  folder.write('d/list', 'the head of a list');
  const open = (vouchers: readonly Voucher[], path: BytePath) =>
    openVouchers(
      { directory: folder.path },
      vouchers.map((voucher) => ({ voucher, path })),
      folder.path,
    );

  it('is shown to all of them by its first bytes, which are read once', async () => {
    const asked: Candidate[] = [];
    const { opened, used, hidden } = await open(
      ['one', 'two', 'three'].map((name) => formatOf(name, asked)),
      'd/list',
    );
    expect(opened.map(({ manifest }) => manifest.format)).toEqual(['one', 'two', 'three']);
    expect(used).toEqual(['d/list', 'd/list', 'd/list']);
    expect(hidden).toEqual([]);
    const [first, ...others] = asked.map(({ head }) => head);
    expect(first?.toString()).toBe('the head of a list');
    for (const head of others) expect(head).toBe(first);
  });

  it('is asked for once, and hidden, where it cannot be read', async () => {
    const asked: Candidate[] = [];
    const { opened, used, hidden } = await open(
      ['one', 'two'].map((name) => formatOf(name, asked, false)),
      'd/list',
    );
    expect(asked).toHaveLength(1);
    expect({ opened, used }).toEqual({ opened: [], used: ['d/list'] });
    expect(hidden).toEqual([{ path: 'd/list', kind: 'file', trouble: TROUBLE, within: 'd' }]);
  });
});
