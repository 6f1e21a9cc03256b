/** Stores under a seal that lets their tools remove data: what these remove is no loss, and everything else is as strict as before. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isFinding, restorable, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = makeScratch();

function sh(script: string, cwd: string): void {
  const env = {
    ...process.env,
    HOME: mkdtempSync(join(scratch, 'home-')),
    RESTIC_PASSWORD: 'x',
    BORG_PASSPHRASE: 'x',
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    BORG_RELOCATED_REPO_ACCESS_IS_OK: 'yes',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  execFileSync('bash', ['-ec', script], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

type Case = readonly [what: string, script: string];

type Store = {
  readonly tool: string;
  readonly make: string;
  /** What its tool does to it; run in the repository. */
  readonly healthy: readonly Case[];
  /** What must be reported, with a code of an error or a warning that says it. */
  readonly damaged: readonly (readonly [...Case, code: string])[];
};

const FORGET = 'restic -q -r . forget --keep-last 2 --group-by host --prune';
const PRUNE = 'borg prune --keep-last 1 .; borg compact .';

const RESTIC: Store = {
  tool: 'restic',
  make: `restic -q -r repo init
    for i in 1 2 3 4; do
      head -c 400000 /dev/urandom > ../source/f$i; restic -q -r repo backup ../source; rm -f ../source/f$((i-2))
    done`,
  healthy: [
    ['nothing', ':'],
    ['forget', 'restic -q -r . forget --keep-last 1 --group-by host'],
    ['forget and prune', FORGET],
    ['backup, forget and prune', `restic -q -r . backup /etc/passwd; ${FORGET}`],
    ['an index made anew', 'restic -q -r . rebuild-index --read-all-packs'],
  ],
  damaged: [
    [
      'a flipped bit',
      'f=$(find data -type f | head -1); chmod u+w $f; printf U | dd of=$f bs=1 seek=100 conv=notrunc',
      'broken-structure',
    ],
    [
      'a flipped bit after it was pruned',
      `${FORGET}; f=$(find index -type f | head -1); chmod u+w $f; printf U | dd of=$f bs=1 seek=30 conv=notrunc`,
      'broken-structure',
    ],
    [
      'a pack that was cut',
      'f=$(find data -type f -size +100k | head -1); chmod u+w $f; truncate -s 50000 $f',
      'truncated',
    ],
    ['no key', 'rm keys/*', 'missing'],
    ['no config', 'rm config', 'missing'],
    ['an empty config', 'chmod u+w config; : > config', 'truncated'],
    ['no pack', 'find data -type f -delete', 'missing'],
    ['no index', 'rm index/*', 'missing'],
    ['no snapshot', 'rm snapshots/*', 'mass-loss'],
    ['every backup forgotten', 'restic -q -r . forget $(ls snapshots); restic -q -r . prune', 'mass-loss'],
    [
      'hardly any data left',
      'restic -q -r . backup /etc/passwd; restic -q -r . forget --keep-last 1 --group-by host --prune',
      'mass-loss',
    ],
    [
      'packs under other names',
      'for f in $(find data -type f | head -3); do head -c 90000 /dev/urandom > $f.locked; rm $f; done',
      'unexpected',
    ],
    ['a foreign file among the packs', 'echo pay > data/README.txt', 'unexpected'],
    [
      'a new pack that is not what its name says',
      'echo a > data/00/00$(seq -s "" 100 | head -c 62)',
      'broken-structure',
    ],
    [
      'one more key',
      'echo y > ../../password; restic -r . key add --new-password-file ../../password',
      'unexpected',
    ],
  ],
};

const BORG: Store = {
  tool: 'borg',
  make: `borg init -e repokey repo
    for i in 1 2 3; do head -c 400000 /dev/urandom > ../source/f$i; borg create repo::a$i ../source; done`,
  healthy: [
    ['nothing', ':'],
    ['prune and compact', PRUNE],
    ['create, prune and compact', `borg create .::x ../../source; ${PRUNE}`],
    ['create', 'borg create .::x ../../source'],
    ['delete', 'borg delete .::a1'],
  ],
  damaged: [
    ['a flipped bit', 'printf U | dd of=data/0/2 bs=1 seek=1000 conv=notrunc', 'broken-structure'],
    ['a segment that the index names', 'rm data/0/2', 'missing'],
    ['a segment after it was pruned', `${PRUNE}; rm data/0/$(ls -S data/0 | head -1)`, 'missing'],
    ['a segment that was cut between two entries', 'truncate -s 8 data/0/2', 'truncated'],
    ['the last commit', 'rm data/0/$(ls data/0 | sort -n | tail -1)', 'missing'],
    ['no index', 'rm index.* hints.* integrity.*', 'missing'],
    ['no archive', 'borg delete .::a1; borg delete .::a2; borg delete .::a3; borg compact .', 'mass-loss'],
    ['an empty config', ': > config', 'truncated'],
    ['no key', 'sed -i /^key/,\\$d config', 'truncated'],
    ['a foreign file among the segments', 'echo pay > data/0/README.txt', 'unexpected'],
    ['a segment under another name', 'mv data/0/2 data/0/2.locked', 'moved'],
  ],
};

const GIT: Store = {
  tool: 'git',
  make: `cd ../source; git init -q .; git config user.email a@example.org; git config user.name a
    for i in $(seq 15); do echo $i > f$i; git add .; git commit -qm $i; done; git branch side
    cd ../tree; git init -q --bare repo; git -C ../source push -q --all ../tree/repo`,
  healthy: [
    ['nothing', ':'],
    ['gc', 'git gc -q'],
    [
      'gc, with a commit that is new',
      'here=$PWD; (cd ../../source; echo x > z; git add .; git commit -qm z; git push -q $here HEAD); git gc -q',
    ],
  ],
  damaged: [
    [
      'a ref',
      'git gc -q --prune=now; git update-ref -d refs/heads/side; sed -i /side/d packed-refs',
      'missing',
    ],
    ['the only pack', 'git gc -q; rm -f objects/pack/*.pack', 'missing'],
    [
      'a flipped bit',
      'git gc -q; chmod u+w objects/pack/*; printf U | dd of=$(ls objects/pack/*.pack) bs=1 seek=100 conv=notrunc',
      'broken-structure',
    ],
    [
      'most objects',
      'rm -f $(find objects -type f | grep -v $(git rev-parse HEAD | cut -c3-) | grep -v $(git rev-parse side | cut -c3-) | head -40)',
      'mass-loss',
    ],
    ['packed refs to nothing', 'git gc -q; sed -i "s/^[0-9a-f]\\{8\\}/00000000/" packed-refs', 'missing'],
    ['a hook', 'echo evil > hooks/post-update', 'unexpected'],
  ],
};

describe.each([RESTIC, BORG, GIT])('a repository of $tool', ({ tool, make, healthy, damaged }) => {
  const isThere = needs(tool);
  let top = '';
  beforeAll(async () => {
    if (!isThere) return;
    top = mkdtempSync(join(scratch, `${tool}-`));
    mkdirSync(join(top, 'source'));
    mkdirSync(join(top, 'tree'));
    sh(make, join(top, 'tree'));
    const { code } = await restorable(['seal', '--retention', join(top, 'tree')]);
    expect(code).toBe(0);
  });

  /** The exit code of a verify after a script, and the findings that are not notes, as their codes. */
  async function after(
    script: string,
  ): Promise<{ readonly code: number | null; readonly codes: readonly string[] }> {
    const place = mkdtempSync(join(top, 'case-'));
    cpSync(join(top, 'tree'), place, { recursive: true, preserveTimestamps: true });
    sh(script, join(place, 'repo'));
    const { code, events } = await told(['verify', place]);
    const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
    return { code, codes: found.map((each) => each.code) };
  }

  it.skipIf(!isThere).each(healthy)('is sound after its tool did this: %s', async (_, script) => {
    expect(await after(script)).toEqual({ code: 0, codes: [] });
  });

  it.skipIf(!isThere).each(damaged)('is not with this: %s', async (_, script, wanted) => {
    const { code, codes } = await after(script);
    expect(code).toBe(1);
    expect(codes).toContain(wanted);
  });
});

describe.skipIf(!needs('restic'))('the retention of a seal', () => {
  let tree = '';
  beforeAll(async () => {
    const top = mkdtempSync(join(scratch, 'reported-'));
    tree = join(top, 'tree');
    mkdirSync(join(top, 'source'));
    mkdirSync(tree);
    sh(RESTIC.make, tree);
    await restorable(['seal', '--retention', tree]);
    cpSync(join(tree, 'restorable.sha256'), join(top, 'old.sha256'));
    sh(FORGET, join(tree, 'repo'));
  });

  it('is in the first line of the manifest, and what every report says', async () => {
    expect(readFileSync(join(tree, 'restorable.sha256'), 'utf8').split('\n')[0]).toContain(
      '\tretention=restic:repo/',
    );
    const { stdout } = await restorable(['verify', tree, '-v']);
    expect(stdout).toContain('scope: data may go from repo/ (restic), by restorable.sha256');
    expect(stdout).toContain('complete: in part (the seal lets data go from stores)');
    expect(stdout).toContain('only the tool of the store knows (restic check');
    for (const format of ['markdown', 'junit', 'html', 'nagios']) {
      const reported = await restorable(['verify', tree, '--report', format]);
      expect(reported.stdout).toContain('data may go from');
    }
  });

  it('is followed by compare and latest', async () => {
    expect((await restorable(['compare', join(tree, '../old.sha256'), tree, '--read'])).code).toBe(0);
    expect((await restorable(['latest', tree])).code).toBe(0);
  });

  it('is kept by accept, which takes what the tool removed and wrote', async () => {
    const accepted = await restorable(['accept', tree, '--reason', 'monthly retention', '--yes']);
    expect(accepted.stdout).toContain('is now generation 2');
    const { code, events } = await told(['verify', tree]);
    expect(events.filter(isFinding).map((each) => each.code)).toEqual(['weak-manifest']);
    expect(code).toBe(0);
    sh('restic -q -r . forget --keep-last 1 --group-by host --prune', join(tree, 'repo'));
    expect((await told(['verify', tree])).code).toBe(0);
  });

  it('is asked for in vain where there is no store', async () => {
    const { code, stderr } = await restorable([
      'seal',
      '--retention',
      join(tree, 'repo/keys'),
      '-o',
      join(scratch, 'none'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('no store lies below it');
  });

  it('is not there without being asked for: what is pruned is missing', async () => {
    await restorable(['seal', tree, '--force']);
    sh(
      'restic -q -r . backup /etc/passwd; restic -q -r . forget --keep-last 1 --group-by host --prune',
      join(tree, 'repo'),
    );
    const { code, events } = await told(['verify', tree]);
    expect(code).toBe(1);
    expect(events.filter(isFinding).map((each) => each.code)).toContain('missing');
  });
});
