/** What a user of the package gets: the program, its types, the man page, and nothing that a build before has left. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const TOP = join(import.meta.dirname, '..');
const scratch = makeScratch();

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}

/** The files that the compiler makes of a source file, below dist/. */
function madeOf(source: string): string[] {
  const path = source.replace(/\.ts$/, '');
  return ['.d.ts', '.js', '.js.map'].map((end) => `${path}${end}`);
}

describe('the package', () => {
  it('has the program, its pages and what every package has, and nothing else', () => {
    // Without scripts: a build would take the program away from other tests.
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [{ files }]: [{ readonly files: readonly { readonly path: string }[] }] = JSON.parse(
      execFileSync('npm', args, { cwd: TOP, encoding: 'utf8' }),
    );
    const sources = filesIn(join(TOP, 'src')).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'),
    );
    // Source maps stay away: the sources that they lead to are not there.
    const made = sources.flatMap(madeOf).filter((path) => !path.endsWith('.map'));
    const pages = readdirSync(join(TOP, 'docs')).filter((path) => path.endsWith('.md'));
    expect(files.map(({ path }) => path).toSorted()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/package.json',
        'bin/restorable.js',
        'docs/restorable.1',
        'docs/restorable.schema.json',
        ...pages.map((path) => `docs/${path}`),
        ...readdirSync(join(TOP, 'docs/pictures')).map((path) => `docs/pictures/${path}`),
        'package.json',
        ...made.map((path) => `dist/${path}`),
        ...filesIn(join(TOP, 'dist/program')).map((path) => `dist/program/${path}`),
      ].toSorted(),
    );
  });

  it('has no fault that publint or arethetypeswrong knows, and installs with its man page', () => {
    const tool = (name: string, ...args: string[]): string =>
      execFileSync(join(TOP, 'node_modules/.bin', name), args, { cwd: TOP, encoding: 'utf8' });
    expect(tool('publint', '--strict', '--pack', 'false')).toContain('All good!');
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', scratch], {
      cwd: TOP,
    });
    const [tarball = ''] = readdirSync(scratch).filter((name) => name.endsWith('.tgz'));
    tool('attw', join(scratch, tarball), '--profile', 'esm-only', '--no-emoji');
    const place = join(scratch, 'installed');
    const install = ['install', '--silent', '--global', '--prefix', place, join(scratch, tarball)];
    execFileSync('npm', install, { cwd: scratch });
    expect(execFileSync(join(place, 'bin/restorable'), ['--version'], { encoding: 'utf8' })).toMatch(
      /^\d+\.\d+/,
    );
    expect(readdirSync(join(place, 'share/man/man1'))).toEqual(['restorable.1']);
  });

  it('is built without what an earlier build left', () => {
    for (const name of ['package.json', 'tsconfig.json', 'src', 'tools'])
      cpSync(join(TOP, name), join(scratch, name), { recursive: true });
    symlinkSync(join(TOP, 'node_modules'), join(scratch, 'node_modules'));
    mkdirSync(join(scratch, 'dist/old'), { recursive: true });
    writeFileSync(join(scratch, 'dist/old/moved.js'), 'export const two = 2;\n');
    execFileSync('npm', ['run', '-s', 'build'], { cwd: scratch });
    // The name of a part of the program ends in a digest of it, and the paths of packages are different here.
    const built = (dist: string): string[] =>
      filesIn(dist)
        .map((path) => path.replace(/^(program\/.*)-[\w-]{8}\.js$/, '$1'))
        .toSorted();
    expect(built(join(scratch, 'dist'))).toEqual(built(join(TOP, 'dist')));
  });

  it('keeps the licenses of the packages in the program with it', () => {
    const text = readFileSync(join(TOP, 'dist/program/LICENSES.txt'), 'utf8');
    for (const name of ['chalk', 'commander', 'fast-glob', 'ora', 'xxhash-wasm'])
      expect(text).toMatch(new RegExp(`^${name} \\d.* \\(MIT\\)$`, 'm'));
    const licenses = [...text.matchAll(/^\S+ \d\S* \((.*)\)$/gm)].map(([, license]) => license);
    expect(new Set(licenses)).toEqual(
      new Set(licenses.filter((each) => /^(?:MIT|ISC|BSD-.*|Apache-2.0|BlueOak-1.0.0)$/.test(each ?? ''))),
    );
  });
});
