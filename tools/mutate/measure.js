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
/** How long a test file may take that was not measured, because time was up or it hung; it counts as one that reaches all. */
const UNMEASURED = 60;

/**
 * Returns two functions: from a place to the test files that reach it, the one of its name first and the others by the time that
 * they take, and from a test file to its seconds. What was measured is kept in the folder `cache`, and measured anew where the
 * source, the test or what tests share has changed.
 */
export async function measureTests(copy, files, { cache, tell, ...limits }) {
  const code = ['src', 'bin', 'test'].flatMap((folder) => codeUnder(copy.root, folder));
  const tests = code.filter((file) => TEST.test(file) && !OWN.test(file));
  const texts = new Map(tests.map((test) => [test, digestOf(copy.root, [test])]));
  const shared = code.filter((file) => !TEST.test(file));
  const marked = createHash('sha256').update(files.join()).digest('hex').slice(0, 8);
  const path = join(cache, `${digestOf(copy.root, shared)}-${marked}.json`);
  const known = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const isMeasured = (test) => known[test]?.text === texts.get(test);
  const missing = tests.filter((test) => !isMeasured(test));
  if (missing.length > 0) {
    const [what, whom] = missing.length === 1 ? ['file is', 'it reaches'] : ['files are', 'they reach'];
    tell(`${missing.length} test ${what} run to see what ${whom}\n`);
    mkdirSync(cache, { recursive: true });
    copy.buildMarked(files);
    let began = performance.now();
    await runTests(copy, missing, {
      ...limits,
      stallMs: 600_000,
      ignored: new Set(),
      isWhole: true,
      marks: copy.marks,
      onEnd: (test, passed) => {
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        began = performance.now();
        known[test] = { text: texts.get(test), seconds, passed };
        writeFileSync(path, JSON.stringify(known));
      },
    });
    copy.buildMarked([]);
  }
  const stretches = new Map();
  const secondsOf = (test) => (isMeasured(test) ? known[test].seconds : UNMEASURED);
  const testsOf = ({ file, start, end }) => {
    if (!stretches.has(file)) stretches.set(file, stretchesIn(readFileSync(join(copy.root, file), 'utf8')));
    const around = stretches.get(file).filter((each) => each.start <= start && end <= each.end);
    const mark = markOf(file, Math.max(...around.map((each) => each.start)));
    return tests
      .filter((test) => !isMeasured(test) || known[test].passed.includes(mark))
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
