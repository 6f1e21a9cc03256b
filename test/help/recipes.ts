/** The blocks of docs/recipes.md, run where `restorable` is on the PATH. */
import { mkdirSync, mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute, PROGRAM, type Ran } from './program.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/recipes.md', import.meta.url)), 'utf8');

/** The block of this number below a heading of the page. */
export function recipe(heading: string, number = 0): string {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```\w*\n([\s\S]*?)^```/gm)];
  const text = blocks[number]?.[1];
  if (text === undefined) throw new Error(`no block ${number} below ${heading}`);
  return text;
}

/** Puts something of the test in the place of what the page has; throws where the page does not have it. */
export function replaced(text: string, pairs: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [from, to] of Object.entries(pairs)) {
    if (!result.includes(from)) throw new Error(`the page does not have ${from}`);
    result = result.replaceAll(from, to);
  }
  return result;
}

/** A home with a sealed backup in it, and a way to run a script there. */
export type RecipeHome = {
  readonly home: string;
  readonly root: string;
  /** Other content behind the same size and mtime. */
  damage(): void;
  run(script: string, env?: NodeJS.ProcessEnv): Promise<Ran>;
};

/** Makes a home below `scratch`. */
export async function makeRecipeHome(scratch: string): Promise<RecipeHome> {
  const home = mkdtempSync(join(scratch, 'home-'));
  const root = join(home, 'backup');
  for (const directory of ['bin', 'backup']) mkdirSync(join(home, directory));
  const shim = `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`;
  writeFileSync(join(home, 'bin/restorable'), shim, { mode: 0o755 });
  const file = join(root, 'a <b> & c.txt');
  writeFileSync(file, 'a line of text\n'.repeat(100));
  const PATH = `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`;
  const run = (script: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
    execute('sh', ['-c', script], {
      cwd: home,
      env: { PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), LC_ALL: 'C.UTF-8', ...env },
      within: 100_000,
    });
  const { code, stderr } = await run(`restorable seal ${root}`);
  if (code !== 0) throw new Error(stderr);
  const { mtime } = statSync(file);
  const damage = (): void => {
    writeFileSync(file, 'b line of text\n'.repeat(100));
    utimesSync(file, mtime, mtime);
  };
  return { home, root, run, damage };
}

/** A request that a service got. */
export type Heard = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** A server of HTTP on this machine that notes what it hears. */
export async function listen(): Promise<{ readonly url: string; readonly heard: Heard[]; close(): void }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({
        path: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}`, heard, close: () => server.close() };
}
