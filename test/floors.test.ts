import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms of the house, floor by floor from the ground. A room knows itself and the floors below it. */
const FLOORS = [
  ['model'],
  ['flow', 'hash', 'disk'],
  ['walk', 'manifest', 'structure', 'report'],
  ['detect', 'voucher'],
  ['read'],
  ['engine'],
  ['cli'],
];
/** The public library stands above all. */
const LIBRARY = 'index.ts';
const MOST_LINES = 250;
const MAY_WRITE = new Set(['flow/sort-runs.ts']);
/** Rooms and files that may touch the file system at all. */
const READS_DISK = /^(?:disk\/|cli\/|flow\/sort-runs\.ts$)/;
const SCREEN = 'cli/screen.ts';

const WORLD: readonly (readonly [name: string, RegExp])[] = [
  ['process', /\bprocess\b(?!['"])/],
  ['Date.now', /\bDate\s*\.\s*now\b/],
  ['new Date(', /\bnew\s+Date\b/],
  ['console', /\bconsole\s*[.[]/],
];
const FILE_SYSTEM = /^(?:node:)?fs(?:\/promises)?$/;
const WRITES =
  /^(?:l|f)?(?:append|chmod|chown|copyFile|cp|createWriteStream|fdatasync|fsync|link|mkdir|mkdtemp|rename|rm|rmdir|symlink|truncate|unlink|utimes|write)(?:File|v)?(?:Sync)?$/;
const OPENS = /\bopen(?:Sync)?\s*\(/g;
const WRITE_FLAGS = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b/;

type Import = { readonly from: string; readonly names: readonly string[]; readonly isWhole: boolean };

/** The text without the comments that stand at the beginning of a line or behind a blank. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** What a source text imports, in any way: by value, by type, again exported, or when it runs. */
function importsOf(text: string): Import[] {
  const named = [
    ...text.matchAll(/\b(?:import|export)\s+(type\s+)?([^;'"()]*?)\s*\bfrom\s*['"]([^'"]+)['"]/g),
  ];
  const bare = [...text.matchAll(/\bimport\s*\(?\s*['"`]([^'"`]+)['"`]/g)];
  return [
    ...named.map(([, , what = '', from = '']) => ({
      from,
      names: namesIn(what),
      isWhole: !what.startsWith('{'),
    })),
    ...bare.map(([, from = '']) => ({ from, names: [], isWhole: true })),
  ];
}

function namesIn(what: string): string[] {
  const [, list = ''] = /\{([^}]*)\}/.exec(what) ?? [];
  return list.split(',').flatMap((each) => {
    const name =
      each
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/)[0] ?? '';
    return name === '' ? [] : [name];
  });
}

/** The arguments of a call whose '(' stands before a place. */
function argumentsAt(text: string, start: number): string[] {
  const found = [''];
  let depth = 0;
  for (const char of text.slice(start)) {
    if ('([{'.includes(char)) depth += 1;
    if (')]}'.includes(char)) depth -= 1;
    if (depth < 0) break;
    if (char === ',' && depth === 0) found.push('');
    else found[found.length - 1] += char;
  }
  return found.map((each) => each.trim());
}

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

function floorOf(path: string): number {
  return path === LIBRARY ? FLOORS.length : FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

/** What is wrong with where the imports of a file lead. */
function wrongImports(path: string, imports: readonly Import[]): string[] {
  const wrong: string[] = [];
  for (const { from } of imports) {
    if (/^(?:chalk|ora)(?:\/|$)/.test(from) && path !== SCREEN) wrong.push(`${from} outside ${SCREEN}`);
    if (/^(?:node:)?process$/.test(from) && roomOf(path) !== 'cli') wrong.push(`${from} outside cli/`);
    if (!from.startsWith('.')) continue;
    const target = normalize(join(dirname(path), from));
    const room = roomOf(target);
    if (floorOf(target) < 0) wrong.push(`${from} leads out of the house`);
    else if (room !== roomOf(path) && floorOf(target) > floorOf(path)) wrong.push(`${from} leads up`);
    else if (room !== roomOf(path) && floorOf(target) === floorOf(path)) wrong.push(`${from} leads sideways`);
  }
  return wrong;
}

/** What a file below `cli/` does to the disk. */
function wrongWrites(text: string, imports: readonly Import[]): string[] {
  const wrong: string[] = [];
  for (const { from, names, isWhole } of imports) {
    if (!FILE_SYSTEM.test(from)) continue;
    if (isWhole) wrong.push(`all of ${from}`);
    wrong.push(...names.filter((name) => WRITES.test(name)).map((name) => `${name} of ${from}`));
    if (!names.some((name) => /^open(?:Sync)?$/.test(name))) continue;
    for (const call of text.matchAll(OPENS)) {
      const [, flag = "'r'"] = argumentsAt(text, call.index + call[0].length);
      if (!/^(?:['"]r['"]|[A-Z_]+|constants\.O_RDONLY)$/.test(flag)) wrong.push(`open with ${flag}`);
    }
  }
  if (WRITE_FLAGS.test(text)) wrong.push('a flag for writing');
  return wrong;
}

/** Everything that is wrong with one source file. */
function complaints(path: string, source: string): string[] {
  const text = withoutComments(source);
  const imports = importsOf(text);
  const wrong = wrongImports(path, imports);
  if (floorOf(path) < 0) wrong.push('no room of the house');
  if (roomOf(path) !== 'cli') {
    const bare = text.replaceAll(/\bfrom\s*['"][^'"]*['"]/g, '');
    wrong.push(...WORLD.filter(([, pattern]) => pattern.test(bare)).map(([name]) => `${name} outside cli/`));
    if (!MAY_WRITE.has(path)) wrong.push(...wrongWrites(text, imports));
    if (!READS_DISK.test(path))
      wrong.push(
        ...imports.filter(({ from }) => FILE_SYSTEM.test(from)).map(({ from }) => `${from} outside disk/`),
      );
  }
  const lines = source.trimEnd().split('\n').length;
  if (lines > MOST_LINES) wrong.push(`${lines} lines`);
  return wrong;
}

const SRC = join(import.meta.dirname, '../src');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .toSorted();

describe('the house', () => {
  it('has the rooms of the design and no others', () => {
    expect(sources.length).toBeGreaterThan(80);
    const rooms = new Set(sources.map(roomOf));
    expect([...rooms].toSorted()).toEqual(['', ...FLOORS.flat()].toSorted());
    expect(sources.filter((path) => !path.includes('/'))).toEqual([LIBRARY]);
  });

  it('has no rooms that need each other, at any depth', () => {
    expect(circles(new Map(sources.map((path) => [path, readFileSync(join(SRC, path), 'utf8')])))).toEqual(
      [],
    );
  });

  it.each(sources)('%s is in its place', (path) => {
    expect(complaints(path, readFileSync(join(SRC, path), 'utf8'))).toEqual([]);
  });
});

/** The children of a folder, files that lie in it directly as `.`, and which of them import which. */
function childrenOf(
  folder: string,
  imports: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const below = folder === '' ? '' : `${folder}/`;
  const childOf = (path: string): string | undefined => {
    if (!path.startsWith(below)) return undefined;
    const rest = path.slice(below.length);
    return rest.includes('/') ? `${below}${rest.split('/')[0]}` : `${below}.`;
  };
  const children = new Map<string, Set<string>>();
  for (const [from, targets] of imports) {
    const child = childOf(from);
    if (child === undefined) continue;
    const known = children.get(child) ?? new Set();
    for (const other of targets.map(childOf)) if (other !== undefined && other !== child) known.add(other);
    children.set(child, known);
  }
  return children;
}

/** Rooms within rooms that need each other, directly or around a corner: one circle, or undefined where there is none. */
function circleAmong(rooms: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const left = new Map([...rooms].map(([room, targets]) => [room, new Set(targets)]));
  for (;;) {
    const free = [...left].filter(([, targets]) => [...targets].every((target) => !left.has(target)));
    if (free.length === 0) return left.size === 0 ? undefined : [...left.keys()].toSorted();
    for (const [room] of free) left.delete(room);
  }
}

/** Every circle of a tree of sources, folder by folder, by what its files import in any way. */
function circles(texts: ReadonlyMap<string, string>): string[][] {
  const imports = new Map(
    [...texts].map(([path, source]) => [
      path,
      importsOf(withoutComments(source))
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => normalize(join(dirname(path), from))),
    ]),
  );
  const folders = new Set([...texts.keys()].flatMap((path) => foldersOf(path)));
  return [...folders].flatMap((folder) => {
    const circle = circleAmong(childrenOf(folder, imports));
    return circle === undefined ? [] : [circle];
  });
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}

describe('the surveyor of the house', () => {
  it.each<[string, Record<string, string>, string[][]]>([
    [
      'two rooms of a room',
      { 'cli/a/x.ts': "import '../b/y.ts';", 'cli/b/y.ts': "import '../a/z.ts';", 'cli/a/z.ts': '' },
      [['cli/a', 'cli/b']],
    ],
    [
      'a folder and what lies beside it',
      {
        'cli/a/x.ts': "import '../y.ts';",
        'cli/y.ts': "const a = await import('./a/z.ts');",
        'cli/a/z.ts': '',
      },
      [['cli/.', 'cli/a']],
    ],
    [
      'three rooms',
      {
        'a/b/x.ts': "import '../c/x.ts';",
        'a/c/x.ts': "import '../d/x.ts';",
        'a/d/x.ts': "type A = import('../b/y.ts').A;",
        'a/b/y.ts': '',
      },
      [['a/b', 'a/c', 'a/d']],
    ],
    [
      'rooms two floors down',
      { 'a/b/c/x.ts': "import '../d/x.ts';", 'a/b/d/x.ts': "export * from '../c/y.ts';", 'a/b/c/y.ts': '' },
      [['a/b/c', 'a/b/d']],
    ],
    [
      'nothing where all leads down',
      {
        'a/b/x.ts': "import '../c/x.ts';",
        'a/c/x.ts': "import '../y.ts';",
        'a/y.ts': "import './z.ts';",
        'a/z.ts': "import './y.ts';",
      },
      [],
    ],
  ])('finds a circle of %s', (_, texts, wanted) => {
    expect(circles(new Map(Object.entries(texts)))).toEqual(wanted);
  });

  it.each<[string, string, string]>([
    ['model/a.ts', "import { align } from '../flow/align.ts';", '../flow/align.ts leads up'],
    ['flow/a.ts', "import type { Hasher } from '../hash/engine.ts';", '../hash/engine.ts leads sideways'],
    [
      'walk/a.ts',
      "import {\n  type A,\n  b,\n} from '../manifest/source.ts';",
      '../manifest/source.ts leads sideways',
    ],
    [
      'structure/archive/a.ts',
      "import { a } from '../../report/text.ts';",
      '../../report/text.ts leads sideways',
    ],
    ['read/a.ts', "export type { Root } from '../engine/root.ts';", '../engine/root.ts leads up'],
    ['read/a.ts', "export * from '../engine/root.ts';", '../engine/root.ts leads up'],
    ['engine/a.ts', "const a = await import('../cli/exit.ts');", '../cli/exit.ts leads up'],
    ['engine/a.ts', "type A = import('../cli/exit.ts').A;", '../cli/exit.ts leads up'],
    ['engine/a.ts', "import '../cli/exit.ts';", '../cli/exit.ts leads up'],
    ['engine/a.ts', "import { verify } from '../index.ts';", '../index.ts leads up'],
    ['cli/a.ts', "import { verify } from '../index.ts';", '../index.ts leads up'],
    [
      'cli/a.ts',
      "import { a } from '../../test/help/tools.ts';",
      '../../test/help/tools.ts leads out of the house',
    ],
    ['util/a.ts', 'export const a = 1;', 'no room of the house'],
    ['other.ts', 'export const a = 1;', 'no room of the house'],
    ['cli/a.ts', "import chalk from 'chalk';", 'chalk outside cli/screen.ts'],
    ['cli/a.ts', "import type { Ora } from 'ora';", 'ora outside cli/screen.ts'],
    ['report/a.ts', "const { default: ora } = await import('ora');", 'ora outside cli/screen.ts'],
    ['engine/a.ts', "const home = process.env['HOME'];", 'process outside cli/'],
    ['engine/a.ts', 'const { env } = process;', 'process outside cli/'],
    ['engine/a.ts', "import { env } from 'node:process';", 'node:process outside cli/'],
    ['index.ts', 'process.exitCode = 1;', 'process outside cli/'],
    ['engine/a.ts', 'const now = Date.now();', 'Date.now outside cli/'],
    ['index.ts', 'const now = new Date();', 'new Date( outside cli/'],
    ['read/a.ts', "console.error('x');", 'console outside cli/'],
    ['engine/a.ts', "import { writeFileSync } from 'node:fs';", 'writeFileSync of node:fs'],
    [
      'engine/a.ts',
      "import { lstatSync, type Stats, rm as remove } from 'fs/promises';",
      'rm of fs/promises',
    ],
    ['read/a.ts', "import { writeSync } from 'node:fs';", 'writeSync of node:fs'],
    ['read/a.ts', "import { renameSync } from 'node:fs';", 'renameSync of node:fs'],
    ['read/a.ts', "import { unlink } from 'node:fs/promises';", 'unlink of node:fs/promises'],
    ['read/a.ts', "import { mkdir } from 'node:fs/promises';", 'mkdir of node:fs/promises'],
    ['read/a.ts', "import { ftruncateSync } from 'node:fs';", 'ftruncateSync of node:fs'],
    ['read/a.ts', "import { chmodSync } from 'node:fs';", 'chmodSync of node:fs'],
    ['read/a.ts', "import { lutimesSync } from 'node:fs';", 'lutimesSync of node:fs'],
    ['read/a.ts', "import { createWriteStream } from 'node:fs';", 'createWriteStream of node:fs'],
    ['index.ts', "import { symlinkSync } from 'node:fs';", 'symlinkSync of node:fs'],
    ['read/a.ts', "import { lstatSync } from 'node:fs';", 'node:fs outside disk/'],
    ['engine/a.ts', "import type { Stats } from 'fs';", 'fs outside disk/'],
    ['index.ts', "const { open } = await import('node:fs/promises');", 'node:fs/promises outside disk/'],
    ['flow/other.ts', "import { openSync } from 'node:fs';", 'node:fs outside disk/'],
    ['disk/a.ts', "import { writeFileSync } from 'node:fs';", 'writeFileSync of node:fs'],
    ['read/a.ts', "import * as fs from 'node:fs';", 'all of node:fs'],
    ['read/a.ts', "import fs from 'fs';", 'all of fs'],
    ['read/a.ts', "const fs = await import('node:fs/promises');", 'all of node:fs/promises'],
    [
      'read/a.ts',
      "import { openSync } from 'node:fs';\nopenSync(join(a, 'b'), 'w', 0o600);",
      "open with 'w'",
    ],
    ['read/a.ts', "import { open } from 'node:fs/promises';\nawait open(file, 'r+');", "open with 'r+'"],
    ['read/a.ts', "import { openSync } from 'node:fs';\nopenSync(a, flags);", 'open with flags'],
    ['read/a.ts', 'const FLAGS = constants.O_RDONLY | constants.O_CREAT;', 'a flag for writing'],
    ['model/a.ts', `${'//\n'.repeat(250)}export const a = 1;\n`, '251 lines'],
    ['cli/a.ts', 'a();\n'.repeat(300), '300 lines'],
  ])('sees in %s that %j is wrong', (path, text, wanted) => {
    expect(complaints(path, text)).toContain(wanted);
  });

  it.each<[string, string]>([
    ['engine/a.ts', "import { judge } from './judge.ts';\nimport type { Entry } from '../model/entry.ts';"],
    ['read/a.ts', "import { walk } from '../walk/walk.ts';\nimport { x } from 'xxhash-wasm';"],
    ['structure/archive/a.ts', "import { a } from '../structures.ts';\nimport { b } from './b.ts';"],
    ['index.ts', "import { tmpdir } from 'node:os';\nimport { a } from './cli/run-context.ts';"],
    ['cli/screen.ts', "const { Chalk } = await import('chalk');\nprocess.stderr.write('x');"],
    ['cli/a.ts', "import { writeFileSync } from 'node:fs';\nconst now = new Date();"],
    ['flow/sort-runs.ts', "import { mkdtemp, open, rm } from 'node:fs/promises';\nopen(file, 'wx');"],
    [
      'disk/a.ts',
      "import { openSync, readSync } from 'node:fs';\nopenSync(toSystem(`${a}/${b}`), FLAGS);\nopenSync(toBytes(f), 'r');",
    ],
    [
      'engine/a.ts',
      '/** What the process. does, new Date( and console. */\n// process.exit\nexport const a = 1;',
    ],
    ['engine/a.ts', 'export const begin = (startedAt: Date): string => startedAt.toISOString();'],
    ['model/a.ts', 'a();\n'.repeat(250)],
  ])('leaves %s alone with %j', (path, text) => {
    expect(complaints(path, text)).toEqual([]);
  });
});
