import { describe, expect, it } from 'vitest';
import { leftover } from '../../../src/engine/judge/leftover.ts';
import type { FileEntry } from '../../../src/model/entry.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';
import { temporaryName } from '../../../src/model/temporary-name.ts';
import { detailOf } from '../../help/in-words.ts';

const NAME = `d/${temporaryName('restorable.sha256', '1f2e3d4c-0000-4000-8000-000000000000')}`;
const there = (path: string, more: Partial<FileEntry> = {}): FileEntry => ({ path, kind: 'file', ...more });
const sealed = (path: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  path,
  kind: 'file',
  digests: [],
  ...more,
});

describe('a temporary file of ours', () => {
  it('is a note where a killed run left it', () => {
    const found = leftover(there(NAME), undefined);
    expect(found).toMatchObject({ code: 'unexpected', severity: 'note', path: NAME });
    expect(detailOf(found)).toContain('of a run that was killed');
  });

  it('is a note where it was sealed and is gone', () => {
    const found = leftover(undefined, sealed(NAME));
    expect(found).toMatchObject({ code: 'missing', severity: 'note', path: NAME });
    expect(detailOf(found)).toContain('sealed by mistake');
  });

  it('is compared as any other where it was sealed and is there', () => {
    expect(leftover(there(NAME), sealed(NAME))).toBeUndefined();
  });

  it('is no leftover where it could not be examined', () => {
    expect(
      leftover(there(NAME, { trouble: { code: 'EIO', doing: 'examine it' } }), undefined),
    ).toBeUndefined();
  });

  it.each(['directory', 'link', 'fifo'] as const)('is no %s of that name', (kind) => {
    expect(leftover(there(NAME, { kind }), undefined)).toBeUndefined();
    expect(leftover(undefined, sealed(NAME, { kind }))).toBeUndefined();
  });

  it('is no file of another name', () => {
    for (const path of ['d/restorable.sha256', 'd/.restorable.sha256.tmp', 'a.tmp']) {
      expect(leftover(there(path), undefined)).toBeUndefined();
      expect(leftover(undefined, sealed(path))).toBeUndefined();
    }
  });
});
