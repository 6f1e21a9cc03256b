import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/engine/generations/entries-of.ts';
import type { FileEntry } from '../../../src/model/entry.ts';
import type { FindingCode } from '../../../src/model/finding.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { emptyAnswer, type FileFacts } from '../../../src/read/jobs.ts';
import { makeFolder } from '../../help/folder.ts';
import { entry, facts, MTIME } from '../cases.ts';

const folder = makeFolder();

/** What is promised of one entry of the walk and of what was read there. */
function promised(left: FileEntry, read?: FileFacts, accepted?: FindingCode): ManifestEntry[] {
  const exceptions = read === undefined ? [] : [{ index: 0, facts: read }];
  const answer = { ...emptyAnswer(), exceptions };
  // The pair before is nothing that is read: indices of the answer are not those of the pairs.
  const pairs = [{ left: entry('0', 'fifo') }, { left }];
  const [first, ...others] = entriesOf(
    folder.path,
    { pairs, places: [1], answer },
    (code) => code === accepted,
  );
  expect(first).toEqual({ path: '0', kind: 'fifo', digests: [] });
  return others;
}

describe('what is promised of a path that was read', () => {
  it('is the size, times and digests of a file, and nothing of one that was not read', () => {
    const { digests } = facts('one');
    expect(promised(entry('a'), facts('one'))).toEqual([
      { path: 'a', kind: 'file', size: 3, mtime: MTIME, mode: 0o644, digests },
    ]);
    expect(promised(entry('a'))).toEqual([]);
  });

  it('is a gap where it could not be read or listed', () => {
    const trouble = { code: 'EACCES', doing: 'list it' };
    expect(promised(entry('sub', 'directory', { trouble }))).toEqual([
      { path: 'sub', kind: 'directory', digests: [], unreadable: 'EACCES' },
    ]);
    expect(promised(entry('a'), facts('', { trouble: { code: 'EIO', doing: 'read it' } }))).toEqual([
      { path: 'a', kind: 'file', digests: [], unreadable: 'EIO' },
    ]);
  });

  it('is where a link points, and an empty directory, but not one that has files', () => {
    folder.link('link', 'a');
    folder.directory('sub');
    expect(promised(entry('link', 'link', { target: 'a' }))).toMatchObject([{ kind: 'link', target: 'a' }]);
    expect(promised(entry('sub', 'directory', { empty: true }))).toMatchObject([
      { kind: 'directory', mtime: expect.stringMatching(/^\d+\.\d{9}$/) },
    ]);
    expect(promised(entry('sub', 'directory', { empty: false }))).toEqual([]);
  });

  it('is that a finding was accepted only where its code is, and only from a warning on', () => {
    const found = (severity: 'warning' | 'note'): FileFacts =>
      facts('one', { contentFinding: { code: 'zero-filled', severity } });
    expect(promised(entry('a'), found('warning'), 'zero-filled')).toMatchObject([
      { accepted: ['zero-filled'] },
    ]);
    expect(promised(entry('a'), found('note'), 'zero-filled')[0]?.accepted).toBeUndefined();
    expect(promised(entry('a'), found('warning'), 'empty-file')[0]?.accepted).toBeUndefined();
  });
});
