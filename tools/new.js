// Starts a new format, detector or report: npm run new -- format NAME. Writes the file, the registry line, the fixture
// folder and a test that fails until it is filled.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));

const KINDS = {
  format: {
    files: (name, id) => ({
      [`src/manifest/${name}.ts`]: `import type { Format } from './format.ts';
import { readMember } from './member.ts';

/** What it is, which tool writes it (which document, which section), and what it can answer. */
export const ${id}: Format = {
  name: '${name}',
  about: 'one line for the documentation: the tool, and what is held against what',
  find: (names) => [...names].filter((name) => name === '${name}.list'),
  async open({ root, path }) {
    const bytes = await readMember(root, path);
    if (typeof bytes === 'string') return undefined;
    return { inventory: 'open', promises: [], findings: [], notes: [] };
  },
};
`,
      [`fixtures/manifests/${name}/sound/README`]: `A small store made by the real tool; say the command here.\n`,
      [`test/manifest/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { ${id} } from '../../src/manifest/${name}.ts';
import { fixtureOf, held, opened, problemsOf } from '../help/opened.ts';

describe('${name}', () => {
  it('holds the files of a store that the real tool made', async () => {
    const root = fixtureOf('${name}', 'sound');
    const vouching = await opened(${id}, root, '${name}.list');
    expect(problemsOf(vouching)).toEqual([]);
    expect((await held(root, vouching)).held).toBeGreaterThan(0);
  });
});
`,
    }),
    registry: 'src/manifest/formats.ts',
    list: 'FORMATS',
  },
  detector: {
    files: (name, id) => ({
      [`src/detect/${name}.ts`]: `import type { Detector } from './detector.ts';

/** What it sees, and the evidence that it takes. Its code stands in src/model/finding.ts. */
export const ${id}: Detector = {
  code: '${name}',
  examine({ size }) {
    if (size === 0) return undefined;
    return undefined;
  },
};
`,
      [`fixtures/garbage/${name}/bad/README`]: `Files that must be flagged; this one is to be replaced.\n`,
      [`fixtures/garbage/${name}/good/README`]: `Files that must be left alone; this one is to be replaced.\n`,
    }),
    registry: 'src/detect/detectors.ts',
    list: 'DETECTORS',
  },
  report: {
    files: (name, id) => ({
      [`src/report/${name}.ts`]: `import type { Reporter } from './reporter.ts';

/** For whom it is, and which convention it follows (which document, which limits). */
export const ${id}: Reporter = {
  name: '${name}',
  about: 'one line for --help',
  start: (out) => ({
    on(event) {
      if (event.type === 'end') out.write('');
    },
  }),
};
`,
      [`test/report/${name}.test.ts`]: `import { expect, it } from 'vitest';
import { ${id} } from '../../src/report/${name}.ts';
import { begin, end, report } from './events.ts';

it('${name} says that a run was sound', () => {
  expect(report(${id}, [begin(), end()])).not.toBe('');
});
`,
    }),
    registry: 'src/report/reporters.ts',
    list: 'REPORTERS',
  },
};

const [kind = '', name = ''] = process.argv.slice(2);
const made = KINDS[kind];
if (made === undefined || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
  process.stderr.write(
    `usage: npm run new -- ${Object.keys(KINDS).join('|')} NAME   (lower case, words joined by -)\n`,
  );
  process.exit(2);
}
const id = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const files = made.files(name, id);
const there = Object.keys(files).filter((file) => existsSync(join(HERE, file)));
if (there.length > 0) {
  process.stderr.write(`restorable: error: ${there[0]} is there already\n`);
  process.exit(1);
}
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(HERE, file)), { recursive: true });
  writeFileSync(join(HERE, file), text);
  process.stdout.write(`made     ${file}\n`);
}
const registry = join(HERE, made.registry);
const source = readFileSync(registry, 'utf8');
const imported = source.replace(/^import /m, `import { ${id} } from '../docs/${name}.ts';\nimport `);
writeFileSync(
  registry,
  imported.replace(new RegExp(`(const ${made.list}: [^=]*= \\[[^\\]]*?),?(\\s*\\])`), `$1, ${id}$2`),
);
if (kind === 'report') {
  const names = join(HERE, 'src/report/report-names.ts');
  writeFileSync(names, readFileSync(names, 'utf8').replace(/\n\];/, `\n  '${name}',\n];`));
  process.stdout.write('changed  src/report/report-names.ts\n');
}
process.stdout.write(
  `changed  ${made.registry}\nnext     npx biome check --write ${made.registry} && npm test\n`,
);
