import { utimesSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createNewestFile } from '../../../src/engine/tree/newest-file.ts';
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

async function age(
  names: readonly string[],
  enoughDays: number,
  vouchers: readonly Manifest[] = [],
): Promise<number | undefined> {
  const youngest = createNewestFile(folder.path, vouchers, { now: NOW, enough: NOW - enoughDays * DAY });
  youngest.see(names.map((name) => entry(name)));
  youngest.see([entry('gone'), entry('', 'directory')]);
  const time = await youngest.end();
  return time === undefined ? undefined : (NOW - time) / DAY;
}

it('is the youngest file', async () => {
  expect(await age([file('a', 9), file('b', 3), file('c', 5)], 1)).toBe(3);
});

it('is any that is young enough', async () => {
  expect(await age([file('a', 9), file('b', 3), file('c', 1)], 4)).toBe(3);
});

it('is none of the future, but for a clock that is a little off', async () => {
  expect(await age([file('a', 9), file('b', -300)], 1)).toBe(9);
  expect(await age([file('a', 9), file('b', -0.5)], 1)).toBe(-0.5);
  expect(await age([file('b', -300)], 1)).toBe(undefined);
});

it('is the seal where that is younger', async () => {
  const created = new Date(NOW - 2 * DAY).toISOString();
  const path = folder.write('m/restorable.sha256', formatHeader([['created', created]], 'sha256'));
  const voucher: Manifest = {
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
  expect(await age([file('a', 9)], 1, [voucher])).toBe(2);
});
