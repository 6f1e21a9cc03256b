/** A disk, a server or a permission that fails while the program reads: what is unknown is neither sound nor damaged. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Injection, injected } from './help/inject.ts';
import { AS_A_PERSON } from './help/peer.ts';
import {
  execute,
  isFinding,
  nameFinding,
  PROGRAM,
  parseEvents,
  type Ran,
  type Told,
  told,
} from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** A sealed tree: `a.txt`, and `b.txt` and `c.txt` in `sub`. */
async function makeSealedTree(): Promise<string> {
  const root = mkdtempSync(join(scratch, 'tree-'));
  mkdirSync(join(root, 'sub'));
  writeFileSync(join(root, 'a.txt'), 'the first file\n');
  writeFileSync(join(root, 'sub', 'b.txt'), 'the second file\n');
  writeFileSync(join(root, 'sub', 'c.txt'), 'the third file\n');
  expect((await told(['seal', root])).code).toBe(0);
  return root;
}

function toldBy({ code, stdout }: Ran): Told {
  const events = parseEvents(stdout);
  return { code, events, findings: events.filter(isFinding).map(nameFinding) };
}

describe.skipIf(!needs('setpriv'))('a directory that may not be listed', () => {
  const verifyAsAPerson = async (...args: string[]): Promise<Told> => {
    const words = [...AS_A_PERSON, process.execPath, PROGRAM, 'verify', '--json', '--no-journal', ...args];
    const [tool = '', ...rest] = words;
    return toldBy(await execute(tool, rest));
  };

  it('is denied itself, and what was sealed below it is unknown and not missing', async () => {
    const root = await makeSealedTree();
    chmodSync(join(root, 'sub'), 0);
    const { code, events, findings } = await verifyAsAPerson(root);
    chmodSync(join(root, 'sub'), 0o755);
    expect(findings).toEqual(['denied sub']);
    expect(code).toBe(3);
    expect(events.at(-1)).toMatchObject({ verdict: 'incomplete', promised: 3, held: 1 });
  });

  it('hides all of the tree where it is the root', async () => {
    const root = await makeSealedTree();
    const manifest = `${root}.sha256`;
    cpSync(join(root, 'restorable.sha256'), manifest);
    chmodSync(root, 0);
    const { code, events, findings } = await verifyAsAPerson('--manifest', manifest, root);
    chmodSync(root, 0o755);
    expect(findings).toEqual(['denied ']);
    expect(code).toBe(3);
    expect(events.at(-1)).toMatchObject({ promised: 3, held: 0 });
  });
});

describe('a sealed directory that became a link', () => {
  it('is retyped, once, and the manifest is trusted', async () => {
    const root = await makeSealedTree();
    renameSync(join(root, 'sub'), `${root}-moved`);
    symlinkSync(`${root}-moved`, join(root, 'sub'));
    const { code, events, findings } = await told(['verify', root]);
    expect(findings).toEqual(['retyped sub']);
    expect(code).toBe(1);
    expect(events.filter(isFinding)).toMatchObject([{ wanted: 'directory', found: 'link' }]);
    expect(events.at(-1)).toMatchObject({ verdict: 'damaged', promised: 3, held: 1 });
  });

  it('leaves a list hostile that leads out of the tree through a link', async () => {
    const root = await makeSealedTree();
    rmSync(join(root, 'restorable.sha256'));
    renameSync(join(root, 'sub'), `${root}-moved`);
    symlinkSync(`${root}-moved`, join(root, 'link'));
    const digest = '0'.repeat(64);
    writeFileSync(join(root, 'SHA256SUMS'), `${digest}  link/b.txt\n`);
    const { code, findings } = await told(['verify', root]);
    expect(findings).toContain('manifest-unsafe-path link/b.txt');
    expect(code).toBe(4);
  });
});

describe.skipIf(!needs('strace'))('a read that fails', () => {
  const verify = async (root: string, fault: Omit<Injection, 'calls' | 'path'>): Promise<Told> => {
    const about = { ...fault, calls: 'read,pread64', path: join(root, 'a.txt') };
    return toldBy(await injected(about, ['verify', '--json', '--no-journal', root]));
  };

  it.each(['EINTR', 'EAGAIN', 'ETIMEDOUT', 'ESTALE'])('once with %s is tried again', async (error) => {
    const { code, findings } = await verify(await makeSealedTree(), { error, when: '1' });
    expect(findings).toEqual([]);
    expect(code).toBe(0);
  });

  it.each(['ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'ENOTCONN', 'ENOKEY'])(
    'always with %s is no fault of the backup',
    async (error) => {
      const { code, findings, events } = await verify(await makeSealedTree(), { error });
      expect(findings).toEqual(['denied a.txt']);
      expect(code).toBe(3);
      expect(events.find(isFinding)?.detail).toContain(error);
    },
  );

  it.each(['EIO', 'EUCLEAN', 'EBADMSG'])('always with %s is the medium', async (error) => {
    const { code, findings, events } = await verify(await makeSealedTree(), { error });
    expect(findings).toEqual(['unreadable a.txt']);
    expect(code).toBe(1);
    expect(events.find(isFinding)?.detail).toContain(error);
  });

  it.each(['EINTR', 'ESTALE'])('once with %s while a directory is listed hides nothing', async (error) => {
    const root = await makeSealedTree();
    const fault = { calls: 'getdents64', error, when: '1', path: join(root, 'sub') };
    const { code, findings } = toldBy(await injected(fault, ['verify', '--json', '--no-journal', root]));
    expect(findings).toEqual([]);
    expect(code).toBe(0);
  });
});
