/** What keeps a tree from being sealed, and by what name that is accepted. */
import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type SealOptions, seal } from '../../../src/engine/commands/seal.ts';
import { gather } from '../../help/arbitrary.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { AS_A_PERSON } from '../../help/peer.ts';
import { execute, isFinding, nameFinding, PROGRAM, parseEvents } from '../../help/program.ts';
import { needs } from '../../help/tools.ts';

const CONTEXT = { now: () => new Date(), id: '1', host: 'h', tool: 'restorable/0' };

/** A tree with a file of zeros, and a list that says otherwise of another file. */
function badTree(): Folder {
  const folder = makeFolder();
  folder.write('a.txt', 'what is there\n');
  folder.write('zeros.bin', Buffer.alloc(8192));
  const line = (name: string, content: string | Buffer): string =>
    `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
  folder.write('SHA256SUMS', line('a.txt', 'what was there\n') + line('zeros.bin', Buffer.alloc(8192)));
  return folder;
}

/** How a seal ended, the severities of what it found, and what became of its manifest. */
async function sealed(
  { path }: Folder,
  options: SealOptions = {},
): Promise<{
  readonly exit: number | undefined;
  readonly found: string[];
  readonly end: string;
  readonly text: string;
}> {
  let [text, end] = ['', ''];
  const sink = {
    manifest: `${path}/restorable.sha256`,
    seq: 1,
    files: [],
    write: (more: string): void => void (text += more),
    commit: async (): Promise<void> => void (end += 'committed'),
    discard: async (): Promise<void> => void (end += 'discarded'),
  };
  const events = await gather(seal(path, { temporary: tmpdir(), ...options }, sink, CONTEXT));
  const last = events.findLast((event) => event.type === 'end');
  const found = events
    .filter(isFinding)
    .filter(({ path: at }) => at !== '')
    .map(({ code, severity, path: at }) => `${severity} ${code} ${at}`);
  return { exit: last?.exit, found: found.toSorted(), end, text };
}

describe('a tree with garbage and a list that it contradicts', () => {
  it('is not sealed', async () => {
    expect(await sealed(badTree())).toMatchObject({
      exit: 1,
      found: ['error changed a.txt', 'warning zero-filled zeros.bin'],
      end: 'discarded',
    });
  });

  it('is not sealed where the garbage alone is accepted', async () => {
    expect(await sealed(badTree(), { acceptFindings: true })).toMatchObject({
      exit: 1,
      found: ['error changed a.txt', 'note zero-filled zeros.bin'],
      end: 'discarded',
    });
  });

  it('is not sealed where the list alone is accepted', async () => {
    expect(await sealed(badTree(), { acceptCodes: ['changed'] })).toMatchObject({
      exit: 1,
      found: ['note changed a.txt', 'warning zero-filled zeros.bin'],
      end: 'discarded',
    });
  });

  it('is sealed where both are, with what was accepted', async () => {
    const { exit, end, text } = await sealed(badTree(), { acceptFindings: true, acceptCodes: ['changed'] });
    expect([exit, end]).toEqual([0, 'committed']);
    expect(text.split('\n')[0]).toContain('\taccepted=changed');
    expect(text).toMatch(/^#f\t8192\t.*\taccepted=zero-filled\n[0-9a-f]{64} {2}zeros\.bin$/m);
    expect(text).toMatch(/#%end.*\bfiles=3\b/);
  });
});

it('an empty tree is not sealed despite findings about content, but by its own code', async () => {
  for (const acceptFindings of [false, true])
    expect(await sealed(makeFolder(), { acceptFindings })).toMatchObject({ exit: 1, end: 'discarded' });
  const { exit, end, text } = await sealed(makeFolder(), { acceptCodes: ['empty-root'] });
  expect([exit, end]).toEqual([0, 'committed']);
  expect(text).toMatch(/#%end.*\bfiles=0\b/);
});

it('a tree of which all files are left out is an empty one', async () => {
  const folder = makeFolder();
  folder.write('d/x.tmp', 'left out\n');
  expect(await sealed(folder, { exclude: ['*.tmp'] })).toMatchObject({ exit: 1, end: 'discarded' });
});

it.skipIf(!needs('setpriv'))('a tree whose only directory cannot be listed is no empty one', async () => {
  const folder = makeFolder();
  chmodSync(folder.directory('d'), 0);
  const words = [...AS_A_PERSON.slice(1), process.execPath, PROGRAM, 'seal', '--json', '--no-journal'];
  const { code, stdout } = await execute(AS_A_PERSON[0] ?? '', [...words, folder.path]);
  chmodSync(`${folder.path}/d`, 0o755);
  expect(parseEvents(stdout).filter(isFinding).map(nameFinding)).toEqual(['denied d']);
  expect(code).toBe(3);
});

it('directories are written where they are empty, and others for what is in them alone', async () => {
  const folder = makeFolder();
  folder.directory('empty');
  folder.write('full/a.txt', 'a file\n');
  const { text } = await sealed(folder);
  expect(text.match(/^#d\t.*$/gm)?.map((line) => line.split('\t').at(-1))).toEqual(['empty']);
});
