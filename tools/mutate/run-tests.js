// Runs test files in the order given, in a process of its own that tells its parent what begins, ends and fails.
//   node tools/mutate/run-tests.js FILE...     from the directory of the tree, with a channel to the parent
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createVitest } from 'vitest/node';

const root = process.cwd();
const files = process.argv.slice(2).map((file) => join(root, file));
const tell = (message) => process.send?.(message);
const nameOf = ({ moduleId }) => relative(root, moduleId);

const { MUTATE_MARKS: marks, MUTATE_WORKERS: workers } = process.env;

/** What the file that has just ended passed; the next one begins with none. */
const passed = () => {
  if (marks === undefined) return undefined;
  const left = readdirSync(marks).map((name) => join(marks, name));
  const names = left.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  for (const file of left) rmSync(file);
  return [...new Set(names)];
};

process.on('disconnect', () => process.exit(1));

class InOrder {
  shard(specifications) {
    return specifications;
  }
  sort(specifications) {
    return specifications.toSorted((a, b) => files.indexOf(a.moduleId) - files.indexOf(b.moduleId));
  }
}

const failing = new Set();
const teller = {
  onTestModuleStart: (module) => tell({ is: 'begun', file: nameOf(module) }),
  onTestCaseResult: (test) => {
    if (test.result().state !== 'failed') return;
    failing.add(nameOf(test.module));
    tell({ is: 'failed', file: nameOf(test.module), test: test.fullName });
  },
  onTestModuleEnd: (module) => {
    // Where no test failed but the whole did, it could not be read, or what prepares it failed.
    const isWhole = !module.ok() && !failing.has(nameOf(module));
    if (isWhole) tell({ is: 'failed', file: nameOf(module) });
    tell({ is: 'ended', file: nameOf(module), passed: passed() });
  },
  onTestRunEnd: (_, errors) => {
    for (const { VITEST_TEST_PATH: path } of errors)
      tell({ is: 'failed', file: path === undefined ? undefined : relative(root, path) });
    tell({ is: 'done' });
  },
};

const vitest = await createVitest(
  'test',
  {
    root,
    dir: join(root, 'test'),
    watch: false,
    reporters: [teller],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: Number(workers),
    sequence: { sequencer: InOrder },
  },
  { cacheDir: join(root, '.vitest-cache') },
);
await vitest.start(files);
await vitest.close();
process.exit();
