import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/voucher/lists.ts';
import { namesIn } from '../../src/walk/walk.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/manifests');

/** Every directory below a fixture folder, itself first. */
function directoriesBelow(directory: string): string[] {
  return [
    directory,
    ...readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => directoriesBelow(join(directory, entry.name))),
  ];
}

describe.each(FORMATS)('the format $name', (format) => {
  const folder = join(FIXTURES, format.name);

  it('has a name, a line about it, and a fixture folder in which it finds its voucher', () => {
    expect(format.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(format.about.length).toBeGreaterThan(20);
    expect(existsSync(folder)).toBe(true);
    const found = directoriesBelow(folder).flatMap((directory) => format.find(namesIn(directory)));
    expect(found.length).toBeGreaterThan(0);
  });

  it('takes an ordinary directory for none of its own', () => {
    const ordinary = new Set([
      'README.md',
      'src/',
      'data/',
      'index.html',
      'backup.tar.gz',
      'a.txt',
      'manifest.json',
    ]);
    expect(format.find(ordinary)).toEqual([]);
    expect(format.find(new Set())).toEqual([]);
  });
});

it('no two formats have one name', () => {
  expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
});
