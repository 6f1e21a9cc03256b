#!/usr/bin/env node
// Stands in for rclone where it, or the server behind it, does wrong: STAND_IN says what.
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const wrong = process.env.STAND_IN ?? '';
const [command, ...rest] = process.argv.slice(2);
const spec = process.argv.at(-1);
const tree = spec.slice(spec.indexOf(':') + 1);

function fail(code, line) {
  process.stderr.write(`2026/01/01 00:00:00 ${line}\n`);
  process.exit(code);
}

function entriesOf(directory, isDeep, above = '') {
  return readdirSync(directory, { withFileTypes: true }).flatMap((each) => {
    const path = join(directory, each.name);
    const { size, mtime } = statSync(path);
    const isDirectory = each.isDirectory();
    const own = {
      Path: above + each.name,
      Size: isDirectory ? -1 : size,
      ModTime: mtime,
      IsDir: isDirectory,
    };
    return [own, ...(isDirectory && isDeep ? entriesOf(path, true, `${above}${each.name}/`) : [])];
  });
}

function list() {
  if (wrong === 'old') fail(1, 'Error: unknown flag: --stat');
  if (rest.includes('--stat')) {
    const stats = statSync(tree, { throwIfNoEntry: false });
    if (stats === undefined) fail(3, 'Failed to lsjson: directory not found');
    const { size, mtime } = stats;
    process.stdout.write(
      JSON.stringify({ Path: '', Size: size, ModTime: mtime, IsDir: stats.isDirectory() }),
    );
    return;
  }
  const isDeep = rest.includes('-R');
  if (wrong === 'unlisted' && tree.endsWith('/sub')) fail(1, 'Failed to lsjson: sub: permission denied');
  const isCut = isDeep && (wrong === 'cut list' || wrong === 'unlisted');
  const all = entriesOf(tree, isDeep).filter(({ Path }) => !isCut || !Path.startsWith('sub/'));
  process.stdout.write(`[\n${all.map((each) => JSON.stringify(each)).join(',\n')}\n`);
  if (isCut) fail(1, 'Failed to lsjson: 503 Slow Down');
  process.stdout.write(']\n');
}

const seen = new Map();

function answer(request, response) {
  const given = `Basic ${Buffer.from(`${process.env.RCLONE_USER}:${process.env.RCLONE_PASS}`).toString('base64')}`;
  if (request.headers.authorization !== given) return void response.writeHead(401).end();
  const path = join(tree, decodeURIComponent(request.url));
  const { size } = statSync(path);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range).map(Number);
  const times = (seen.get(path) ?? 0) + 1;
  seen.set(path, times);
  const isIt = path.endsWith('it.txt');
  const headers = { 'Content-Range': `bytes ${from}-${to}/${size}`, 'Content-Length': to - from + 1 };
  if (isIt && wrong === 'grown') headers['Content-Range'] = `bytes ${from}-${to}/${size + 1}`;
  if (isIt && wrong === 'other range') headers['Content-Range'] = `bytes ${from + 1}-${to}/${size}`;
  if (isIt && wrong === 'refused') return void response.writeHead(500).end('Failed to open file');
  if (isIt && wrong === 'dies') process.exit(1);
  response.writeHead(206, headers);
  const isBroken = isIt && ((wrong === 'breaks' && times < 3) || wrong === 'breaks always');
  const end = isBroken ? from + (wrong === 'breaks' ? 5000 : Math.max(0, 4000 - from)) : to + 1;
  if (end <= from) return void response.destroy();
  const body = createReadStream(path, { start: from, end: Math.min(end, to + 1) - 1 });
  if (isIt && wrong === 'flips' && times === 1)
    body.on('data', (part) => {
      part[0] ^= 1;
    });
  body.pipe(response, { end: !isBroken });
  if (isBroken) body.on('end', () => response.destroy());
}

if (command === 'version') process.stdout.write('rclone v1.50.2\n');
else if (command === 'lsjson') list();
else if (command === 'serve') {
  const [host, port] = rest[rest.indexOf('--addr') + 1].split(':');
  createServer(answer).listen(Number(port), host);
}
