/** docs/Dockerfile: no engine runs it here, so a linter reads it, and its instructions are followed as far as they are copies and builds. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, it, vi } from 'vitest';
import { execute, type Ran } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 120_000 });

const TOP = join(import.meta.dirname, '..');
const scratch = makeScratch();
const text = readFileSync(join(TOP, 'docs/Dockerfile'), 'utf8');
const lines = text.split('\n').filter((line) => /^[A-Z]/.test(line));
const [, ...stages] = lines
  .join('\n')
  .split(/^FROM /m)
  .map((stage) => stage.split('\n'));

/** The arguments of all instructions of a name in a stage. */
function instructions(stage: number, name: string): string[] {
  const all = stages[stage] ?? [];
  return all.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

/** Does what a COPY does, from the project or from the stage before. */
function copy(words: string, to: string): void {
  const parts = words.split(' ');
  const isFromBuild = parts[0] === '--from=build';
  const sources = parts.slice(isFromBuild ? 1 : 0, -1);
  const target = join(to, parts.at(-1) ?? '');
  for (const source of sources) {
    const from = isFromBuild ? join(scratch, source) : join(TOP, source);
    cpSync(from, parts.at(-1) === './' ? join(target, basename(source)) : target, { recursive: true });
  }
}

it('has no fault that the linter knows, which sees one', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('WORKDIR /build', 'WORKDIR build'))).toHaveLength(1);
  expect(validate(text.replace('--from=', '--form='))).toHaveLength(1);
});

it('runs a Node that the program takes, as a user who is not root', () => {
  const [first = '', second = ''] = stages.map(([image]) => image);
  expect(first).toBe(`${second} AS build`);
  expect(Number(/^node:(\d+)-/.exec(second)?.[1])).toBeGreaterThanOrEqual(20);
  expect(instructions(1, 'USER')).toEqual(['node']);
  expect(instructions(1, 'ENV')).toEqual([`XDG_STATE_HOME=${instructions(1, 'VOLUME')[0]}`]);
});

it('builds a program that seals, verifies and sees damage, with nothing but what it copies', async () => {
  const build = join(scratch, 'build');
  mkdirSync(build);
  for (const words of instructions(0, 'COPY')) copy(words, build);
  const [install, make = ''] = instructions(0, 'RUN');
  expect(install).toMatch(/^npm ci /);
  symlinkSync(join(TOP, 'node_modules'), join(build, 'node_modules'));
  execFileSync('sh', ['-c', make], { cwd: build });

  const place = join(scratch, 'opt/restorable');
  mkdirSync(place, { recursive: true });
  for (const words of instructions(1, 'COPY')) copy(words, place);
  const entry: readonly string[] = JSON.parse(instructions(1, 'ENTRYPOINT')[0] ?? '[]');
  const words = entry.map((word) => (word.startsWith('/') ? join(scratch, word) : word));
  const run = (...args: readonly string[]): Promise<Ran> =>
    execute('env', [...words, ...args], {
      cwd: '/',
      env: { PATH: process.env['PATH'], XDG_STATE_HOME: scratch },
    });
  expect(await run(...JSON.parse(instructions(1, 'CMD')[0] ?? '[]'))).toMatchObject({ code: 0, stderr: '' });
  const root = join(scratch, 'backup');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'a line\n'.repeat(1000));
  expect(await run('seal', root)).toMatchObject({ code: 0, stderr: '' });
  expect(await run('verify', root)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  writeFileSync(join(root, 'a.txt'), 'b line\n'.repeat(1000));
  expect(await run('verify', root)).toMatchObject({ code: 1 });
});
