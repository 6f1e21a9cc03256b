// Starts a new format, detector or report that compiles, passes its checks and does something small: npm run new -- format
// NAME. What it does is then replaced by what it should do.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detector } from './new/detector.js';
import { format } from './new/format.js';
import { report } from './new/report.js';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const KINDS = { format, detector, report };

/** Ends with a message. */
function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

const [kind = '', name = ''] = process.argv.slice(2);
if (!Object.hasOwn(KINDS, kind) || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
  fail(`usage: npm run new -- ${Object.keys(KINDS).join('|')} NAME   (lower case, words joined by -)`, 2);
const id = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const { files, edits } = KINDS[kind](name, id);
const [taken] = Object.keys(files).filter((file) => existsSync(join(TOP, file)));
if (taken !== undefined) fail(`restorable: error: ${taken} exists already`, 1);

// Every edit is made before anything is written, so that a registry of another form leaves the tree as it was.
const edited = Object.entries(edits).map(([file, edit]) => {
  const before = readFileSync(join(TOP, file), 'utf8');
  const after = edit(before);
  if (after === before) fail(`restorable: error: ${file} has no place for a new line`, 1);
  return [file, after];
});
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(TOP, file)), { recursive: true });
  writeFileSync(join(TOP, file), text);
  process.stdout.write(`made     ${file}\n`);
}
for (const [file, text] of edited) {
  writeFileSync(join(TOP, file), text);
  process.stdout.write(`changed  ${file}\n`);
}
const sources = [...Object.keys(files), ...Object.keys(edits)].filter((file) => file.endsWith('.ts'));
const formatter = join(TOP, 'node_modules/.bin/biome');
const { status } = spawnSync(formatter, ['check', '--write', ...sources], { cwd: TOP });
if (status !== 0) fail('restorable: error: biome check --write failed', 1);
process.stdout.write('next     npm run docs && npm run check && npm test\n');
