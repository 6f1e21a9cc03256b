// Runs tests on the copy until one fails or hangs, and leaves no process behind.
import { execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('run-tests.js', import.meta.url));
/** A mutant that grows without end is stopped before it takes the memory of the machine. */
const MEMORY = '--max-old-space-size=1536';

/**
 * Runs test files in their order and returns the first test that fails (`failed`), or the files at work when none ended for
 * so many seconds (`hung`), or that time was up (`late`), or that the end was reached (`passed`). `ran` counts the files that
 * ended. A failure that is to be ignored is none; with `isWhole`, all run to the end and `failures` lists what failed. With a
 * folder of `marks`, they run one after another, and `onEnd` is told what each passed.
 */
export function runTests(
  copy,
  files,
  { stallMs, deadline, ignored, isWhole = false, workers, marks, onEnd },
) {
  const runner = fork(RUNNER, files, {
    cwd: copy.root,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      TMPDIR: copy.temporary,
      MUTATE_WORKERS: String(marks === undefined ? workers : 1),
      ...(marks !== undefined && { MUTATE_MARKS: marks }),
      NODE_OPTIONS: [process.env.NODE_OPTIONS, MEMORY].filter(Boolean).join(' '),
    },
  });
  const stop = () => {
    // Once it has ended, its number may be that of another.
    if (runner.exitCode === null && runner.signalCode === null) killTree(runner.pid);
  };
  process.prependOnceListener('exit', stop);
  const atWork = new Set();
  const failures = [];
  let [ran, stall] = [0, undefined];
  return new Promise((settle) => {
    const end = (is, by, test) => {
      clearTimeout(stall);
      clearTimeout(late);
      runner.removeAllListeners();
      process.removeListener('exit', stop);
      stop();
      copy.empty();
      settle({ is, by, test, ran, failures });
    };
    const late = setTimeout(() => end('late', []), Math.max(0, deadline - performance.now()));
    const wait = () => {
      clearTimeout(stall);
      stall = setTimeout(() => end('hung', [...atWork]), stallMs);
    };
    wait();
    runner.on('message', ({ is, file, test, passed }) => {
      if (is === 'begun') atWork.add(file);
      if (is === 'ended') {
        wait();
        atWork.delete(file);
        ran++;
        onEnd?.(file, passed);
      }
      if (is === 'failed' && !ignored.has(keyOf(file, test))) {
        failures.push(keyOf(file, test));
        if (!isWhole) end('failed', file === undefined ? [] : [file], test);
      }
      if (is === 'done') end('passed', []);
    });
    runner.on('exit', () => {
      if (ran === 0 && atWork.size === 0) throw new Error('the tests cannot be run');
      end('failed', [...atWork]);
    });
  });
}

/** Returns the name of a test, or of a whole test file. */
export function keyOf(file, test) {
  return test === undefined ? file : `${file} > ${test}`;
}

/** Kills a process and all that it started, in whatever group: first they are halted, so that none starts another. */
function killTree(pid) {
  for (const signal of ['SIGSTOP', 'SIGKILL'])
    for (const each of descendants(pid)) {
      try {
        process.kill(each, signal);
      } catch {
        // It has ended by itself.
      }
    }
}

function descendants(pid) {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const found = new Set(rows.some(([each]) => each === pid) ? [pid] : []);
  for (const parent of found) for (const [each, of] of rows) if (of === parent) found.add(each);
  return [...found];
}
