/** Scenarios: a tree, what happens to it, and the commands a person types, told as a terminal session. */

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { seededBytes } from './bytes.ts';
import { execute, PROGRAM } from './program.ts';

/** What lies at a path: text, or one of these. Where a path stands for many, `each` makes every one different. */
export type Content =
  | string
  | { readonly lines: number | 'each'; readonly head?: string }
  | { readonly hex: string }
  | { readonly fill: string; readonly size: number }
  | { readonly random: number | 'each'; readonly size: number }
  | { readonly link: string }
  | { readonly directory: true }
  | { readonly fifo: true };

/** A command that a person types, or something that happens to the backup. */
export type Step = { readonly run: string } | Happening;

/** What happens at a path. A file keeps its mtime, as under silent rot, unless another is given. */
type Happening = { readonly path: string; readonly mtime?: string } & (
  | { readonly happens: 'flip'; readonly at: number }
  | { readonly happens: 'zero'; readonly from: number; readonly to: number }
  | { readonly happens: 'cut'; readonly to: number }
  | { readonly happens: 'append'; readonly text: string }
  | { readonly happens: 'touch' }
  | { readonly happens: 'chmod'; readonly mode: string }
  | { readonly happens: 'create' | 'replace'; readonly as: Content }
  | { readonly happens: 'move'; readonly to: string }
  | { readonly happens: 'delete' }
);

/**
 * One scenario.json. Paths are below /backup, or begin with /backup or /safe; `%E9` is one byte, and `{01..40}` makes a
 * path stand for forty.
 */
export type Scenario = {
  readonly about: string;
  readonly tree: Readonly<Record<string, Content>>;
  readonly steps: readonly Step[];
};

/** A day before any test, so that nothing in a tree is younger than its manifest. */
const MADE = '2026-01-01T00:00:00Z';

/** Plays a scenario below a directory of its own, and gives the session; `program` is what `restorable` starts. */
export async function play(
  { about, tree, steps }: Scenario,
  directory: string,
  program = `${process.execPath} ${PROGRAM}`,
): Promise<string> {
  const at = placesBelow(directory);
  mkdirSync(join(directory, 'bin'));
  const shim = `#!/bin/sh\nexec ${program} "$@"\n`;
  writeFileSync(join(directory, 'bin', 'restorable'), shim, { mode: 0o755 });
  for (const name of ['backup', 'safe']) mkdirSync(join(directory, name));
  for (const [path, content] of Object.entries(tree))
    for (const [one, n] of expand(path)) put(at(one), content, MADE, n);
  const session = [`# ${about}`];
  for (const step of steps) {
    if ('run' in step) session.push('', await run(step.run, directory));
    else {
      const places = 'to' in step && typeof step.to === 'string' ? expand(step.to) : [];
      expand(step.path).forEach(([path, n], i) => {
        happen(step, { path: at(path), to: at(places[i]?.[0] ?? ''), n });
      });
      session.push('', `-- ${describeStep(step)}`);
    }
  }
  return `${session.join('\n')}\n`;
}

/** Resolves the paths of a scenario to bytes. */
function placesBelow(directory: string): (path: string) => Buffer {
  return (path) => {
    const file = join(directory, path.startsWith('/') ? path : `/backup/${path}`);
    const parts = file.split(/%([0-9A-F]{2})/);
    return Buffer.concat(parts.map((part, i) => Buffer.from(part, i % 2 === 0 ? 'utf8' : 'hex')));
  };
}

/** The paths that a path stands for, with their numbers. */
function expand(path: string): [path: string, n: number][] {
  const range = /\{(\d+)\.\.(\d+)\}/.exec(path);
  if (range === null) return [[path, 1]];
  const [all = '', first = '', last = ''] = range;
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => {
    const n = Number(first) + i;
    return [path.replace(all, String(n).padStart(first.length, '0')), n];
  });
}

function put(at: Buffer, content: Content, mtime = MADE, n = 1): void {
  makeRoomFor(at);
  if (typeof content === 'string') writeFileSync(at, content);
  else if ('lines' in content) {
    const text = numbered(content.lines === 'each' ? 50 + n : content.lines);
    writeFileSync(at, Buffer.concat([Buffer.from(content.head ?? '', 'hex'), Buffer.from(text)]));
  } else if ('hex' in content) writeFileSync(at, Buffer.from(content.hex, 'hex'));
  else if ('fill' in content)
    writeFileSync(at, Buffer.alloc(content.size, content.fill === 'zero' ? 0 : content.fill));
  else if ('random' in content)
    writeFileSync(at, seededBytes(content.random === 'each' ? n : content.random, content.size));
  else if ('link' in content) symlinkSync(content.link, at);
  else if ('fifo' in content) execFileSync('mkfifo', [at.toString()]);
  else mkdirSync(at, { recursive: true });
  lutimesSync(at, new Date(mtime), new Date(mtime));
}

function makeRoomFor(at: Buffer): void {
  mkdirSync(Buffer.from(dirname(at.toString('latin1')), 'latin1'), { recursive: true });
}

/** Plain text without a pattern. */
function numbered(count: number): string {
  return Array.from({ length: count }, (_, i) => `${i + 1} of ${count} lines, and ${i * i} more\n`).join('');
}

type Here = { readonly path: Buffer; readonly to: Buffer; readonly n: number };

function happen(step: Happening, { path, to, n }: Here): void {
  const before = lstatSync(path, { throwIfNoEntry: false })?.mtime;
  switch (step.happens) {
    case 'flip':
      edit(path, (bytes) => bytes.writeUInt8(bytes.readUInt8(step.at) ^ 1, step.at));
      break;
    case 'zero':
      edit(path, (bytes) => bytes.fill(0, step.from, step.to));
      break;
    case 'cut':
      truncateSync(path, step.to);
      break;
    case 'append':
      appendFileSync(path, step.text);
      break;
    case 'chmod':
      chmodSync(path, Number.parseInt(step.mode, 8));
      break;
    case 'touch':
      break;
    case 'move':
      makeRoomFor(to);
      renameSync(path, to);
      return;
    case 'create':
    case 'replace':
      rmSync(path, { recursive: true, force: true });
      put(path, step.as, step.mtime, n);
      return;
    case 'delete':
      rmSync(path, { recursive: true });
      return;
  }
  const mtime = step.mtime ?? before ?? MADE;
  utimesSync(path, new Date(mtime), new Date(mtime));
}

function edit(path: Buffer, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

function describeStep(step: Happening): string {
  const { path } = step;
  const mtime = step.mtime === undefined ? 'its mtime stays' : `its mtime is ${step.mtime}`;
  switch (step.happens) {
    case 'flip':
      return `one bit of ${path} flips, in byte ${step.at}; ${mtime}`;
    case 'zero':
      return `bytes ${step.from} to ${step.to} of ${path} become zero; ${mtime}`;
    case 'cut':
      return `${path} is cut to ${step.to} bytes; ${mtime}`;
    case 'append':
      return `${path} gets ${step.text.length} bytes more; ${mtime}`;
    case 'chmod':
      return `${path} gets the mode ${step.mode}`;
    case 'touch':
      return `${path} is touched: ${mtime}`;
    case 'move':
      return `${path} is moved to ${step.to}`;
    case 'create':
      return `${path} is created: ${describeContent(step.as)}`;
    case 'replace':
      return `${path} is replaced by ${describeContent(step.as)}`;
    case 'delete':
      return `${path} is deleted`;
  }
}

function describeContent(content: Content): string {
  if (typeof content === 'string') return JSON.stringify(content);
  if ('link' in content) return `a link to ${content.link}`;
  if ('fifo' in content) return 'a FIFO';
  if ('directory' in content) return 'a directory';
  if ('fill' in content) return content.fill === 'zero' ? 'zeros' : 'a fill';
  if ('lines' in content) return content.lines === 'each' ? 'text' : `${content.lines} lines`;
  if (!('random' in content)) return 'some bytes';
  return content.random === 'each' ? 'random bytes, others in each' : 'random bytes';
}

/** Root may read everything; a person may not. */
const AS_A_PERSON =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];

async function run(command: string, directory: string): Promise<string> {
  const env = {
    PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`,
    XDG_STATE_HOME: join(directory, 'state'),
    LC_ALL: 'C',
  };
  const real = command.replace(/(?<![\w/.])\/(backup|safe)\b/g, `${directory}/$1`);
  const [tool, ...args] = [...AS_A_PERSON, 'sh', '-c', real] as const;
  const { code, stdout, stderr } = await execute(tool, args, { cwd: directory, env });
  const said = [
    ...linesOf(stdout),
    ...linesOf(stderr).map((line) => `2> ${line}`),
    ...(code === 0 ? [] : [`[exit ${code}]`]),
  ];
  return [`$ ${command}`, ...said.map((line) => normalise(line, directory))].join('\n');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** What differs from run to run, and nothing else. */
function normalise(line: string, directory: string): string {
  const host = hostname();
  return line
    .replaceAll(directory, '')
    .replaceAll(`  on ${host}`, '  on HOST')
    .replaceAll(new RegExp(` on ${host} (is|was|has|could) `, 'g'), ' on HOST $1 ')
    .replaceAll(` on \`${host}\``, ' on `HOST`')
    .replaceAll(`hostname="${host}"`, 'hostname="HOST"')
    .replaceAll(`,${host},`, ',HOST,')
    .replaceAll(/"(host|machine)":"[^"]*"/g, '"$1":"HOST"')
    .replace(/ read in \d+(?:\.\d)? (?:s|min \d+ s|h \d+ min)/g, ' read in N s')
    .replace(/ time="[\d.]+" timestamp="[^"]*"/g, ' time="N" timestamp="TIME"')
    .replace(/ seconds=[\d.]+s/g, ' seconds=Ns')
    .replace(/^(restorable_last_\w+_seconds\{.*\}) \S+$/g, '$1 N')
    .replace(/"seconds":[\d.e-]+/g, '"seconds":N')
    .replace(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID')
    .replace(/\d{8}T\d{6}\.\d{3}Z-(\w+)-[\da-f]{8}/g, 'TIME-$1-ID')
    .replace(/"startedAt":"[^"]*"/g, '"startedAt":"TIME"')
    .replace(/(on \S+, )\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '$1TIME')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replace(/sealed \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'sealed TIME')
    .replace(/restorable\/\d+\.\d+\.\d+[\w.-]*/g, 'restorable/VERSION');
}
