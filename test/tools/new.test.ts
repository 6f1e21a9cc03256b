/** What `npm run new` writes passes every check and its own tests at once, so that a newcomer starts from green. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeScratch } from '../help/scratch.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const TOP = join(import.meta.dirname, '../..');
const copy = makeScratch();

/** Runs a command in the copy, and returns what it printed, with its exit code where it failed. */
function run(...[command = '', ...args]: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8' });
  return status === 0 ? stdout : `exit ${status}: ${stdout}${stderr}`;
}

beforeAll(() => {
  const fixtures = ['demo', 'garbage', 'manifests'].map((name) => `fixtures/${name}`);
  const settings = ['package.json', 'tsconfig.json', '.biome.json', '.oxlintrc.json', '.gitignore'];
  for (const name of ['bin', 'docs', 'src', 'test', 'tools', 'README.md', ...fixtures, ...settings])
    cpSync(join(TOP, name), join(copy, name), { recursive: true });
  symlinkSync(join(TOP, 'node_modules'), join(copy, 'node_modules'));
});

describe('npm run new', () => {
  it('writes a format, a detector and a report that pass every check, and their tests', () => {
    const made = ['format', 'detector', 'report'].map((kind) =>
      run(process.execPath, 'tools/new.js', kind, `sample-${kind}`),
    );
    for (const text of made) expect(text).toMatch(/^made {5}src\/[^]*^changed {2}src\/[^]*^next /m);
    expect(readFileSync(join(copy, 'src/model/content-codes.ts'), 'utf8')).toContain("'sample-detector': {");
    expect(run('npm', 'run', '-s', 'docs')).toBe('');
    expect(run('npm', 'run', '-s', 'check')).not.toMatch(/^exit /);
    const files = 'sample detectors voucher/formats formats/reporters docs.test'.split(' ');
    const tests = run(
      'npx',
      'vitest',
      'run',
      '--dir',
      'test',
      '-t',
      'sample-|one row',
      '--reporter',
      'verbose',
      ...files,
    );
    expect(tests).not.toMatch(/^exit /);
    for (const name of ['format', 'detector', 'report'].map((kind) => `sample-${kind}`))
      expect(tests).toMatch(new RegExp(`✓.* > .*${name}`));
  });

  it('refuses a name that is taken, and a kind that is unknown, and writes nothing', () => {
    const before = readFileSync(join(copy, 'src/detect/detectors.ts'), 'utf8');
    const create = (...args: string[]): string => run(process.execPath, 'tools/new.js', ...args);
    expect(create('detector', 'zero-filled')).toMatch(/^exit 1: .*exists already/);
    expect(create('toString', 'a')).toMatch(/^exit 2: usage: /);
    expect(create('format', '../a')).toMatch(/^exit 2: usage: /);
    expect(readFileSync(join(copy, 'src/detect/detectors.ts'), 'utf8')).toBe(before);
  });
});
