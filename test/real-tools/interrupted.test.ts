/** Stores while their own tools work on them, after these were killed, and after they went on: sound, each time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isFinding, told } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const scratch = makeScratch();

/** What stands in all scripts: a source, and a way to hold a program that reads its input, copy what it wrote, and kill it. */
const PRELUDE = `
mkdir source; head -c 300000 /dev/urandom > source/a; seq 20000 > source/b; mkfifo input
held() {
  "$@" < input > /dev/null 2>&1 & pid=$!
  exec 3> input; head -c 24000000 /dev/urandom >&3; sleep 2
  cp -a store running; kill -9 $pid; wait $pid || true; exec 3>&-
}
killed() { timeout -s KILL "$@" > /dev/null 2>&1 || true; }
`;

const STORES = [
  {
    tool: 'restic',
    script: `export RESTIC_PASSWORD=x
      restic -q -r store init; restic -q -r store backup source
      held restic -q -r store backup --stdin
      cp -a store killed; restic -q -r store unlock
      restic -q -r store backup source/a; restic -q -r store backup source/b; cp -a store unpruned
      restic -q -r store forget --keep-last 1 --prune; cp -a store pruned
      for after in 0.6 0.9 1.2; do
        cp -a unpruned killed-prune-$after; killed $after restic -q -r killed-prune-$after forget --keep-last 1 --prune
      done
      cp -a unpruned empty; restic -q -r empty forget $(ls empty/snapshots); restic -q -r empty prune`,
  },
  {
    tool: 'borg',
    script: `export BORG_PASSPHRASE=x BORG_RELOCATED_REPO_ACCESS_IS_OK=yes
      borg init -e repokey store; borg create store::1 source
      held borg create store::2 -
      cp -a store killed; borg break-lock store
      head -c 9000000 /dev/urandom > source/big
      (ulimit -f 4000; borg create store::3 source) > /dev/null 2>&1 || true
      cp -a store full-disk; borg break-lock store
      borg create store::4 source; cp -a store resumed; rm source/big; borg create store::5 source
      borg delete store::4; cp -a store uncompacted
      for after in 0.6 0.8 1 1.2; do
        cp -a uncompacted killed-compact-$after; BORG_BASE_DIR=$PWD/$after killed $after borg compact killed-compact-$after
      done
      borg compact store`,
  },
  {
    tool: 'duplicity',
    script: `head -c 30000000 /dev/urandom > source/big
      backup() { duplicity --no-encryption --archive-dir cache --volsize 1 "$@" source "file://$PWD/store" > /dev/null 2>&1; }
      backup full; sleep 1.1; touch source/big; backup full & pid=$!
      until [ "$(ls store/*.vol3.* | wc -l)" = 2 ]; do sleep 0.1; done
      pkill -9 -P $pid || true; wait $pid || true; cp -a store killed
      rm -f cache/*/lockfile*; backup`,
  },
  {
    tool: 'git',
    script: `export GIT_CONFIG_GLOBAL=/dev/null
      git init -q work; git -C work config user.email a@example.org; git -C work config user.name a
      for i in $(seq 12); do head -c 900000 /dev/urandom > work/f$i; git -C work add .; git -C work commit -qm $i; done
      git clone -q --mirror --no-local work store
      for i in $(seq 12); do head -c 900000 /dev/urandom > work/g$i; git -C work add .; git -C work commit -qm $i; done
      for after in 0.1 0.2 0.3 0.5; do
        cp -a store killed-fetch-$after; killed $after git -C killed-fetch-$after fetch -q
        cp -a work/.git killed-gc-$after; killed $after git -C killed-gc-$after gc -q
        cp -a store killed-repack-$after; killed $after git -C killed-repack-$after repack -adq
      done
      git -C store fetch -q; git -C store gc -q`,
  },
];

describe.each(STORES)('$tool', ({ tool, script }) => {
  const isThere = needs(tool);
  let top = '';
  beforeAll(() => {
    if (!isThere) return;
    top = mkdtempSync(join(scratch, `${tool}-`));
    mkdirSync(join(top, 'home'));
    const env = { ...process.env, HOME: join(top, 'home'), PASSPHRASE: 'x' };
    execFileSync('bash', ['-ec', PRELUDE + script], { cwd: top, env, stdio: ['ignore', 'ignore', 'pipe'] });
  });

  it.skipIf(!isThere)('leaves a store that is sound, however it ended', async () => {
    const states = readdirSync(top).filter((name) =>
      /^(?:store|running|killed|full|resumed|pruned|un|empty)/.test(name),
    );
    expect(states.length).toBeGreaterThan(1);
    for (const state of states)
      for (const command of ['verify', 'scan']) {
        const { code, events } = await told([command, join(top, state)]);
        const found = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
        expect([command, state, code, found.map((each) => `${each.code} ${each.path}`)]).toEqual([
          command,
          state,
          0,
          [],
        ]);
      }
  });
});
