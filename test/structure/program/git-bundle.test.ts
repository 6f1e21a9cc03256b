/** Bundles as git makes them, and what `git bundle` says of the same damage. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitBundle } from '../../../src/structure/program/git-bundle.ts';
import { formatOf } from '../../../src/structure/structures.ts';
import { makeScratch } from '../../help/scratch.ts';
import { needs } from '../../help/tools.ts';
import { cuts, endures, flipped, patched, refusesOthers, standingOf } from '../standing.ts';

describe.skipIf(!needs('git'))('a bundle of git', () => {
  const folder = makeScratch();
  execFileSync(
    'sh',
    [
      '-ec',
      `for format in sha1 sha256; do
         git init -q --object-format=$format $format
         for i in 1 2 3; do
           seq $((i * 2000)) > $format/f$i
           git -C $format add .
           git -C $format -c user.name=n -c user.email=a@b commit -qm "commit $i"
         done
         branch=$(git -C $format symbolic-ref --short HEAD)
         git -C $format bundle create -q --version=3 ../$format-3.bundle --all
         git -C $format bundle create -q ../$format-part.bundle $branch~1..$branch
       done
       git -C sha1 bundle create -q --version=2 ../sha1-2.bundle --all`,
    ],
    { cwd: folder },
  );

  const names = ['sha1-2', 'sha1-3', 'sha1-part', 'sha256-3', 'sha256-part'];
  it.each(names)('is proven by the trailer of its pack: %s', (name) => {
    const bytes = readFileSync(join(folder, `${name}.bundle`));
    expect(formatOf(bytes)?.name).toBe('git-bundle');
    expect(standingOf(gitBundle, bytes)).toEqual({ is: 'proven' });
    for (const missing of [1, 20, 3000])
      expect(standingOf(gitBundle, bytes.subarray(0, -missing)).is).not.toBe('proven');
    const pack = bytes.indexOf('PACK');
    for (let at = pack; at < bytes.length; at += 97)
      expect({ at, is: standingOf(gitBundle, flipped(bytes, at)).is }).toEqual({ at, is: 'broken' });
    expect(cuts(gitBundle, bytes.subarray(0, pack), 20, 20)).toEqual(['cut']);
    endures(gitBundle, bytes, 60);
  });

  it('is refused by git where it is broken here', () => {
    const bytes = readFileSync(join(folder, 'sha1-2.bundle'));
    const control = (change: Buffer): number | null => {
      writeFileSync(join(folder, 'bad.bundle'), change);
      return spawnSync('git', ['clone', '-q', '--bare', 'bad.bundle', `clone-${Math.random()}`], {
        cwd: folder,
      }).status;
    };
    expect(control(bytes)).toBe(0);
    for (const bad of [
      flipped(bytes, bytes.length - 4000),
      bytes.subarray(0, -3000),
      patched(bytes, 20, Buffer.from('xyz')),
    ]) {
      expect(['broken', 'cut']).toContain(standingOf(gitBundle, bad).is);
      expect(control(bad)).not.toBe(0);
    }
  });

  it('is not every text about bundles', () => {
    refusesOthers(gitBundle);
    expect(gitBundle.recognises(Buffer.from('# v2 git bundles are files'))).toBe(false);
  });
});
