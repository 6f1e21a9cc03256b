import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTrouble, namesIn } from '../../src/disk/list.ts';
import { loadVouchers } from '../../src/voucher/vouchers.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/manifests');
const VOUCHERS = await loadVouchers();

/** Every directory below a fixture folder, itself first. */
function directoriesBelow(directory: string): string[] {
  return [
    directory,
    ...readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => directoriesBelow(join(directory, entry.name))),
  ];
}

describe('every voucher', () => {
  it('has a name of its own, one line about it, and a layout or a list', () => {
    expect(new Set(VOUCHERS.map(({ name }) => name)).size).toBe(VOUCHERS.length);
    for (const { name, about, layouts = [], list } of VOUCHERS) {
      expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect({ name, about }).toEqual({ name, about: expect.stringMatching(/^[^\n]{20,120}$/) });
      expect({ name, parts: layouts.length + (list === undefined ? 0 : 1) }).not.toEqual({ name, parts: 0 });
    }
  });
});

const LISTS = VOUCHERS.flatMap(({ name, list }) => (list === undefined ? [] : [{ name, list }]));

describe.each(LISTS)('the list of $name', ({ name, list }) => {
  it('has a fixture folder in which it is found', () => {
    const folder = join(FIXTURES, name);
    expect(existsSync(folder)).toBe(true);
    const found = directoriesBelow(folder).flatMap((directory) => {
      const names = namesIn(directory);
      return isTrouble(names) ? [] : list.find(names);
    });
    expect(found.length).toBeGreaterThan(0);
  });

  it('is not found in an ordinary directory', () => {
    const ordinary = new Set([
      'README.md',
      'src/',
      'data/',
      'index.html',
      'backup.tar.gz',
      'a.txt',
      'manifest.json',
    ]);
    expect(list.find(ordinary)).toEqual([]);
    expect(list.find(new Set())).toEqual([]);
  });
});
