/** The homes of tools while they run, after they were killed, when they went on and when they removed what was old. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { expectSound, saidOf } from './homes.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const scratch = makeScratch();

/** A source of text and packed files, and ways to wait and to kill. */
const PRELUDE = `
exec 2>/dev/null
mkdir source; seq 60000 > source/text; gzip -c source/text > source/text.gz; for i in $(seq 40); do seq $i 400 > source/f$i; done
many() { head -c "$1" /dev/urandom | gzip -1; }
killed() { timeout -s KILL "$@" > /dev/null || true; }
until_() { for i in $(seq 100); do "$@" && return; sleep 0.1; done; return 1; }
`;

/** A damage to one of the homes: the state, the file, what is done to it, and what must be found. */
type Damage = readonly [state: string, file: RegExp, how: 'remove' | 'empty' | 'cut', found: string];

const STORES: readonly {
  readonly tools: readonly string[];
  readonly script: string;
  readonly damage: readonly Damage[];
  /** What is reported in its home while it works, and after it was killed: it lies in no store. */
  readonly warned?: RegExp;
}[] = [
  {
    tools: ['redis-server', 'redis-cli'],
    script: `
      start() {
        redis-server --port 0 --unixsocket "$PWD/s" --dir "$PWD/data" --appendonly yes --save '' --enable-debug-command yes > log &
        server=$!; until_ redis-cli -s s ping > /dev/null
      }
      r() { redis-cli -s s "$@" > /dev/null; }
      mkdir data; start; r debug populate 2000 key 400; r set a b; r save; r bgrewriteaof; sleep 0.5; cp -a data running
      r config set rdb-key-save-delay 2000
      r bgsave; sleep 0.6; cp -a data saving; kill -9 $(pgrep -P $server); sleep 0.2; cp -a data save-killed
      r bgrewriteaof; sleep 0.6; r set during 1; cp -a data rewriting; kill -9 $(pgrep -P $server); sleep 0.2
      r set after 1; cp -a data rewrite-killed
      r bgrewriteaof; sleep 0.6; kill -9 $(pgrep -P $server) $server; wait $server || true; cp -a data killed
      start; r bgrewriteaof; sleep 0.5; r shutdown nosave; wait $server || true; cp -a data resumed; rm -rf data`,
    damage: [
      ['rewrite-killed', /incr\.aof$/, 'remove', 'missing'],
      ['killed', /base\.rdb$/, 'cut', 'truncated-content'],
    ],
  },
  {
    tools: ['etcd', 'etcdctl'],
    script: `
      export ETCDCTL_API=3
      port=$((20000 + $$ % 20000)); at=http://127.0.0.1:$port; peer=http://127.0.0.1:$((port + 1))
      c() { timeout 5 etcdctl --endpoints $at "$@" > /dev/null; }
      start() {
        etcd --data-dir "$PWD/data" --snapshot-count 20 --listen-client-urls $at --advertise-client-urls $at \\
          --listen-peer-urls $peer --initial-advertise-peer-urls $peer --initial-cluster default=$peer > log 2>&1 &
        server=$!; until_ c endpoint health
      }
      start; for i in $(seq 50); do c put k$i "$(seq 100)"; done; until_ test -e data/member/wal/0.tmp; cp -a --sparse=always data running
      mkdir saved; c snapshot save saved/etcd.db
      kill -9 $server; wait $server || true; cp -a --sparse=always data killed
      start; for i in $(seq 25); do c put z$i z; done; kill $server; wait $server || true; mv data resumed`,
    damage: [
      ['running', /\.snap$/, 'cut', 'truncated-content'],
      ['killed', /\.snap$/, 'empty', 'truncated-content'],
    ],
  },
  {
    tools: ['bup', 'par2'],
    script: `
      export BUP_DIR=$PWD/store; git config --global user.email a@example.org; git config --global user.name a
      bup init; bup index source; bup save -qn x source; many 9000000 > source/big.gz; bup index source
      for after in 0.4 0.7 1; do cp -a store killed-$after; BUP_DIR=$PWD/killed-$after killed $after bup save -qn x source; done
      bup save -qn x source; cp -a store saved; bup rm --unsafe "/x/$(bup ls x | head -1)" > /dev/null; cp -a store removed
      cp -a store killed-gc; BUP_DIR=$PWD/killed-gc killed 0.6 bup gc --unsafe --threshold 0
      bup gc --unsafe --threshold 0; bup fsck -g > /dev/null`,
    damage: [
      ['saved', /\.pack$/, 'cut', 'broken-structure'],
      ['store', /vol\d.*\.par2$/, 'cut', 'truncated-content'],
    ],
  },
  {
    tools: ['git-annex'],
    script: `
      git config --global user.email a@example.org; git config --global user.name a
      mkdir store remote chunked; cd store; git init -q; git annex init x > /dev/null
      many 9000000 > big.gz; many 9000000 > big2.gz; cp ../source/text.gz .; git annex add -q .; git commit -qm 1
      git annex initremote dir type=directory directory="$PWD/../remote" encryption=none > /dev/null
      git annex initremote parts type=directory directory="$PWD/../chunked" encryption=none chunk=2MiB > /dev/null; cd ..
      for after in 0.35 0.5; do
        cp -a store killed-$after; cp -a remote remote-here
        (cd killed-$after; killed $after git annex copy --to dir; killed 0.4 git annex copy --to parts; many 9000000 > new.gz; killed $after git annex add new.gz; rm -f new.gz)
        mv remote killed-remote-$after; mv remote-here remote; cp -a chunked killed-chunked-$after; rm -rf chunked; mkdir chunked
      done
      cd store; git annex copy -q --to dir; git annex copy -q --to parts; git annex drop -q big.gz; cp -a ../store ../dropped
      git annex get -q big.gz; git rm -q big2.gz; git commit -qm 2; git annex unused > /dev/null; git annex dropunused -q all --force`,
    damage: [
      ['remote', /SHA256E-s\d+--[^/]*$/, 'cut', 'truncated-content'],
      ['chunked', /-C1--[^/]*$/, 'cut', 'truncated-content'],
    ],
  },
  {
    tools: ['rdiff-backup'],
    script: `
      rdiff-backup backup source store > /dev/null; sleep 1.1; for i in $(seq 2 2 40); do echo more >> source/f$i; done; rm source/f1
      seq 3000000 > source/big; mirrors() { [ $(ls $1/rdiff-backup-data/current_mirror* | wc -l) = $2 ]; }
      # Killed too soon it has nothing to undo and leaves two mirrors all the same, and killed too late it has ended.
      for pause in 0.1 0.15 0.2 0.05 0.3 0.02 0.4; do
        rm -rf broken-off regressed; cp -a store broken-off; rdiff-backup backup source broken-off > /dev/null & pid=$!
        for i in $(seq 3000); do [ $(ls broken-off/rdiff-backup-data/file_statistics* | wc -l) = 1 ] || break; sleep 0.01; done
        sleep $pause; kill -9 $pid || true; wait $pid || true
        cp -a broken-off regressed; rdiff-backup regress regressed || true
        if mirrors broken-off 2 && mirrors regressed 1; then break; fi
      done
      cp -a broken-off resumed; rdiff-backup backup source resumed || true
      rdiff-backup backup source store > /dev/null; sleep 1.1; echo x >> source/f3; rdiff-backup backup source store > /dev/null
      cp -a store pruned; rdiff-backup --force remove increments --older-than 1B pruned > /dev/null`,
    damage: [['pruned', /mirror_metadata.*\.snapshot\.gz$/, 'remove', 'missing']],
  },
  {
    tools: ['rsnapshot', 'rsync'],
    script: `
      printf 'config_version\\t1.2\\nsnapshot_root\\t%s/\\ncmd_rsync\\t/usr/bin/rsync\\nretain\\talpha\\t2\\nlockfile\\t%s\\nbackup\\t%s/\\there/\\trsync_long_args=--bwlimit=4000\\n' \\
        "$PWD/store" "$PWD/pid" "$PWD/source" > rs.conf
      rsnapshot -c rs.conf alpha; seq 900000 > source/zbig; echo y >> source/f5
      setsid rsnapshot -c rs.conf alpha & pid=$!
      until_ eval 'ls -A store/alpha.0/here | grep -q "^[.]zbig"'; cp -a store running; kill -9 -- -$pid; wait $pid || true; cp -a store killed
      rm -f pid; sed -i 's/=--bwlimit=4000/=--delete/' rs.conf; for i in 1 2 3; do rsnapshot -c rs.conf alpha; done`,
    warned: /^\w+-\w+ alpha\.0\/here\/\.zbig\.\w{6}$/,
    damage: [['store', /text\.gz$/, 'cut', 'truncated-content']],
  },
  {
    tools: ['borg2'],
    script: `
      export BORG_PASSPHRASE=x BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
      export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
      b() { borg2 -r "$PWD/store" "$@" > /dev/null; }
      # A copy that is written to makes the cache of all of them newer than the store.
      printf '#!/bin/sh\\nexport BORG_BASE_DIR="$HOME/$1"; shift; exec borg2 "$@"\\n' > "$HOME/alone"
      chmod +x "$HOME/alone"; PATH="$HOME:$PATH"
      b rcreate -e none; b create one source; many 9000000 > source/big.gz
      for after in 1 1.3; do cp -a store killed-$after; killed $after alone $after -r killed-$after create two source; done
      b create two source; b delete -a one; cp -a store deleted
      cp -a store killed-compact; killed 1 alone compact -r killed-compact compact; b compact || true`,
    damage: [],
  },
];

describe.each(STORES)('the home of $tools', ({ tools, script, damage, warned }) => {
  const isThere = needs(...tools);
  let top = '';
  beforeAll(() => {
    if (!isThere) return;
    top = mkdtempSync(join(scratch, `${tools[0]}-`));
    mkdirSync(join(top, 'home'));
    const env = { ...process.env, HOME: join(top, 'home') };
    execFileSync('bash', ['-ec', PRELUDE + script], { cwd: top, env, stdio: 'ignore' });
  });

  it.skipIf(!isThere)('is sound, however its tool ended', async () => {
    const states = readdirSync(top, { withFileTypes: true })
      .filter((each) => each.isDirectory() && !['source', 'home', 'broken-off'].includes(each.name))
      .map(({ name }) => name);
    expect(states.length).toBeGreaterThan(2);
    for (const state of states) {
      const home = join(top, state);
      if (warned !== undefined && state !== 'store') {
        const { found } = await saidOf(['scan', home]);
        expect(found.filter((each) => !warned.test(each))).toEqual([]);
      } else await expectSound(home, scratch, state === states.at(-1));
    }
  });

  it.skipIf(!isThere).each(damage)(
    'is not sound in %s where of %s one is lost: %s',
    async (state, file, how, code) => {
      const copy = join(top, 'damaged');
      rmSync(copy, { recursive: true, force: true });
      cpSync(join(top, state), copy, { recursive: true, verbatimSymlinks: true });
      const [name = ''] = readdirSync(copy, { recursive: true, encoding: 'utf8' })
        .filter((each) => file.test(each))
        .toSorted()
        .toReversed();
      const path = join(copy, name);
      execFileSync('chmod', ['-R', 'u+w', copy]);
      if (how === 'remove') rmSync(path);
      else if (how === 'empty') writeFileSync(path, '');
      else truncateSync(path, 700);
      const { code: exit, found } = await saidOf(['scan', copy]);
      expect({ exit, found: found.filter((each) => each.includes(name)) }).toEqual({
        exit: 1,
        found: [expect.stringContaining(code)],
      });
    },
  );
});

it.skipIf(!needs('rdiff-backup'))(
  'a mirror of rdiff-backup is not sound before a backup that was killed is undone',
  async () => {
    const [top = ''] = readdirSync(scratch).filter((name) => name.startsWith('rdiff-backup-'));
    const { code, found } = await saidOf(['scan', join(scratch, top, 'broken-off')]);
    expect({ code, found }).toEqual({
      code: 1,
      found: expect.arrayContaining([expect.stringMatching(/^broken-structure .*current_mirror/)]),
    });
    expect((await saidOf(['verify', join(scratch, top, 'broken-off')])).code).toBe(4);
  },
);
