import { expect, it } from 'vitest';
import { EXPORTS } from '../../../src/manifest/exports/exports.ts';
import type { ExportName } from '../../../src/manifest/exports/names.ts';
import type { ManifestEntry } from '../../../src/model/manifest.ts';

const HEX = 'ab'.repeat(32);
const file = (path: string): ManifestEntry => ({
  path,
  kind: 'file',
  size: 3,
  digests: [{ algorithm: 'sha256', hex: HEX }],
});
const ENTRIES: readonly ManifestEntry[] = [
  file('data/a'),
  { path: 'data/empty', kind: 'directory', digests: [] },
  file('data/li\nne'),
  { path: 'data/link', kind: 'link', target: 'a', digests: [] },
  { ...file('data/quick'), digests: [{ algorithm: 'xxh64', hex: '0'.repeat(16) }] },
  file('z'),
];

/** The lines of the list of an export, without its head. */
function linesOf(name: ExportName): string[] {
  const writer = EXPORTS[name].open();
  const pieces = [...ENTRIES.flatMap((entry) => writer.see(entry)), ...writer.end()];
  return pieces
    .filter((piece) => piece.file === EXPORTS[name].files[0])
    .map(({ text }) => text)
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !/^(?:%%%%|##)/.test(line));
}

it('has a line for each file with a strong digest, where its format can write the name', () => {
  expect(linesOf('sha256sums')).toEqual([`${HEX}  data/a`, `\\${HEX}  data/li\\nne`, `${HEX}  z`]);
  expect(linesOf('hashdeep')).toEqual([`3,${HEX},./data/a`, `3,${HEX},./z`]);
  expect(linesOf('bagit-manifests')).toEqual([`${HEX}  data/a`, `${HEX}  data/li%0Ane`]);
});

it('is a list also of nothing', () => {
  const writer = EXPORTS.hashdeep.open();
  expect(writer.end()).toEqual([
    { file: 'hashdeep.txt', text: expect.stringMatching(/^%%%% HASHDEEP-1\.0\n/) },
  ]);
});
