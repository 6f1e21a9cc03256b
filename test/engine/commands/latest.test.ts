import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { orderGenerations } from '../../../src/engine/commands/latest.ts';
import { formatHeader } from '../../../src/manifest/native/grammar.ts';
import { makeFolder } from '../../help/folder.ts';

const folder = makeFolder();

/** A directory with an mtime, and a manifest where a date is given for one. */
function generation(name: string, mtime: string, sealed?: string): string {
  const path = folder.directory(name);
  if (sealed !== undefined)
    folder.write(`${name}/restorable.sha256`, formatHeader([['created', sealed]], 'sha256'));
  utimesSync(path, new Date(mtime), new Date(mtime));
  return path;
}

async function order(paths: readonly string[]): Promise<string[]> {
  const generations = await orderGenerations(paths);
  return generations.map(({ path, by }) => `${path.slice(folder.path.length + 1)} by ${by}`);
}

describe('generations', () => {
  it('come by the date in the name, whatever their mtime and their manifest say', async () => {
    const paths = [
      generation('a/db-2026-11-19', '2026-12-03', '2026-12-03T00:00:00Z'),
      generation('a/db-2026-11-21', '2026-12-01'),
      generation('a/db-2026-11-20', '2026-12-02'),
    ];
    expect(await order(paths)).toEqual([
      'a/db-2026-11-21 by name',
      'a/db-2026-11-20 by name',
      'a/db-2026-11-19 by name',
    ]);
  });

  it('come by the date of the manifest, then by mtime', async () => {
    const paths = [
      generation('b/one', '2026-01-09', '2026-01-03T00:00:00Z'),
      generation('b/two', '2026-01-01', '2026-01-05T00:00:00Z'),
      generation('b/three', '2026-01-04'),
    ];
    expect(await order(paths)).toEqual(['b/two by manifest', 'b/three by mtime', 'b/one by manifest']);
  });

  it('of one day come by what else is known', async () => {
    const paths = [
      generation('c/2026-01-01-a', '2026-01-03'),
      generation('c/2026-01-01-b', '2026-01-01', '2026-01-04T00:00:00Z'),
    ];
    expect(await order(paths)).toEqual(['c/2026-01-01-b by name', 'c/2026-01-01-a by name']);
  });

  it('are not dated by what they have in common', async () => {
    const paths = [
      generation('d-2026-01-01/one', '2026-01-03'),
      generation('d-2026-01-01/two', '2026-01-04'),
    ];
    expect(await order(paths)).toEqual(['d-2026-01-01/two by mtime', 'd-2026-01-01/one by mtime']);
  });

  it('are not the lists beside them, nor links to them', async () => {
    const paths = [
      folder.write('e/db-2026-01-01.tar', 'one'),
      folder.write('e/db-2026-01-02.tar', 'two'),
      folder.write('e/db-2026-01-02.tar.sha256', 'x'),
      folder.write('e/db-2026-01-02.tar.sha256.asc', 'x'),
      folder.write('e/SHA256SUMS', 'x'),
      folder.link('e/latest', 'db-2026-01-01.tar'),
    ];
    expect(await order(paths)).toEqual(['e/db-2026-01-02.tar by name', 'e/db-2026-01-01.tar by name']);
  });

  it('may be links to elsewhere, each taken once', async () => {
    generation('f/elsewhere/x', '2026-01-01');
    const paths = [folder.link('f/one', 'elsewhere/x'), folder.link('f/two', 'elsewhere/x')];
    expect(await order(paths)).toEqual(['f/one by mtime']);
  });

  it('is a list where nothing but that was named', async () => {
    expect(await order([folder.write('g/SHA256SUMS', 'x')])).toEqual(['g/SHA256SUMS by mtime']);
  });

  it('are dated by the newest manifest at their top, and by nothing else that looks like one', async () => {
    const sealed = (created: string): string => formatHeader([['created', created]], 'sha256');
    const paths = ['one', 'two', 'three'].map((name, i) =>
      generation(`h/${name}`, '2026-01-01', `2026-01-0${i + 2}T00:00:00Z`),
    );
    folder.write('h/one/restorable.sha512', sealed('2026-01-09T00:00:00Z'));
    folder.write('h/two/of-another-tree.sha256', sealed('2027-01-01T00:00:00Z'));
    folder.write('h/two/below/restorable.sha256', sealed('2027-01-01T00:00:00Z'));
    folder.directory('h/two/restorable.sha1');
    expect(await order(paths)).toEqual(['one', 'three', 'two'].map((name) => `h/${name} by manifest`));
  });
});
