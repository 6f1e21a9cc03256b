// Which tests could see a change of a source file: those that import it, and those that run the program.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { parseAst } from 'vitest/node';
import { visit } from './places.js';

const FOLDERS = ['src', 'test', 'bin', 'docs', 'fixtures/demo', 'tools'];
const CODE = /\.(?:[cm]?[jt]s)$/;
const TEST = /\.test\.[jt]s$/;
const RUNS_PROGRAM = /\bdist\b|\bbin\//;
/** This tool and its tests see no mutant; to run them for one would start it again. */
const OWN = /^(?:tools|test\/tools)\//;
/** They make stores with other tools, or try hundreds of cases: they come last. */
const SLOW = /^test\/(?:property|real-tools)\//;
const SCENARIOS = /(?:^|\/)scenarios\.test\.[jt]s$/;

/**
 * Returns a function from a source file to the test files that could see it, the likeliest first: the one that mirrors it,
 * those of its name, the others by the length of the chain of imports, the scenarios, what else runs the program, and the slow.
 */
export function readTests(root) {
  const texts = new Map(
    FOLDERS.flatMap((folder) => codeUnder(root, folder)).map((file) => [
      file,
      readFileSync(join(root, file), 'utf8'),
    ]),
  );
  const programs = [...texts.keys()].filter((file) => file.startsWith('bin/'));
  const direct = new Map();
  const all = new Map();
  for (const [file, text] of texts) {
    if (OWN.test(file)) continue;
    const imported = importsOf(file, text, texts);
    const isSource = file.startsWith('src/');
    direct.set(file, isSource ? imported : imported.filter((each) => !programs.includes(each)));
    all.set(file, !isSource && RUNS_PROGRAM.test(text) ? [...imported, ...programs] : imported);
  }
  const [seenBy, reachedBy] = [reversed(direct), reversed(all)];
  return (source) => {
    const near = distancesFrom(source, seenBy);
    const far = distancesFrom(source, reachedBy);
    return [...far.keys()]
      .filter((file) => TEST.test(file))
      .map((file) => ({ file, order: orderOf(source, file, near.get(file), texts.get(file).length) }))
      .toSorted((a, b) => compareNumbers(a.order, b.order) || (a.file < b.file ? -1 : 1))
      .map(({ file }) => file);
  };
}

/** Returns the code files under a folder, with `/` between their names. */
export function codeUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && CODE.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => posix.join(folder, entry.parentPath.slice(join(root, folder).length), entry.name))
    .toSorted();
}

function orderOf(source, file, distance, size) {
  const [ofSource, ofTest] = [stem(source), stem(file)];
  const isMirror = file.replace(TEST, '').replace(/^test\//, '') === source.replace(/^src\/|\.ts$/g, '');
  const name = isMirror ? 0 : ofTest === ofSource ? 1 : 2;
  const kin = ofSource.split('-').some((word) => ofTest.split('-').includes(word)) ? 0 : 1;
  const scenario = SCENARIOS.test(file) ? 0 : 1;
  if (SLOW.test(file)) return [name, 2, kin, size, 0];
  return distance === undefined ? [name, 1, scenario, kin, size] : [name, 0, distance, kin, size];
}

function stem(file) {
  return basename(file).replace(/(?:\.test)?\.[jt]s$/, '');
}

/** Every way to name another file: an import that stays when it runs, or a path in a string beside it. */
function importsOf(file, text, texts) {
  const found = new Set();
  const add = (path) => {
    const resolved = resolve(dirname(file), path, texts);
    if (resolved !== undefined && resolved !== file) found.add(resolved);
  };
  let tree;
  try {
    tree = parseAst(text, { lang: CODE.exec(file)[0].includes('t') ? 'ts' : 'js' });
  } catch {
    return [];
  }
  visit(tree, undefined, (node) => {
    const path = node.source?.value;
    const isType = node.importKind === 'type' || node.exportKind === 'type';
    if (typeof path === 'string' && !isType && path.startsWith('.')) add(path);
    if (typeof node.value === 'string' && /^\.\.?\//.test(node.value)) add(node.value);
    if (node.type === 'NewExpression' && node.callee.name === 'URL') add(String(node.arguments[0]?.value));
  });
  return [...found];
}

/** A path beside a file: what is built stands for its source. */
function resolve(folder, path, texts) {
  const plain = posix.join(folder, path).replace(/^dist\//, 'src/');
  return [plain, plain.replace(/\.js$/, '.ts')].find((each) => texts.has(each));
}

function reversed(graph) {
  const back = new Map();
  for (const [file, imported] of graph)
    for (const each of imported) back.set(each, [...(back.get(each) ?? []), file]);
  return back;
}

function distancesFrom(file, back) {
  const distances = new Map([[file, 0]]);
  for (const [each, distance] of distances)
    for (const next of back.get(each) ?? []) if (!distances.has(next)) distances.set(next, distance + 1);
  return distances;
}

function compareNumbers(a, b) {
  const at = a.findIndex((each, i) => each !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
