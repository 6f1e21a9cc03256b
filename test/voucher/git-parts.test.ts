/** What HEAD, refs and settings of a repository tell by themselves, with git beside it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromText } from '../../src/model/path.ts';
import { gitConfigFrom } from '../../src/voucher/git/config.ts';
import { gitParts } from '../../src/voucher/git/parts.ts';
import { told } from '../help/program.ts';
import { needs } from '../help/tools.ts';

const MAKE = `
  git init -q -b main w; cd w
  for i in 1 2; do echo text $i > f$i; git add .; git commit -qm c$i; done
  git tag v1; git branch side; cd ..
  git clone -q --bare w bare; rm -f bare/packed-refs; git -C bare update-ref refs/heads/main $(git -C w rev-parse main); git -C bare update-ref refs/tags/v1 $(git -C w rev-parse main)
  git clone -q --bare w packed; git -C packed gc -q
  git init -q --bare fresh; git init -q staged; echo a > staged/a; git -C staged add a
  git init -q --bare fetched; git -C fetched fetch -q ../w main
  git init -q --bare --object-format=sha256 sha256; git -C sha256 update-ref refs/heads/main $(git -C sha256 commit-tree -m a $(git -C sha256 write-tree))`;

const HEALTHY: readonly (readonly [where: string, script: string])[] = [
  ['w/.git', ':'],
  ['bare', ':'],
  ['packed', ':'],
  ['fresh', ':'],
  ['staged/.git', ':'],
  ['fetched', ':'],
  ['sha256', ':'],
  ['w/.git', 'cd ..; git checkout -q --orphan new'],
  ['w/.git', 'cd ..; git checkout -q --detach'],
  ['w/.git', 'git branch -q -D side; git pack-refs --all; git branch -q -m main trunk'],
  ['w/.git', 'cd ..; echo b > f1; git stash -q; rm -r .git/logs/refs/heads'],
  ['bare', 'git symbolic-ref HEAD refs/heads/master'],
  ['bare', 'printf "ref: refs/heads/main" > HEAD'],
  ['bare', 'printf "ref:\\trefs/heads/main\\n" > HEAD'],
  ['packed', 'git branch -m main trunk'],
  ['bare', 'rm config'],
  ['bare', ': > config'],
  ['bare', 'rm -r info hooks branches'],
];

/** Damage: where, how, what is said, and whether `git fsck` fails on it too. */
const DAMAGED: readonly (readonly [where: string, script: string, said: string, theirs: boolean])[] = [
  ['w/.git', 'rm refs/heads/main', 'error missing refs/heads/main', false],
  [
    'w/.git',
    'git update-ref -d refs/heads/side; rm refs/heads/main refs/tags/v1',
    'error missing refs/heads/main',
    false,
  ],
  ['w/.git', 'rm refs/heads/side', 'warning missing refs/heads/side', false],
  ['w/.git', 'rm -r logs refs/heads/* refs/tags/*', 'error missing packed-refs', false],
  ['bare', 'rm refs/heads/* refs/tags/*', 'error missing packed-refs', false],
  ['packed', 'rm packed-refs', 'error missing packed-refs', false],
  ['packed', ': > packed-refs', 'error missing packed-refs', false],
  ['packed', 'sed -i 1q packed-refs', 'warning missing packed-refs', false],
  ['packed', 'sed -i /heads.main/d packed-refs', 'warning missing refs/heads/main', false],
  [
    'packed',
    'git update-ref refs/heads/a HEAD; : > packed-refs; rm info/refs',
    'warning missing refs/heads/main',
    false,
  ],
  ['packed', 'truncate -s -3 packed-refs', 'error broken-structure packed-refs', true],
  [
    'packed',
    's=$(stat -c %s packed-refs); : > packed-refs; truncate -s $s packed-refs',
    'error broken-structure packed-refs',
    true,
  ],
  ['bare', 'truncate -s -3 HEAD', 'error broken-structure HEAD', false],
  ['bare', 'truncate -s 12 HEAD', 'error broken-structure HEAD', true],
  ['bare', 'truncate -s 40 HEAD', 'error broken-structure HEAD', true],
  ['bare', 'echo "ref: refs/heads/ma in" > HEAD', 'error broken-structure HEAD', true],
  ['bare', 'echo "ref: main" > HEAD', 'error broken-structure HEAD', true],
  [
    'bare',
    's=$(stat -c %s config); : > config; truncate -s $s config',
    'error broken-structure config',
    true,
  ],
  ['bare', 'truncate -s +300 config', 'error broken-structure config', true],
  ['bare', 'echo "no such service" > config', 'error broken-structure config', true],
  ['bare', 'echo "[core] bare = trXe" > config', 'error broken-structure config', true],
  ['bare', 'git config core.repositoryformatversion 9', 'error broken-structure config', true],
  ['sha256', ': > config', 'error broken-structure config', true],
  ['sha256', 'rm config', 'error broken-structure config', true],
];

let folder = '';

function sh(script: string, cwd: string): void {
  const env = {
    ...process.env,
    HOME: folder,
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  execFileSync('bash', ['-ec', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** A copy of a repository after a script: what is said of it that is no note, and whether git fsck fails. */
async function after(
  where: string,
  script: string,
): Promise<{ readonly said: readonly string[]; readonly theirs: boolean }> {
  const copy = mkdtempSync(join(folder, 'copy-'));
  const top = join(copy, where);
  cpSync(join(folder, where.replace('/.git', '')), join(copy, where.replace('/.git', '')), {
    recursive: true,
  });
  sh(script, top);
  const found = await gitParts({ root: fromText(top), directory: '', format: 'git' });
  return {
    said: found
      .filter(({ severity }) => severity !== 'note')
      .map((each) => `${each.severity} ${each.code} ${each.path}`),
    theirs: spawnSync('git', [`--git-dir=${top}`, 'fsck', '--full']).status !== 0,
  };
}

describe.skipIf(!needs('git'))('the parts of a repository of git', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'restorable-git-parts-'));
    sh(MAKE, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(HEALTHY)('are there: %s, %s', async (where, script) =>
    expect(await after(where, script)).toEqual({ said: [], theirs: false }),
  );

  it.each(DAMAGED)('are lost: %s, %s', async (where, script, said, theirs) =>
    expect(await after(where, script)).toEqual({ said: [said], theirs }),
  );

  it('that are lost end a scan and a verify, and a branch without a commit is told of', async () => {
    sh(
      'cp -a packed lost; : > lost/packed-refs; cp -a bare unborn; git -C unborn symbolic-ref HEAD refs/heads/x',
      folder,
    );
    for (const command of ['scan', 'verify']) {
      expect((await told([command, join(folder, 'lost')])).code).toBe(1);
      const { code, events } = await told([command, join(folder, 'unborn')]);
      expect({ code, events }).toEqual({
        code: 0,
        events: expect.arrayContaining([
          expect.objectContaining({ code: 'missing', severity: 'note', path: 'refs/heads/x' }),
        ]),
      });
    }
  });

  it.each(['idx', 'pack'])('a file that ends as it should and is of another kind is no %s', async (end) => {
    const script = `cp -a packed kind-${end}; cd kind-${end}/objects/pack;
      for f in *.${end === 'pack' ? 'idx' : 'pack'}; do cp --remove-destination $f $(basename $f .\${f##*.}).${end}; done`;
    sh(script, folder);
    const { code, events } = await told(['verify', join(folder, `kind-${end}`)]);
    expect(code).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({ code: 'broken-structure', path: expect.stringMatching(`${end}$`) }),
    );
    expect(spawnSync('git', [`--git-dir=${join(folder, `kind-${end}`)}`, 'fsck', '--full']).status).not.toBe(
      0,
    );
  });

  it.each([
    '[core]\n\tbare = true\n',
    '\ufeff# c\n; d\n[a "b c\\"d"] x = "y # z" ; c\n\tmulti = abc \\\n  def\n\tnone\n\ttab = a\\tb\\b\\"\n[A.B]k-2=1',
    '[a]\r\n\tb = 1\r\n[c] d',
    '[a] b = "x\\\ny"\n',
    '[a]b=c"d e"f\n\n\n',
    '[a]\n\tb = "x\n',
    '[a]\n\tb = x\\q\n',
    '[a\n\tb = x\n',
    '[ a]\nb = x\n',
    '[a "b" ]\nb = x\n',
    '[a "b]\nb = x\n',
    '[a]\n\tb_c = x\n',
    '[a]\n\tb x\n',
    '[a]\n\t1b = x\n',
    '[a]\nb = x\n\0\0\0\0',
    'b = x',
  ])('settings are read as git reads them: %j', (text) => {
    const path = join(folder, 'settings');
    writeFileSync(path, text);
    const git = spawnSync('git', ['config', '-z', '-f', path, '-l'], { encoding: 'utf8' });
    const config = gitConfigFrom(Buffer.from(text));
    if (typeof config === 'number') expect(git.stderr).toContain(`bad config line ${config} `);
    else
      expect([...config.keys()].map((key) => key.slice(key.lastIndexOf('.') + 1))).toEqual(
        git.stdout
          .split('\0')
          .slice(0, -1)
          .map((each) => /[^.]*$/.exec(each.split('\n')[0] ?? '')?.[0]),
      );
  });
});
