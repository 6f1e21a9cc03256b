// Judges one mutant by the tests that could see it. A test that fails on the source as it is proves nothing.
import { keyOf, runTests } from './trial.js';

/** Returns a function that judges a mutant that is built, and the tests and whole test files that were set aside. */
export function makeJudge(copy, testsOf, { most, ...limits }) {
  const known = new Set();
  const setAside = new Set();

  /** Runs a test file on the source as it is, and sets aside what fails; tells whether there was time for it. */
  const learn = async (file) => {
    const { is, failures } = await runTests(copy, [file], { ...limits, ignored: new Set(), isWhole: true });
    if (is === 'late') return false;
    known.add(file);
    for (const failure of is === 'passed' ? failures : [file]) setAside.add(failure ?? file);
    return true;
  };

  const judge = async (mutant) => {
    for (;;) {
      const all = testsOf(mutant.file);
      // A file that is set aside has been run as well, so that no other takes its place.
      const files = all.slice(0, most).filter((file) => !setAside.has(file));
      const of = all.filter((file) => !setAside.has(file)).length;
      if (files.length === 0) return { result: 'survived', ran: 0, of };
      const { is, by, test, ran } = await runTests(copy, files, { ...limits, ignored: setAside });
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
