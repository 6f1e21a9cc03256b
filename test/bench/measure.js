import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a command and gives its wall seconds; a wrong exit code ends the bench. */
export function run({ command, cwd, wanted = 0, before }) {
  before?.();
  const start = performance.now();
  const { status, stderr } = spawnSync(command[0], command.slice(1), {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== wanted) throw new Error(`${command.join(' ')}: exit ${status}\n${stderr.toString()}`);
  return seconds;
}

/** Runs a command and gives its processor seconds, with those of all its processes and threads; a wrong exit code ends the bench. */
export function processorSeconds({ command, cwd, env, wanted = 0 }) {
  // The shell counts what its children took; its third descriptor is the pipe.
  const script = '"$@" >/dev/null 2>/dev/null; status=$?; times >&3; exit $status';
  const { status, output } = spawnSync('sh', ['-c', script, 'sh', ...command], {
    cwd,
    ...(env === undefined ? {} : { env }),
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  if (status !== wanted) throw new Error(`${command.join(' ')}: exit ${status}`);
  const [, children = ''] = output[3].toString().trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

/** Waits until the machine is quiet, at most so many minutes; returns its load of the last minute. */
export function quiet(minutes) {
  for (let waited = 0; loadavg()[0] >= QUIET && waited < minutes * 60; waited += 5)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
  return loadavg()[0];
}

/** Below this load, figures may be quoted. */
export const QUIET = 0.5;

/** Runs two commands in turn, after one warm-up of each, and gives the medians and the median of the ratios of pairs; `measure` is the clock, or the processor seconds. */
export function pair(ours, theirs, runs, measure = run) {
  measure(ours);
  measure(theirs);
  const pairs = Array.from({ length: runs }, () => [measure(ours), measure(theirs)]);
  return {
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
    difference: median(pairs.map(([a, b]) => a - b)),
  };
}

/** The peak of resident memory of a run of node, in MB, as the kernel counts it. */
export function peakMemory({ command, cwd, wanted = 0 }) {
  const file = join(tmpdir(), `restorable-bench-${process.pid}`);
  const hook = `data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},String(process.resourceUsage().maxRSS)))`;
  const { status, stderr } = spawnSync(command[0], ['--import', hook, ...command.slice(1)], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== wanted) throw new Error(`${command.join(' ')}: exit ${status}\n${stderr.toString()}`);
  const kilobytes = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return (kilobytes * 1024) / 1e6;
}

/** True where a tool is on the PATH. */
export function has(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

/** The middle of some numbers. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
