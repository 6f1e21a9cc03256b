// Judges one mutant by the tests that reach it. A test that fails on the source as it is proves nothing.
import { keyOf, runTests } from './trial.js';

/** A file may take this many times what it took when it was measured, on top of the time in which a mutant hangs. */
const SLOWER = 4;

/** Returns a function that judges a mutant that is built, and the tests and whole test files that were set aside. */
export function makeJudge(copy, { testsOf, secondsOf }, { most, stallMs, ...limits }) {
  const known = new Set();
  const setAside = new Set();
  const run = (files, options) =>
    runTests(copy, files, {
      ...limits,
      stallMs: stallMs + SLOWER * 1000 * Math.max(...files.map(secondsOf)),
      ignored: setAside,
      ...options,
    });

  /** Runs a test file on the source as it is, and sets aside what fails; tells whether there was time for it. */
  const learn = async (file) => {
    const { is, failures } = await run([file], { ignored: new Set(), isWhole: true });
    if (is === 'late') return false;
    known.add(file);
    for (const failure of is === 'passed' ? failures : [file]) setAside.add(failure ?? file);
    return true;
  };

  /** Runs the test files; where all seems to hang, what hung is run once more alone: the machine may have been busy. */
  const runTwice = async (files) => {
    const once = await run(files);
    if (once.is !== 'hung') return once;
    if (once.by.length === 0) return { ...once, is: 'late' };
    const again = await run(once.by);
    return again.is === 'passed' ? { ...once, is: 'late' } : { ...again, ran: once.ran };
  };

  const judge = async (mutant) => {
    for (;;) {
      const all = testsOf(mutant);
      // A file that is set aside has been run as well, so that no other takes its place.
      const files = all.slice(0, most).filter((file) => !setAside.has(file));
      const of = all.filter((file) => !setAside.has(file)).length;
      if (files.length === 0) return { result: 'survived', ran: 0, of };
      const { is, by, test, ran } = await runTwice(files);
      if (is === 'late') return { result: 'unfinished', ran, of };
      if (is === 'passed') return { result: 'survived', ran, of };
      const unknown = by.filter((file) => !known.has(file));
      if (unknown.length > 0) copy.build();
      for (const file of unknown) if (!(await learn(file))) return { result: 'unfinished', ran, of };
      const sound = by.filter((file) => !setAside.has(file) && !setAside.has(keyOf(file, test)));
      if (sound.length > 0 || by.length === 0)
        return { result: 'killed', by: by.join(', '), test, ran, of, ...(is === 'hung' && { isHung: true }) };
      copy.build(mutant);
    }
  };
  return { judge, setAside };
}
