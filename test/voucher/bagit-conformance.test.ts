/** Every bag of the conformance suite of the Library of Congress (CC0), verified as a user does: without an option. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import glob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { fixtureOf } from '../help/opened.ts';
import { makeScratch } from '../help/scratch.ts';
import { verified } from '../help/vouched.ts';

const root = makeScratch();
execFileSync('tar', ['-xzf', fixtureOf('bagit', 'conformance.tar.gz'), '-C', root]);

/** How the bags of a kind end: what only Windows takes for an unsafe path is a name like any other here. */
const EXITS: Readonly<Record<string, readonly number[]>> = {
  valid: [0],
  invalid: [1, 4],
  'linux-only': [4],
  warning: [0],
};

/** Bags in which there is more to say than their kind shows. */
const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  // Its payload is a bag with another digest of data/bag-info.txt: the outer bag is valid, the inner one is not.
  'v0.97/valid/minimal-bag': ['changed data/bag-info.txt'],
  // Its README is a tag file that no tag manifest names.
  'v0.97/warning/same-filename-listed-twice-with-different-normalization': ['unvouched README'],
  // The suite as it is distributed has lost the file that it warns of.
  'v0.97/warning/special-system-files': ['truncated data', 'missing data/.DS_Store'],
};

const bags = Object.keys(EXITS).flatMap((kind) =>
  glob.sync(`v*/${kind}/*`, { cwd: root, onlyDirectories: true }).map((bag) => ({ bag, kind })),
);

describe('the conformance suite of BagIt', () => {
  it('has all its bags', () => expect(bags).toHaveLength(54));

  it.each(bags)('$bag', async ({ bag, kind }) => {
    const { exit, found, vouchers } = await verified(join(root, bag));
    expect(vouchers.map(({ format }) => format)).toContain('bagit');
    const said = FINDINGS[bag];
    if (said === undefined) expect(EXITS[kind]).toContain(exit);
    else expect({ exit, found }).toEqual({ exit: 1, found: said });
    if (exit === 0) expect(found).toEqual([]);
  });

  it('says of a bag in a bag which of them a file agrees with', async () => {
    const { details } = await verified(join(root, 'v0.97/valid/minimal-bag'));
    expect(details).toEqual([
      'data/tagmanifest-md5.txt and manifest-md5.txt disagree: it is as manifest-md5.txt has it',
    ]);
  });
});
