// Swaps a directory for a link out of the root, and back, while the tree is read: npm run races -- --count 10000
// Each try is a run of verify, scan or seal. Outside lie the content that was sealed, and names that the tree does not have: nothing there
// may be read or listed, which the times of access say too.
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scan, seal, verify } from '../../dist/index.js';

const FILES = 20;
const CANARY = 'canary';
const LONG_AGO = new Date('2001-01-01T00:00:00Z');
const SWAPPER = `
const { renameSync } = require('node:fs');
const [sub, link, kept] = process.argv.slice(1);
let swaps = 0;
process.stdin.on('data', () => { process.stdout.write(String(swaps)); process.exit(0); });
const swap = () => {
  for (let i = 0; i < 20; i++) {
    renameSync(sub, kept); renameSync(link, sub);
    renameSync(sub, link); renameSync(kept, sub);
    swaps += 1;
  }
  setImmediate(swap);
};
swap();
`;

const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' } } });
const home = mkdtempSync(join(tmpdir(), 'restorable-races-'));
const [root, outside, link, kept] = ['root', 'outside', 'link', 'kept'].map((name) => join(home, name));
const [sub, manifest, sealed] = [join(root, 'sub'), join(home, 'manifest'), join(home, 'sealed')];
try {
  await lay();
  const swapper = spawn(process.execPath, ['-e', SWAPPER, sub, link, kept], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let swaps = '';
  swapper.stdout.on('data', (chunk) => {
    swaps += String(chunk);
  });
  const ended = new Promise((resolve) => {
    swapper.on('close', resolve);
  });
  const rows = [];
  try {
    for (const [command, once] of Object.entries({ verify: verifyOnce, scan: scanOnce, seal: sealOnce }))
      rows.push({ command, ...(await tryOften(once, Math.ceil(Number(values.count) / 3))) });
  } finally {
    swapper.stdin.write('stop');
    await ended;
  }
  const touched = accessed();
  for (const { command, tries, met, wrong } of rows)
    process.stdout.write(`| ${command} | ${tries} | ${met} | ${wrong} |\n`);
  process.stdout.write(`${swaps} swaps; read or listed outside: ${touched.length}\n`);
  const wrongs = rows.reduce((sum, { wrong }) => sum + wrong, touched.length);
  process.exitCode = wrongs === 0 ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** The tree, a manifest of what lies outside, and times of access outside that the next access changes. */
async function lay() {
  mkdirSync(join(root, 'aaa'), { recursive: true });
  writeFileSync(join(root, 'aaa/first.txt'), 'the first file of all\n');
  for (let i = 0; i < FILES; i++) {
    put(join(sub, 'below', `f${i}.txt`), `what rotted in file ${i}\n`);
    put(join(outside, 'below', `f${i}.txt`), `what was sealed, file ${i}\n`);
  }
  symlinkSync(outside, link);
  renameSync(sub, kept);
  renameSync(outside, sub);
  for await (const event of seal(root, manifest, { acceptFindings: true })) void event;
  renameSync(sub, outside);
  renameSync(kept, sub);
  put(join(outside, CANARY), `${CANARY}\n`);
  put(join(outside, 'below', `${CANARY}.txt`), `${CANARY}\n`);
  const control = join(home, 'control');
  put(control, 'read on purpose\n');
  for (const path of [...pathsOutside(), control]) utimesSync(path, LONG_AGO, statSync(path).mtime);
  readFileSync(control);
  if (statSync(control).atimeMs === LONG_AGO.getTime())
    throw new Error(`${home}: this file system keeps no times of access`);
}

function put(file, content) {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

function pathsOutside() {
  const below = readdirSync(outside, { recursive: true }).map((name) => join(outside, name));
  return [outside, ...below];
}

/** What lies outside and was read or listed. It is asked before it is listed here. */
function accessed() {
  const names = Array.from({ length: FILES }, (_, i) => `below/f${i}.txt`);
  const all = ['', 'below', CANARY, `below/${CANARY}.txt`, ...names].map((name) => join(outside, name));
  return all.filter((path) => statSync(path).atimeMs !== LONG_AGO.getTime());
}

/** Counts the tries, those that met the link where the directory should be, and those that told of something outside. */
async function tryOften(once, tries) {
  let [met, wrong] = [0, 0];
  for (let i = 0; i < tries; i++) {
    const { text, end, isWrong } = await once();
    met += Number(end?.files !== FILES + 1 || text.includes('ENOTDIR'));
    wrong += Number(isWrong || text.includes(CANARY));
  }
  return { tries, met, wrong };
}

async function said(events) {
  let [text, end] = ['', undefined];
  for await (const event of events) {
    text += `${JSON.stringify(event)}\n`;
    if (event.type === 'end') end = event;
  }
  return { text, end };
}

/** Nothing holds but the first file. */
async function verifyOnce() {
  const { text, end } = await said(verify(root, { jobs: 1, manifest }));
  return { text, end, isWrong: end.exit === 0 || end.held > 1 };
}

async function scanOnce() {
  return { ...(await said(scan(root, { jobs: 1 }))), isWrong: false };
}

/** A seal may fail; one that does not names nothing of what lies outside. */
async function sealOnce() {
  rmSync(sealed, { force: true });
  const { text, end } = await said(seal(root, sealed, { jobs: 1, acceptFindings: true })).catch((error) => ({
    text: String(error),
  }));
  const list =
    statSync(sealed, { throwIfNoEntry: false }) === undefined ? '' : readFileSync(sealed, 'latin1');
  const digests = readFileSync(manifest, 'latin1').match(/^[0-9a-f]{64}(?= .*f\d+\.txt)/gm) ?? [];
  return { text: text + list, end, isWrong: digests.some((digest) => list.includes(digest)) };
}
