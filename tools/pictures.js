// Makes the pictures of the README from a real run over the demo: npm run pictures (needs chromium and script of util-linux)
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { setTimes } from '../fixtures/demo/times.js';

const PROGRAM = fileURLToPath(new URL('../bin/restorable.js', import.meta.url));
const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const NIGHT = 'daily-2026-11-20';
const COLUMNS = 96;

const scratch = mkdtempSync(join(tmpdir(), 'backup-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
cpSync(new URL('../fixtures/demo/generations/', import.meta.url), scratch, { recursive: true });
setTimes(join(scratch, NIGHT));
mkdirSync(PICTURES, { recursive: true });

const page = join(scratch, 'page.html');
const session = [
  said(`cd ${NIGHT} && sha256sum -c --quiet SHA256SUMS; echo "exit $?"`),
  said(`restorable verify ${NIGHT}; echo "exit $?"`, ['verify', NIGHT, '--report', `html:${page}`]),
].join('\n');

const browser = await chromium.launch({ executablePath: onPath('chromium') });
await shoot(
  'terminal.png',
  fileOf('terminal.html', terminalPage(session)),
  { width: 860, height: 100 },
  true,
);
await shoot('page.png', page, { width: 1000, height: 1180 }, false);
await browser.close();

async function shoot(name, file, viewport, fullPage) {
  const view = await browser.newPage({ viewport, colorScheme: 'light' });
  await view.goto(pathToFileURL(file).href);
  await view.screenshot({ path: join(PICTURES, name), fullPage });
}

/** A prompt with a command, and what that says on a terminal; `words` are of the program. */
function said(shown, words) {
  const command =
    words === undefined
      ? shown
      : `${process.execPath} ${PROGRAM} ${words.join(' ')} --no-journal; echo "exit $?"`;
  const inside = `stty cols ${COLUMNS}; ${command}`;
  const { stdout } = spawnSync('script', ['-qec', inside, '/dev/null'], {
    cwd: scratch,
    env: { ...process.env, TERM: 'xterm-256color', CI: '', NO_COLOR: '' },
  });
  return `$ ${shown}\n${stdout.toString().replaceAll('\r\n', '\n').trimEnd()}`;
}

/** Text with the colours of a terminal as HTML: chalk uses bold, faint and the sixteen colours. */
function coloured(text) {
  let classes = [];
  const [first = '', ...parts] = text.split('\u001b[');
  const spans = parts.map((part) => {
    const [, codes = '', letter, rest = ''] = /^([\d;?]*)([A-Za-z])(.*)$/s.exec(part) ?? [];
    if (letter === 'm')
      for (const code of codes.split(';').map(Number)) classes = classesAfter(code, classes);
    return spanned(rest, classes);
  });
  return [spanned(first, []), ...spans].join('');
}

function classesAfter(code, classes) {
  if (code === 0) return [];
  if (code === 22) return classes.filter((each) => each !== 'c1' && each !== 'c2');
  if (code === 39) return classes.filter((each) => !/^c[39]\d$/.test(each));
  return [...classes, `c${code}`];
}

function spanned(text, classes) {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return classes.length === 0 ? safe : `<span class="${classes.join(' ')}">${safe}</span>`;
}

function terminalPage(text) {
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #1d2021; }
pre { margin: 0; padding: 18px 22px; color: #d5c4a1; font: 14px/1.45 'DejaVu Sans Mono', monospace; }
.c1 { font-weight: bold; } .c2 { opacity: 0.65; } .c31 { color: #fb4934; } .c32 { color: #b8bb26; } .c33 { color: #fabd2f; }
.c36 { color: #8ec07c; } .c90 { color: #928374; }
</style><pre>${coloured(text)}</pre>`;
}

function fileOf(name, text) {
  const file = join(scratch, name);
  writeFileSync(file, text);
  return file;
}

function onPath(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`])
    .stdout.toString()
    .trim();
}
