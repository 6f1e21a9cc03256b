import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Runs two commands in turn, after one warm-up of each, and gives the medians and the median of the ratios of pairs. */
export function pair(ours, theirs, runs) {
  run(ours);
  run(theirs);
  const pairs = Array.from({ length: runs }, () => [run(ours), run(theirs)]);
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
