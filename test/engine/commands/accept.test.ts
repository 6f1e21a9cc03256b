/** What is shown and what is written are two reads: whatever changes between them, nothing is accepted that was not shown. */
import {
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { accept } from '../../../src/engine/commands/accept.ts';
import { type AcceptanceRule, selectAcceptable } from '../../../src/engine/commands/acceptance.ts';
import { type ManifestSink, seal } from '../../../src/engine/commands/seal.ts';
import { verify } from '../../../src/engine/commands/verify.ts';
import type { Finding, FindingCode } from '../../../src/model/finding.ts';
import { fromText, toBytes } from '../../../src/model/path.ts';
import { gather } from '../../help/arbitrary.ts';
import { type Folder, makeFolder } from '../../help/folder.ts';
import { AS_A_PERSON } from '../../help/peer.ts';
import { execute } from '../../help/program.ts';
import { needs } from '../../help/tools.ts';

const CONTEXT = { now: () => new Date(), id: '1', host: 'h', tool: 'restorable/0' };
const DAY = 86_400;

/** A sink that keeps what is committed. */
function openSink(): ManifestSink & { text: string } {
  const sink = {
    text: '',
    files: [],
    write(more: string) {
      sink.text += more;
    },
    commit: async () => {},
    discard: async () => {},
  };
  return sink;
}

async function sealed(folder: Folder): Promise<string> {
  const sink = openSink();
  const manifest = `${folder.path}/restorable.sha256`;
  await gather(
    seal(
      folder.path,
      { temporary: tmpdir() },
      { ...sink, write: (more) => sink.write(more), manifest, seq: 1 },
      CONTEXT,
    ),
  );
  writeFileSync(manifest, sink.text, 'latin1');
  return manifest;
}

/** Seals a tree, changes it, shows the changes, lets `meanwhile` happen, and accepts what was shown. */
async function accepted(
  change: (folder: Folder) => unknown,
  meanwhile: (folder: Folder) => unknown = () => {},
  codes: readonly FindingCode[] = [],
  { names = ['a', 'b', 'c'], paths }: { names?: readonly string[]; paths?: AcceptanceRule['paths'] } = {},
): Promise<string> {
  const folder = makeFolder();
  for (const name of names) folder.write(name, `content of ${name}, as it was sealed\n`);
  const manifest = await sealed(folder);
  change(folder);
  const findings: Finding[] = [];
  const observe = (finding: Finding): void => void findings.push(finding);
  await gather(verify(folder.path, { manifest, temporary: tmpdir(), observe }, CONTEXT));
  const { chosen } = selectAcceptable(findings, { paths, codes });
  expect(chosen.length).toBeGreaterThan(0);
  meanwhile(folder);
  const sink = openSink();
  const request = { root: fromText(folder.path), manifest: fromText(manifest), chosen, reason: 'r' };
  await accept(request, {}, sink, CONTEXT);
  return sink.text;
}

/** Puts other bytes of the same length in the place of a file, with its mtime. */
function overwrite(folder: Folder, name: string): void {
  const file = toBytes(`${folder.path}/${name}`);
  const { mtime, atime } = statSync(file);
  const bytes = readFileSync(file);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}

const refused = (run: Promise<string>): Promise<void> =>
  expect(run).rejects.toMatchObject({
    exit: 3,
    message: expect.stringContaining('it changed since it was shown; nothing was accepted') as unknown,
  });

describe('a move to a name that is not UTF-8', () => {
  it('keeps the file and its digest', async () => {
    const text = await accepted((folder) =>
      renameSync(`${folder.path}/a`, toBytes(`${folder.path}/caf\xe9.txt`)),
    );
    expect(text).toMatch(/^[0-9a-f]{64} {2}caf\xe9\.txt$/m);
    expect(text).not.toMatch(/^[0-9a-f]{64} {2}a$/m);
    expect(text).toMatch(/\bfiles=3\b/);
  });
});

describe('a link that takes the place of a directory', () => {
  const names = ['a', 'd/x', 'd/y', 'd2/x', 'e/d/x'];
  const relink = (folder: Folder): void => {
    rmSync(`${folder.path}/d`, { recursive: true });
    symlinkSync('d2', `${folder.path}/d`);
  };
  const listed = (text: string): string[] =>
    [...text.matchAll(/^[0-9a-f]{64} {2}(.*)$/gm)].map(([, path = '']) => path);

  it('takes what was below it out of the promises, and nothing else', async () => {
    const text = await accepted(relink, undefined, [], { names });
    expect(listed(text)).toEqual(['a', 'd2/x', 'e/d/x']);
    expect(text).toMatch(/^#l\t.*\td2\t?.*$/m);
  });

  it('does so where it alone is accepted', async () => {
    const text = await accepted(relink, undefined, [], { names, paths: (path) => path === 'd' });
    expect(listed(text)).toEqual(['a', 'd2/x', 'e/d/x']);
  });
});

it('a loss that leaves its directory empty is accepted', async () => {
  const text = await accepted((folder) => rmSync(`${folder.path}/d/x`), undefined, [], {
    names: ['a', 'd/x'],
    paths: (path) => path === 'd/x',
  });
  expect(text).toMatch(/#%end.*\bfiles=1\b/);
});

describe.skipIf(!needs('setpriv'))('a loss in a directory that can no longer be listed', () => {
  it('is not accepted, for nobody can see that it is one', async () => {
    const folder = makeFolder();
    for (const name of ['a', 'd/x', 'd/y', 'other/z'])
      folder.write(name, `content of ${name}, as it was sealed\n`);
    const manifest = await sealed(folder);
    rmSync(`${folder.path}/d/x`);
    const request = {
      root: folder.path,
      manifest,
      chosen: [
        { path: 'd/x', findings: [{ code: 'missing', severity: 'error', path: 'd/x', evidence: [] }] },
      ],
      reason: 'r',
    };
    const script = `
      const { accept } = await import(${JSON.stringify(new URL('../../../dist/engine/commands/accept.js', import.meta.url).href)});
      const sink = { files: [], write() {}, commit: async () => {}, discard: async () => {} };
      const context = { now: () => new Date(), id: '1', host: 'h', tool: 'restorable/0' };
      const end = (what) => console.log(what);
      await accept(${JSON.stringify(request)}, {}, sink, context).then(() => end('accepted'), ({ message }) => end(message));`;
    const words = [...AS_A_PERSON.slice(1), process.execPath, '--input-type=module', '-e', script];
    chmodSync(`${folder.path}/other`, 0);
    expect((await execute(AS_A_PERSON[0] ?? '', words)).stdout).toBe('accepted\n');
    chmodSync(`${folder.path}/d`, 0);
    const { stdout } = await execute(AS_A_PERSON[0] ?? '', words);
    for (const name of ['d', 'other']) chmodSync(`${folder.path}/${name}`, 0o755);
    expect(stdout).toBe('d: it changed since it was shown; nothing was accepted\n');
  });
});

describe('a file that is overwritten between the look and the writing, with as many bytes', () => {
  it.each<[string, (folder: Folder) => unknown, string]>([
    ['unexpected', (folder) => folder.write('new', 'what was shown is this\n'), 'new'],
    ['moved', (folder) => renameSync(`${folder.path}/a`, `${folder.path}/moved`), 'moved'],
    ['truncated', (folder) => folder.write('a', 'content of a'), 'a'],
    ['grown', (folder) => folder.write('a', 'content of a, as it was sealed\nand more\n'), 'a'],
    ['changed', (folder) => folder.write('a', 'content of a, as it was EDITED\n'), 'a'],
  ])('is not accepted: %s', async (_, change, name) => {
    await expect(accepted(change)).resolves.toMatch(new RegExp(`^[0-9a-f]{64} {2}${name}$`, 'm'));
    await refused(accepted(change, (folder) => overwrite(folder, name)));
  });
});

describe('what else may change between the look and the writing', () => {
  const unexpected = (folder: Folder): void => void folder.write('new', 'what was shown is this\n');

  it.each<[string, (folder: Folder) => unknown, (folder: Folder) => unknown]>([
    ['the mtime', unexpected, (folder) => utimesSync(`${folder.path}/new`, DAY, DAY)],
    [
      'the file, by one of the same bytes and time',
      unexpected,
      (folder) => {
        const { atime, mtime } = statSync(`${folder.path}/new`);
        folder.write('copy', 'what was shown is this\n');
        utimesSync(`${folder.path}/copy`, atime, mtime);
        renameSync(`${folder.path}/copy`, `${folder.path}/new`);
      },
    ],
    ['a file that goes', unexpected, (folder) => rmSync(`${folder.path}/new`)],
    [
      'a missing file that comes back',
      (folder) => rmSync(`${folder.path}/a`),
      (folder) => folder.write('a', 'content of a, as it was never shown'),
    ],
    [
      'a file that comes to the old place of a move',
      (folder) => renameSync(`${folder.path}/a`, `${folder.path}/moved`),
      (folder) => folder.write('a', 'something else'),
    ],
    [
      'the target of a link',
      (folder) => symlinkSync('b', `${folder.path}/link`),
      (folder) => {
        rmSync(`${folder.path}/link`);
        symlinkSync('/etc/passwd', `${folder.path}/link`);
      },
    ],
    [
      'an empty directory that is filled',
      (folder) => folder.directory('empty'),
      (folder) => folder.write('empty/file', 'x'),
    ],
  ])('ends it: %s', async (_, change, meanwhile) => {
    await expect(accepted(change)).resolves.toContain('#%end');
    await refused(accepted(change, meanwhile));
  });

  it('is nothing where another path changes', async () => {
    await expect(accepted(unexpected, (folder) => overwrite(folder, 'b'))).resolves.toMatch(/ {2}new$/m);
  });

  it('ends it where garbage is accepted by its name', async () => {
    const codes = ['unexpected', 'zero-filled'] as const;
    const zeros = (folder: Folder): void => void folder.write('new.bin', Buffer.alloc(4096));
    await expect(accepted(zeros, undefined, codes)).resolves.toContain('accepted=zero-filled');
    await refused(accepted(zeros, (folder) => overwrite(folder, 'new.bin'), codes));
  });
});
