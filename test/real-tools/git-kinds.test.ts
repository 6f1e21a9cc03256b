/** Repositories of git of every kind: what `git fsck` takes ends 0, and damage that it finds is found. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isFinding, told } from '../help/program.ts';
import { needs, takes } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MAKE = `
  git init -q w; cd w
  for i in 1 2 3; do seq $i 900 > f$i; git add .; git commit -qm c$i; done
  git tag -a v1 -m v1; git branch b1; git config uploadpack.allowFilter true
  git worktree add -q ../tree b1; git worktree add -q --detach ../bare-tree
  cd ..
  git clone -q --mirror w mirror; git -C mirror repack -adq; git -C mirror pack-refs --all
  git clone -q --mirror w graph; git -C graph repack -adq; git -C graph commit-graph write --reachable; git -C graph multi-pack-index write
  git clone -q --depth 1 "file://$PWD/w" shallow
  git clone -q --filter=blob:none --no-checkout "file://$PWD/w" partial
  git init -q --object-format=sha256 sha256; (cd sha256; seq 900 > f; git add .; git commit -qm a; git gc -q)
  git clone -q w super; git -C super submodule --quiet add "$PWD/w" part; git -C super commit -qm part
  git init -q --bare empty; touch empty/refs/heads/.gitkeep empty/refs/tags/.gitkeep
  git clone -q w annex; (cd annex; git annex init -q t; head -c 90000 /dev/urandom > big; git annex add --quiet big; git commit -qm a) >/dev/null
  git clone -q w lfs; (cd lfs; git lfs install --local; git lfs track '*.bin'; head -c 90000 /dev/urandom > a.bin; git add .; git commit -qm a) >/dev/null`;

const KINDS = [
  'w/.git',
  'mirror',
  'graph',
  'shallow/.git',
  'partial/.git',
  'sha256/.git',
  'super/.git',
  'empty',
  'annex/.git',
  'lfs/.git',
];

const pack = (name: string): string => `f=$(ls ${name}/objects/pack/*.pack | head -n 1); chmod u+w "$f"`;
const flip = (file: string): string =>
  `chmod u+w ${file}; printf XXX | dd of=${file} bs=1 seek=200 conv=notrunc 2>/dev/null`;

/** Damage that git itself does not pass over: where, and how it is made. */
const DAMAGE: readonly (readonly [where: string, script: string])[] = [
  ['w/.git', ': > refs/heads/b1'],
  ['w/.git', ': > HEAD'],
  ['w/.git', ': > index'],
  ['w/.git', 'printf XX | dd of=index bs=1 seek=100 conv=notrunc 2>/dev/null'],
  ['w/.git', ': > worktrees/tree/HEAD'],
  ['w/.git', 'rm worktrees/tree/HEAD'],
  ['w/.git', 'printf "%040d\\n" 1 > worktrees/bare-tree/HEAD'],
  ['w/.git', ': > refs/heads/dummy-marker.txt'],
  ['mirror', 'truncate -s 60 packed-refs'],
  ['mirror', `${pack('.')}; rm "$f"`],
  ['mirror', `${pack('.')}; ${flip('"$f"')}`],
  ['graph', flip('objects/info/commit-graph')],
  ['graph', flip('objects/pack/multi-pack-index')],
  ['graph', 'rm -f objects/pack/*.idx'],
  ['partial/.git', `${pack('.')}; rm "$f"`],
  ['sha256/.git', `${pack('.')}; ${flip('"$f"')}`],
];

/** Damage in what git does not look at itself. */
const BEYOND: readonly (readonly [where: string, script: string])[] = [
  ['super/.git', 'find modules/part/objects -type f -exec rm -f {} +'],
  ['annex/.git', `f=$(find annex/objects -type f | head -n 1); ${flip('"$f"')}`],
  ['lfs/.git', `f=$(find lfs/objects -type f | head -n 1); ${flip('"$f"')}`],
];

let folder = '';

function sh(script: string, cwd: string): void {
  const who = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  const config = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'protocol.file.allow',
    GIT_CONFIG_VALUE_0: 'always',
  };
  const env = { ...process.env, ...who, ...config, HOME: cwd };
  execFileSync('bash', ['-ec', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

async function verified(
  root: string,
): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const { code, events } = await told(['verify', root]);
  const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
  return { code, found: found.map((each) => `${each.severity} ${each.code} ${each.path}`) };
}

/** The exit code of git fsck. */
function theirs(root: string): number | null {
  return spawnSync('git', [`--git-dir=${root}`, 'fsck', '--full']).status;
}

/** Damages a copy, and returns what both say. */
async function damaged(
  where: string,
  script: string,
): Promise<{ readonly ours: boolean; readonly theirs: boolean }> {
  const copy = join(folder, 'copy');
  execFileSync('cp', ['-a', join(folder, where), copy]);
  try {
    sh(script, copy);
    const { code, found } = await verified(copy);
    return {
      ours: code === 1 && found.some((each) => each.startsWith('error ')),
      theirs: theirs(copy) !== 0,
    };
  } finally {
    execFileSync('chmod', ['-R', 'u+w', copy]);
    rmSync(copy, { recursive: true });
  }
}

describe.skipIf(!needs('git', 'git-annex') || !takes('git', 'lfs', 'version'))('a repository of git', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'restorable-git-'));
    sh(MAKE, folder);
  });
  afterAll(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });

  it.each(KINDS)('holds as git made it: %s', async (name) => {
    expect(theirs(join(folder, name))).toBe(0);
    expect(await verified(join(folder, name))).toEqual({ code: 0, found: [] });
  });

  it.each(DAMAGE)('is damaged as git fsck says: %s, %s', async (where, script) =>
    expect(await damaged(where, script)).toEqual({ ours: true, theirs: true }),
  );

  it.each(BEYOND)('is damaged where git fsck does not look: %s, %s', async (where, script) =>
    expect(await damaged(where, script)).toEqual({ ours: true, theirs: false }),
  );
});
