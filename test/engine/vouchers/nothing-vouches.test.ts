import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nothingVouches } from '../../../src/engine/vouchers/nothing-vouches.ts';
import { inWords } from '../../help/in-words.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();

/** What is said of a directory in which nothing vouches. */
function said(directory: string): string[] {
  return nothingVouches({ directory }, [], []).map((each) =>
    [each.code, inWords(each).detail ?? ''].join(' ').trim(),
  );
}

it('names the nearest manifest above a directory, and how to verify the directory by it', () => {
  const sealed = join(scratch, 'sealed');
  const below = join(sealed, 'docs/old');
  mkdirSync(below, { recursive: true });
  writeFileSync(join(below, 'a'), 'x');
  expect(said(below)).toEqual(['no-voucher']);
  writeFileSync(join(sealed, 'restorable.sha256'), '');
  expect(said(below)).toEqual([
    `no-voucher there is a manifest in ${sealed} above it: list docs/old in a file, and restorable verify --files-from FILE ${sealed}`,
  ]);
  expect(said(join(sealed, 'docs'))[0]).toContain('list docs in a file');
  expect(said(sealed)).toEqual(['no-voucher']);
});

it('says of an empty directory that it is one', () => {
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  expect(said(empty)).toEqual(['no-voucher', 'empty-root']);
});
