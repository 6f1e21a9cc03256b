/** Shards as an array of jobs of a real Slurm, one of whose tasks is killed in the middle and requeued. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromText } from '../../src/model/path.ts';
import { isInShard } from '../../src/walk/shard.ts';
import { comparable } from '../help/comparable.ts';
import { freePort } from '../help/free-port.ts';
import { type Home, makeHome } from '../help/home.ts';
import { PROGRAM } from '../help/program.ts';
import { makeScratch } from '../help/scratch.ts';
import { needs } from '../help/tools.ts';
import { until } from '../help/until.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const scratch = makeScratch();
const HUGE = 2 ** 30;
const KILLED = 3;
const TWO_MINUTES = 120_000;
const servers: ReturnType<typeof spawn>[] = [];
let home: Home;
let env: NodeJS.ProcessEnv;

const ask = (tool: string, ...args: string[]): string => {
  try {
    return execFileSync(tool, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
};

/** Slurm with one node, which is this one, all of whose files lie in a directory of the test. */
async function startSlurm(at: string): Promise<void> {
  const host = hostname().split('.')[0] ?? 'localhost';
  const { username } = userInfo();
  const socket = join(at, 'munge.socket');
  for (const name of ['spool', 'state']) mkdirSync(join(at, name), { recursive: true });
  writeFileSync(join(at, 'munge.key'), Buffer.alloc(128, 'a key of a test '), { mode: 0o400 });
  const conf = `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${await freePort()}
SlurmdPort=${await freePort()}
SlurmUser=${username}
SlurmdUser=${username}
AuthType=auth/munge
AuthInfo=socket=${socket},cred_expire=5
StateSaveLocation=${at}/state
SlurmdSpoolDir=${at}/spool
SlurmctldPidFile=${at}/slurmctld.pid
SlurmdPidFile=${at}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
KillWait=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
  writeFileSync(join(at, 'slurm.conf'), conf);
  env = { ...process.env, SLURM_CONF: join(at, 'slurm.conf'), XDG_STATE_HOME: home.path };
  const start = (tool: string, ...args: string[]): void => {
    servers.push(spawn(tool, args, { env, cwd: at, stdio: 'ignore' }));
  };
  const files = ['key', 'pid', 'seed', 'log'].map((name) => `--${name}-file=${join(at, `munge.${name}`)}`);
  start('munged', '--foreground', '--force', `--socket=${socket}`, ...files);
  await until(() => existsSync(socket), 'munged', TWO_MINUTES);
  start('slurmctld', '-D', '-i', '-L', join(at, 'slurmctld.log'));
  start('slurmd', '-D', '-L', join(at, 'slurmd.log'));
  await until(() => ask('sinfo', '-h', '-o', '%T').trim() === 'idle', 'slurmd', TWO_MINUTES);
}

/** A task that stops for ever in the middle of a file when it is run for the first time, if it is the one that shall be killed. */
const task = (): string => `#!/bin/bash
#SBATCH --array=2-8:2 --requeue --output=${home.path}/out-%a.txt
journal=${home.path}/shard-$SLURM_ARRAY_TASK_ID.jsonl
run() { "${process.execPath}" "${PROGRAM}" verify --jobs 1 --shard auto --report "jsonl:$journal" "${home.root}"; }
if [ "$SLURM_ARRAY_TASK_ID" != ${2 * KILLED} ] || [ -n "$SLURM_RESTART_COUNT" ]; then run; exit; fi
run & until compgen -G "${home.path}/.restorable.shard-$SLURM_ARRAY_TASK_ID.*" > /dev/null; do sleep 0.02; done
pkill -STOP -P $! || kill -STOP $!; touch ${home.path}/stopped; wait
`;

const hasSlurm = needs('slurmctld', 'slurmd', 'sbatch', 'scontrol', 'munged', 'pkill');

describe.skipIf(!hasSlurm)('an array of jobs of Slurm', () => {
  beforeAll(async () => {
    home = makeHome(scratch);
    for (let i = 0; i < 30; i++) writeFileSync(join(home.root, `f${i}.txt`), `the file ${i}\n`.repeat(30));
    const names = Array.from({ length: 100 }, (_, i) => `huge${i}.raw`);
    const huge = names.find((name) => isInShard(fromText(name), { index: KILLED, count: 4 })) ?? '';
    writeFileSync(join(home.root, huge), '');
    truncateSync(join(home.root, huge), HUGE);
    expect((await home.run('seal', '--accept-findings', home.root)).code).toBe(0);
    writeFileSync(join(home.root, 'f7.txt'), Buffer.alloc(300));
    await startSlurm(join(home.path, 'slurm'));
  });

  afterAll(async () => {
    ask('scancel', '--full', '--signal=KILL', '--user', userInfo().username);
    for (const each of servers.toReversed()) {
      const ended = new Promise((resolve) => void each.on('exit', resolve));
      if (each.exitCode === null && each.kill('SIGKILL')) await ended;
    }
  });

  it('comes to what one run comes to, where a task was killed and done again', async () => {
    writeFileSync(join(home.path, 'task.sh'), task());
    const job = ask('sbatch', '--parsable', join(home.path, 'task.sh')).trim();
    await until(() => existsSync(join(home.path, 'stopped')), 'the task that stops', TWO_MINUTES);
    const journals = [2, 4, 6, 8].map((id) => join(home.path, `shard-${id}.jsonl`));
    const isWhole = (file: string): boolean => /\n\{"type":"end"(?!.*"interrupted")/.test(textOf(file));
    const cut = journals[KILLED - 1] ?? '';
    expect(existsSync(cut)).toBe(false);
    ask('scontrol', 'requeue', `${job}_${2 * KILLED}`);
    await until(() => journals.every(isWhole), 'the array', TWO_MINUTES);
    const whole = await home.run('verify', '--json', home.root);
    const merged = await home.run('report', '--merge', '--json', ...journals);
    expect([merged.code, whole.code]).toEqual([1, 1]);
    expect(comparable(merged.stdout)).toEqual(comparable(whole.stdout));
    writeFileSync(cut, readFileSync(cut, 'utf8').split('\n').slice(0, 2).join('\n'));
    expect((await home.run('report', '--merge', '--json', ...journals)).code).toBe(3);
  });
});

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
