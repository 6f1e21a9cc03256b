import { describe, expect, it } from 'vitest';
import { summarizeVoucher } from '../../src/engine/voucher-summary.ts';
import type { VoucherSummary } from '../../src/model/event.ts';
import type { Manifest } from '../../src/model/manifest.ts';

const summaries = (more: Partial<Manifest>): readonly VoucherSummary[] =>
  summarizeVoucher(
    {
      format: 'sfv',
      file: '/srv/backup/d/list.sfv',
      base: 'd',
      inventory: 'open',
      algorithms: ['sha256'],
      files: 3,
      exclude: [],
      notes: ['a note'],
      findings: [],
      async *entries() {},
      ...more,
    },
    { directory: '/srv/backup' },
  );
const notes = (more: Partial<Manifest>): readonly string[] | undefined => summaries(more)[0]?.notes;

describe('a voucher as events name it', () => {
  it('has its path below the root, and what it answers', () => {
    const summary = { format: 'sfv', path: 'd/list.sfv', entries: 3, notes: ['a note'] };
    expect(summaries({})).toEqual([{ ...summary, answers: ['corrupt', 'named'] }]);
    expect(summaries({ inventory: 'closed' })).toEqual([{ ...summary, answers: ['corrupt', 'complete'] }]);
  });

  it('has its whole path where it lies elsewhere, and what was left out when it was made', () => {
    expect(summaries({ file: '/safe/list.sfv', exclude: ['*.tmp'] })).toMatchObject([
      { path: '/safe/list.sfv', exclude: ['*.tmp'] },
    ]);
    expect(summaries({})[0]).not.toHaveProperty('exclude');
  });

  it('is told by its parts where it has some', () => {
    const parts: VoucherSummary[] = [
      { format: 'checksum-list', path: 'SHA256SUMS', entries: 1, answers: ['corrupt', 'named'] },
    ];
    expect(summaries({ parts })).toEqual(parts);
  });

  it('says where all its digests are weak, unless it is ours', () => {
    const weak = 'its checksums (crc32) show damage, but no deliberate change';
    expect(notes({ algorithms: ['crc32'] })).toEqual(['a note', weak]);
    expect(notes({ algorithms: ['crc32', 'sha256'] })).toEqual(['a note']);
    expect(notes({ algorithms: [] })).toEqual(['a note']);
    expect(notes({ format: 'native', algorithms: ['xxh64'] })).toEqual(['a note', 'not signed']);
  });
});
