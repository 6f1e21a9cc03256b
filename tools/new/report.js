import { withElement, withImport } from './registry.js';

const FOLDER = 'src/report/formats';

/** What a new report consists of: its reporter, its name for the command line, and a test. */
export function report(name, id) {
  return {
    files: {
      [`${FOLDER}/${name}.ts`]: `import type { Reporter } from '../reporter.ts';
import { describeEnding, outcome, splitRuns } from '../run-splitter.ts';
import { visible, visiblePath } from '../text.ts';

/** A line per finding, and one for the end of each run. To be replaced: who reads it, and which convention it follows. */
export const ${id}: Reporter = {
  name: '${name}',
  about: 'a line per finding, and one for the end of each run',
  start: (out) =>
    splitRuns((run) => ({
      see(event) {
        if (event.type === 'finding') out.write(\`\${event.severity} \${event.code} \${visiblePath(event)}\\n\`);
      },
      end(ending) {
        out.write(\`\${outcome(ending)} \${visible(run.root)} - \${visible(describeEnding(ending))}\\n\`);
      },
    })),
};
`,
      [`test/report/formats/${name}.test.ts`]: `import { expect, it } from 'vitest';
import { ${id} } from '../../../src/report/formats/${name}.ts';
import { begin, end, found, report } from '../events.ts';

it('${name} names what was found, and how the run ended', () => {
  const text = report(${id}, [begin(), found('missing', 'a'), end({ verdict: 'damaged', exit: 1 })]);
  expect(text).toMatch(/^error missing a\\ndamaged \\/srv\\/backup - .+\\n$/);
});
`,
    },
    edits: {
      [`${FOLDER}/reporters.ts`]: (source) =>
        withElement(withImport(source, id, `./${name}.ts`), 'REPORTERS', id),
      [`${FOLDER}/names.ts`]: (source) => withElement(source, 'REPORT_NAMES', `'${name}'`),
    },
  };
}
