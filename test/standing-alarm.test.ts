/** A weaker run clears no stronger alarm: neither for a monitor that is pinged, nor in the metrics, nor on the page. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { execute, PROGRAM, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const pings: { readonly path: string; readonly body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    pings.push({ path: new URL(request.url ?? '', 'http://x').pathname, body });
    response.end('OK');
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => void server.close());

type Home = {
  readonly path: string;
  run(...args: readonly string[]): Promise<Ran>;
  report(name: string): string;
};

/** A sealed tree of which one file has changed since, as a verify found. */
async function makeDamaged(name: string): Promise<Home> {
  const path = mkdtempSync(join(scratch, `${name}-`));
  mkdirSync(join(path, 'tree', 'db'), { recursive: true });
  for (const file of ['letter.txt', 'db/a.sql'])
    writeFileSync(join(path, 'tree', file), `select 1; -- ${file}\n`);
  const env = { ...process.env, XDG_STATE_HOME: path };
  const run = (...args: readonly string[]): Promise<Ran> =>
    execute(process.execPath, [PROGRAM, ...args, 'tree'], { env, cwd: path });
  expect((await run('seal')).code).toBe(0);
  writeFileSync(join(path, 'tree', 'db', 'a.sql'), 'select 2; -- db/a.sql\n');
  expect((await run('verify')).code).toBe(1);
  return { path, run, report: (file) => readFileSync(join(path, file), 'utf8') };
}

const last = (name: string): string | undefined =>
  pings.findLast(({ path }) => path.startsWith(`/${name}`))?.path;
const outputs = (name: string): readonly string[] => [
  '--ping',
  `${base}/${name}`,
  ...['prometheus', 'html'].flatMap((each) => ['--report', `${each}:out.${each}`]),
];

describe.concurrent('after a verify that failed', () => {
  it.each([
    ['scan', ['scan']],
    ['excludes', ['verify', '--exclude', 'db']],
    ['a severity', ['verify', '--exclude', 'db', '--fail-on', 'error']],
  ])('a run with %s is no success', async (name, args) => {
    const slug = name.replaceAll(' ', '-');
    const { run, report } = await makeDamaged(slug);
    expect((await run(...args, ...outputs(slug))).code).toBe(0);
    expect(last(slug)).toBe(`/${slug}/fail`);
    expect(pings.findLast(({ path }) => path === `/${slug}/fail`)?.body).toMatch(
      /^exit 0\nthe verify of \S+ still counts/,
    );
    expect(report('out.prometheus')).toMatch(/^restorable_last_run_exit_code\{.*\} 1$/m);
    expect(report('out.prometheus')).toMatch(/^restorable_standing_alarm\{.*by="verify".*\} 1$/m);
    expect(report('out.prometheus')).not.toContain('last_success');
    expect(report('out.html')).toContain('still counts');
  });

  it('a whole verify that passes is one, and leaves nothing standing', async () => {
    const { path, run, report } = await makeDamaged('whole');
    writeFileSync(join(path, 'tree', 'db', 'a.sql'), 'select 1; -- db/a.sql\n');
    expect((await run('verify', ...outputs('whole'))).code).toBe(0);
    expect(last('whole')).toBe('/whole');
    expect((await run('scan', ...outputs('whole'))).code).toBe(0);
    expect(last('whole')).toBe('/whole');
    expect(report('out.prometheus')).toMatch(/^restorable_last_run_exit_code\{.*\} 0$/m);
    expect(report('out.prometheus')).not.toContain('standing_alarm');
    expect(report('out.html')).not.toContain('still counts');
  });

  it('a seal of what lies there now says nothing of it', async () => {
    const { run } = await makeDamaged('sealed');
    expect((await run('seal', '--force', ...outputs('sealed'))).code).toBe(0);
    expect(last('sealed')).toBe('/sealed');
  });
});
