/** A sealed tree whose names were decomposed, as a copy to another system does. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { seal, verify } from '../dist/index.js';
import { fromText } from '../src/model/path.ts';
import { gather } from './help/arbitrary.ts';
import { makeFolder } from './help/folder.ts';

vi.setConfig({ testTimeout: 60_000 });

const CONTENT = Array.from({ length: 300 }, (_, i) => `${i};x${i};${i * 7}\n`).join('');
const CHANGED = `${CONTENT.slice(0, 100)}#${CONTENT.slice(101)}`;

function decompose(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const at = join(directory, entry.name.normalize('NFD'));
    renameSync(join(directory, entry.name), at);
    if (entry.isDirectory()) decompose(at);
  }
}

it('holds what was sealed, with one note, and finds what changed in it', async () => {
  const folder = makeFolder();
  folder.write(fromText('Bücher/café.csv'), CONTENT);
  folder.write(fromText('Bücher/Größe.csv'), CONTENT.slice(500));
  folder.write('plain.csv', CONTENT.slice(1000));
  folder.directory(fromText('Ölbilder'));
  folder.link(fromText('Verknüpfung'), 'plain.csv');
  await gather(seal(folder.path, `${folder.path}/restorable.sha256`));
  decompose(folder.path);

  const events = await gather(verify(folder.path, { jobs: 1 }));
  const note = {
    type: 'finding',
    code: 'respelled',
    severity: 'note',
    detail: `4 names found under another spelling, such as ${'Bücher/Größe.csv'.normalize('NFD')}`,
  };
  expect(events.filter(({ type }) => type === 'finding')).toMatchObject([note]);
  expect(events.at(-1)).toMatchObject({
    type: 'end',
    verdict: 'sound',
    exit: 0,
    promised: 5,
    held: 5,
    coverage: { files: 3, bytes: CONTENT.length * 3 - 1500 },
  });

  folder.write(fromText('Bücher/café.csv'.normalize('NFD')), CHANGED);
  const after = await gather(verify(folder.path, { jobs: 1 }));
  expect(after.filter(({ type }) => type === 'finding')).toMatchObject([
    { code: 'changed', path: 'Bücher/café.csv'.normalize('NFD') },
    { code: 'respelled' },
  ]);
  expect(after.at(-1)).toMatchObject({ verdict: 'damaged', exit: 1, promised: 5, held: 4 });
});
