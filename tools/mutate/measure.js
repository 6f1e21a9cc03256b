// Measures which test files reach a place: all of them run once, one after another, on a copy whose source tells what was passed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codeUnder } from './code-under.js';
import { stretchesIn } from './marks.js';
import { runTests } from './trial.js';

const TEST = /\.test\.[jt]s$/;
/** This tool and its tests see no mutant; to run them for one would start it again. */
const OWN = /^test\/tools\//;
/** What the program and all tests share: where it changes, all is measured anew. */
const SHARED = ['src', 'bin', 'test/help'];

/**
 * Returns two functions: from a place to the test files that reach it, the one of its name first and the others by the time that
 * they take, and from a test file to its seconds. What was measured is kept in the folder `cache`, and measured anew where the
 * source or the test has changed.
 */
export async function measureTests(copy, files, { cache, tell, ...limits }) {
  const key = digestOf(
    copy.root,
    SHARED.flatMap((folder) => codeUnder(copy.root, folder)),
  );
  const path = join(
    cache,
    `${key}-${createHash('sha256').update(files.join()).digest('hex').slice(0, 8)}.json`,
  );
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const tests = codeUnder(copy.root, 'test').filter((file) => TEST.test(file) && !OWN.test(file));
  const texts = new Map(tests.map((file) => [file, digestOf(copy.root, [file])]));
  const missing = tests.filter((file) => known[file]?.text !== texts.get(file));
  if (missing.length > 0) {
    const isOne = missing.length === 1;
    tell(
      `${missing.length} test ${isOne ? 'file is' : 'files are'} run to see what ${isOne ? 'it reaches' : 'they reach'}\n`,
    );
    mkdirSync(cache, { recursive: true });
    let began = performance.now();
    copy.buildMarked(files);
    await runTests(copy, missing, {
      stallMs: 600_000,
      ...limits,
      ignored: new Set(),
      isWhole: true,
      marks: copy.marks,
      onEnd: (file, passed) => {
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        began = performance.now();
        known[file] = { text: texts.get(file), seconds, passed };
        writeFileSync(path, JSON.stringify(known));
      },
    });
    copy.buildMarked([]);
  }
  const stretches = new Map();
  const secondsOf = (test) => known[test].seconds;
  const testsOf = ({ file, start, end }) => {
    if (!stretches.has(file)) stretches.set(file, stretchesIn(readFileSync(join(copy.root, file), 'utf8')));
    const around = stretches.get(file).filter((each) => each.start <= start && end <= each.end);
    const mark = markOf(file, Math.max(...around.map((each) => each.start)));
    return tests
      .filter((test) => texts.get(test) === known[test]?.text && known[test].passed.includes(mark))
      .toSorted((a, b) => isNamedAlike(b, file) - isNamedAlike(a, file) || secondsOf(a) - secondsOf(b));
  };
  return { testsOf, secondsOf };
}

function markOf(file, start) {
  return `${file.replaceAll('/', ':')}@${start}`;
}

function isNamedAlike(test, file) {
  return Number(basename(test).replace(TEST, '') === basename(file, '.ts'));
}

function digestOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
