import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNewestFile, newestSeal } from '../../../src/engine/tree/newest-file.ts';
import { formatHeader } from '../../../src/manifest/native/grammar.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { makeFolder } from '../../help/folder.ts';
import { entry } from '../cases.ts';

const DAY = 86_400_000;
const NOW = 20_000 * DAY;
const folder = makeFolder();

function file(name: string, daysOld: number): string {
  const time = (NOW - daysOld * DAY) / 1000;
  utimesSync(folder.write(name, 'x'), time, time);
  return name;
}

function age(names: readonly string[], enoughDays: number): number | undefined {
  const youngest = createNewestFile(folder.path, { now: NOW, enough: NOW - enoughDays * DAY });
  youngest.see(names.map((name) => entry(name)));
  youngest.see([entry('gone'), entry('', 'directory')]);
  const time = youngest.end();
  return time === undefined ? undefined : (NOW - time) / DAY;
}

it('is the youngest file', () => {
  expect(age([file('a', 9), file('b', 3), file('c', 5)], 1)).toBe(3);
});

it('is any that is young enough', () => {
  expect(age([file('a', 9), file('b', 3), file('c', 1)], 4)).toBe(3);
});

it('is none of the future, but for a clock that is a little off', () => {
  expect(age([file('a', 9), file('b', -300)], 1)).toBe(9);
  expect(age([file('a', 9), file('b', -0.5)], 1)).toBe(-0.5);
  expect(age([file('b', -300)], 1)).toBe(undefined);
});

it('is no manifest of ours, nor what seal writes beside it', () => {
  expect(age([file('a', 9), file('sub/restorable.sha256', 1)], 1)).toBe(9);
});

describe('the youngest seal', () => {
  const sealed = (name: string, daysOld: number): Manifest => {
    const created = new Date(NOW - daysOld * DAY).toISOString();
    const path = folder.write(name, formatHeader([['created', created]], 'sha256'));
    return {
      format: 'native',
      file: path,
      base: '',
      inventory: 'closed',
      algorithms: [],
      files: 0,
      exclude: [],
      notes: [],
      findings: [],
      async *entries() {},
    };
  };

  it('is that of the manifests that vouch, and none of the future', async () => {
    const all = [sealed('m/restorable.sha256', 2), sealed('n/restorable.sha256', 5)];
    expect(await newestSeal(all, NOW)).toBe(NOW - 2 * DAY);
    expect(await newestSeal([...all, sealed('o/restorable.sha256', -30)], NOW)).toBe(NOW - 2 * DAY);
    expect(await newestSeal([], NOW)).toBe(undefined);
  });
});
