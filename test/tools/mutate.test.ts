import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawn, sharesOf, turnsOf } from '../../tools/mutate/choose.js';
import { marked, stretchesIn } from '../../tools/mutate/marks.js';
import { KINDS, mutate, placesIn } from '../../tools/mutate/places.js';
import { makeScratch } from '../help/scratch.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const scratch = makeScratch();

/** What every place of a text would make of it. */
function mutantsOf(text: string): string[] {
  return placesIn(text).map((place) => mutate(text, place));
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

describe('the places of a text', () => {
  it.each([
    ['a === b;', 'a !== b;'],
    ['a < b;', 'a <= b;'],
    ['a >= b;', 'a > b;'],
    ['(a) /* && */ && (b);', '(a) /* && */ || (b);'],
    ['x = a || b;', 'x = a && b;'],
    ['while (a) b();', 'while (!(a)) b();'],
    ['x = a ? b : c;', 'x = !(a) ? b : c;'],
    ['x = 41;', 'x = 42;'],
    ['x = 9n;', 'x = 10n;'],
    ['x = true;', 'x = false;'],
    ["x = 'é';", "x = '';"],
    ["x = '';", "x = 'mutated';"],
    ['x = `${a} of ${b}`;', 'x = `${a}${b}`;'],
    ['/* é */ a();', '/* é */ ;'],
    ['if (a) throw b;', ';'],
    ['if (a) throw b;', 'if (a) ;'],
    ['function f() { a(); }', 'function f() { return undefined as never; a(); }'],
    ['const f = (a: number) => a;', 'const f = (a: number) => (undefined as never);'],
  ])('make of %s: %s', (text, mutant) => {
    expect(mutantsOf(text)).toContain(mutant);
  });

  it.each([
    "import a from './a.ts';",
    "import './a.ts';",
    "export * from './a.ts';",
    "import type { A } from 'a';",
    "const a = import('./a.ts');",
    "type A = 'one' | 2 | true;",
    "type A = typeof import('./a.ts');",
    "interface A { b: 'c' }",
    'const a = /x<1>|true/g;',
    '// a === b, 1, true',
    "/** a && 'b' */",
    'const a = b as 1;',
    'declare function f(a: 1): 2;',
    "'use strict';",
    "const a = { 'b-c': d };",
    'function f() {}',
    'function f() { return; }',
  ])('are none in %s', (text) => {
    expect(placesIn(text).filter(({ kind }) => kind !== 'statement')).toEqual([]);
  });

  it('leave every comment, type and import of a text as it was', () => {
    const kept = ["import { a } from './a.ts'; // 1 === 2", "type B = 'b' | 2;", ': 7 | true /* && */ ='];
    const text = `${kept[0]}\n${kept[1]}\nexport const c${kept[2]} a === 'x' && 1 < 2 ? 7 : true;\n`;
    const mutants = mutantsOf(text);
    expect(mutants.length).toBeGreaterThan(6);
    expect(mutants.filter((mutant) => !kept.every((each) => mutant.includes(each)))).toEqual([]);
  });

  it('tell the line, and the lines before and after', () => {
    expect(placesIn('\n\n  if (a)\n    b();\n')).toMatchObject([
      { kind: 'statement', line: 3, before: 'if (a) b();', after: ';' },
      { kind: 'condition', line: 3, before: 'if (a)', after: 'if (!(a))' },
      { kind: 'statement', line: 4, before: 'b();', after: ';' },
    ]);
  });
});

describe('the draw', () => {
  const text = readFileSync(join(REPOSITORY, 'test/help/mutate.ts'), 'utf8');
  const places = placesIn(text).map((place) => ({ file: 'a.ts', ...place }));

  it('is the same for the same seed, in whatever order the places come', () => {
    expect(drawn(places, 'engine', 1)).toEqual(drawn(places.toReversed(), 'engine', 1));
  });

  it('is another for another seed and another room, and misses no place', () => {
    const [one, two, other] = [
      drawn(places, 'engine', 1),
      drawn(places, 'engine', 2),
      drawn(places, 'cli', 1),
    ];
    expect(one).not.toEqual(two);
    expect(one).not.toEqual(other);
    expect(new Set(one)).toEqual(new Set(places));
  });

  it('takes one of every kind before a second of any', () => {
    const there = KINDS.filter((kind) => places.some((place) => place.kind === kind));
    const first = drawn(places, 'engine', 1).slice(0, there.length);
    expect(new Set(first.map(({ kind }) => kind))).toEqual(new Set(there));
  });

  it('gives each room a share by its lines, spread over the run', () => {
    const shares = sharesOf(
      [
        { room: 'engine', lines: 100 },
        { room: 'cli', lines: 210 },
      ],
      3,
    );
    expect([...shares]).toEqual([
      ['engine', 1],
      ['cli', 2],
    ]);
    expect(turnsOf(shares)).toEqual(['cli', 'engine', 'cli']);
  });
});

describe('the marks of a text', () => {
  /** The texts of the stretches that may be left out when a text runs. */
  function parts(text: string): string[] {
    return stretchesIn(text)
      .slice(1)
      .map(({ start, end }) => text.slice(start, end).trim());
  }

  it.each([
    ['if (a) b(); else c();', ['b();', 'c();']],
    ['x = a ? b : c;', ['b', 'c']],
    ['x = a && b;', ['b']],
    ['const f = (a) => a + 1;', ['a + 1']],
    ['function f() { if (a) return 1; b(); c(); }', ['if (a) return 1; b(); c();', 'return 1;', 'b(); c();']],
    ['for (const a of b) a();', ['a();']],
    ['switch (a) { case 1: b(); break; case 2: case 3: c(); }', ['b(); break;', 'c();']],
    ['a(); b();', []],
  ])('of %s stand where it may be left: %j', (text, stretches) => {
    expect(parts(text).toSorted()).toEqual(stretches.toSorted());
  });

  it('leave a file for what was passed, and none for what was not', async () => {
    const folder = join(scratch, 'passed');
    const file = join(scratch, 'marked.mjs');
    mkdirSync(folder);
    const text =
      'export function f(a) {\n  if (a > 1) return a ? { a } : 2;\n  if (a < 0) throw a;\n  return [a].map((each) => ({ each }))[0] ?? 3;\n}\n';
    writeFileSync(file, marked(text, 'src/f.ts', folder));
    const { f } = await import(file);
    expect(f(1)).toEqual({ each: 1 });
    await setImmediate();
    const names = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
    expect(names).toContain('src:f.ts@-1');
    const passed = names.map((name) => Number(name.slice(name.indexOf('@') + 1)));
    const missed = stretchesIn(text).filter(({ start }) => !passed.includes(start));
    expect(missed.map(({ start, end }) => text.slice(start, end)).toSorted()).toEqual([
      '2',
      '3',
      'return a ? { a } : 2;',
      'throw a;',
      '{ a }',
    ]);
    expect(f(2)).toEqual({ a: 2 });
  });
});

describe('a run', () => {
  const SUM = 'export function sum(a: number): number {\n  return a + 1;\n}\n';
  const FREE = 'export const free = 5;\n';
  const HANG =
    'export function count(from: number): number {\n  let n = from;\n  while (n > 0)\n    n--;\n  return n;\n}\n';

  /** A small project with a file that is tested, one that is not, and one that can be made to run for ever. */
  function project(name: string): string {
    const root = join(scratch, name);
    write(root, {
      'package.json': '{ "type": "module" }\n',
      'tsconfig.json': readFileSync(join(REPOSITORY, 'tsconfig.json'), 'utf8'),
      'src/engine/sum.ts': SUM,
      'src/engine/free.ts': FREE,
      'src/engine/hang.ts': HANG,
      'test/engine/sum.test.ts':
        "import { expect, it } from 'vitest';\nimport { sum } from '../../src/engine/sum.ts';\nimport '../../src/engine/free.ts';\nit('adds', () => expect(sum(1)).toBe(2));\n",
      'test/engine/hang.test.ts':
        "import { expect, it } from 'vitest';\nimport { count } from '../../src/engine/hang.ts';\nit('ends', () => expect(count(3)).toBe(0));\n",
      'tools/mutate-survivors.json': '[]\n',
    });
    symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
    return root;
  }

  function run(root: string, ...args: readonly string[]) {
    const temporary = `${root}-tmp`;
    mkdirSync(temporary, { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(REPOSITORY, 'tools/mutate.js'), '--cache', join(root, 'cache'), ...args],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: temporary },
      },
    );
    return { status, stdout, stderr, left: readdirSync(temporary) };
  }

  it('tells what was killed and what survived, and leaves the tree as it was', () => {
    const root = project('two');
    const killed = run(root, '--only', 'src/engine/sum.ts:2', '--json', join(root, 'out.json'));
    expect(killed.stdout).toContain(
      'killed by test/engine/sum.test.ts  src/engine/sum.ts:2  return a + 1; → return a + 2;',
    );
    expect(killed.stdout).toContain('did not compile');
    expect(killed.stdout).toContain('all: 100 % killed (1 killed, 0 survived, 1 did not compile)');
    expect(JSON.parse(readFileSync(join(root, 'out.json'), 'utf8'))).toMatchObject({
      all: { killed: 1, percent: 100 },
    });
    const survived = run(root, '--only', 'src/engine/free.ts:1', '--least', '1');
    expect(survived.stdout).toContain(
      'SURVIVED 1 test files  src/engine/free.ts:1  export const free = 5; → export const free = 6;',
    );
    expect([killed.status, survived.status]).toEqual([0, 1]);
    expect([killed.left, survived.left]).toEqual([[], []]);
    expect(readFileSync(join(root, 'src/engine/sum.ts'), 'utf8')).toBe(SUM);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  }, 60_000);

  it('runs those tests alone that reach the place, also by the built program, and measures them once', () => {
    const root = project('reach');
    const through =
      "const { status } = spawnSync(process.execPath, ['-e', \"import('./dist/engine/sum.js').then(({ sum }) => process.exit(sum(1)))\"]);";
    write(root, {
      'test/engine/sum.test.ts':
        "import { it } from 'vitest';\nimport '../../src/engine/sum.ts';\nit('calls nothing', () => {});\n",
      'test/program.test.ts': `import { spawnSync } from 'node:child_process';\nimport { expect, it } from 'vitest';\nit('runs it', () => {\n${through}\nexpect(status).toBe(2);\n});\n`,
    });
    const once = run(root, '--only', 'src/engine/sum.ts:2', '--json', join(root, 'out.json'));
    expect(once.stdout).toContain('killed by test/program.test.ts');
    const { mutants } = JSON.parse(readFileSync(join(root, 'out.json'), 'utf8'));
    expect(mutants).toContainEqual(expect.objectContaining({ result: 'killed', of: 1 }));
    expect(once.stderr).toContain('3 test files are run to see what they reach');
    expect(run(root, '--only', 'src/engine/sum.ts:2').stderr).toBe('');
    write(root, { 'test/program.test.ts': "import { it } from 'vitest';\nit('does nothing', () => {});\n" });
    const again = run(root, '--only', 'src/engine/sum.ts:2');
    expect(again.stderr).toContain('1 test file is run to see what it reaches');
    expect(again.stdout).toContain('SURVIVED 0 test files  src/engine/sum.ts:2');
  }, 60_000);

  it('stops a mutant that runs for ever, and tells a known survivor apart, which counts as one', () => {
    const root = project('hang');
    const known = {
      file: 'src/engine/free.ts',
      before: 'export const free = 5;',
      after: 'export const free = 6;',
      reason: 'nothing reads it',
    };
    const gone = { ...known, before: 'export const gone = 5;' };
    write(root, { 'tools/mutate-survivors.json': JSON.stringify([known, gone]) });
    const told = run(root, '--only', 'src/engine/free.ts:1');
    expect(told.stdout).toContain('known survivor (nothing reads it)  src/engine/free.ts:1');
    expect(told.stdout).toContain('all: 0 % killed (0 killed, 0 survived, 1 known survivor)');
    expect(told.stderr).toContain('no such place any more: src/engine/free.ts: export const gone = 5;');
    expect(run(root, '--only', 'src/engine/hang.ts:4', '--timeout', '3').stdout).toContain(
      'killed by test/engine/hang.test.ts (timeout)  src/engine/hang.ts:4  n--; → ;',
    );
  }, 60_000);

  it('draws the same mutants for the same seed, and runs none for a list', () => {
    const root = project('list');
    const [once, again] = [1, 2].map(() =>
      run(root, '--room', 'engine', '--count', '4', '--seed', '7', '--list'),
    );
    expect(once?.stdout.split('\n')).toHaveLength(5);
    expect(once?.stdout).toBe(again?.stdout);
  }, 60_000);

  it('runs no more test files than --tests says, also where one of them fails without a mutation', () => {
    const root = project('most');
    const blind =
      "import { it } from 'vitest';\nimport { sum } from '../../src/engine/sum.ts';\nit('is blind', () => void sum(1));\n";
    write(root, {
      'test/engine/sum.test.ts': blind,
      'test/engine/later.test.ts':
        "import { expect, it } from 'vitest';\nimport { sum } from '../../src/engine/sum.ts';\nit('adds, as the test before it does not see', () => expect(sum(1)).toBe(2));\n",
    });
    const only = ['--only', 'src/engine/sum.ts:2'];
    const one = run(root, ...only, '--tests', '1').stdout;
    expect(one).toContain('SURVIVED 1 of 2 test files  src/engine/sum.ts:2');
    expect(one).not.toContain('killed by');
    expect(run(root, ...only, '--tests', '2').stdout).toContain('killed by test/engine/later.test.ts');
    write(root, {
      'test/engine/sum.test.ts': blind.replace('void sum(1)', '{ sum(1); throw new Error(); }'),
    });
    const aside = run(root, ...only, '--tests', '1').stdout;
    expect(aside).toContain('set aside, fails without a mutation: test/engine/sum.test.ts');
    expect(aside).not.toContain('killed by');
  }, 120_000);

  it('prints its flags for --help, and does nothing else', () => {
    const root = project('help');
    const { status, stdout, stderr, left } = run(root, '--help', '--room', 'cellar');
    expect([status, stderr, left]).toEqual([0, '', []]);
    for (const flag of [
      'room',
      'count',
      'seed',
      'list',
      'only',
      'minutes',
      'timeout',
      'tests',
      'workers',
      'cache',
      'json',
      'least',
    ])
      expect(stdout).toContain(`--${flag}`);
  });

  it.each([
    [['--room', 'cellar']],
    [['--count', 'many']],
    [['--only', 'src/engine/sum.ts']],
    [['--only', 'src/engine/sum.ts:1000']],
    [['--what']],
  ])('refuses %s with 2', (args) => {
    const root = join(scratch, 'refused');
    if (!existsSync(root)) project('refused');
    const { status, stderr } = run(root, ...args);
    expect([status, stderr.startsWith('mutate: ')]).toEqual([2, true]);
  });
});
