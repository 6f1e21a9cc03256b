import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrouble } from '../../src/disk/list.ts';
import { type FileEntry, orderKey } from '../../src/model/entry.ts';
import { directoryOf, toBytes } from '../../src/model/path.ts';
import { linkAbove, listTop, type WalkOptions, walk } from '../../src/walk/walk.ts';
import { gather, somePath } from '../help/arbitrary.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();
let made = 0;

/** A new directory in the folder. */
function fresh(): string {
  made += 1;
  return `t${made}`;
}

async function walked(root: string, more: Partial<WalkOptions> = {}): Promise<FileEntry[]> {
  return (await gather(walk({ root, leaveOut: undefined, ...more }))).flat();
}

/** Lines in the order of bytes, as `LC_ALL=C sort` puts them. */
function sorted(lines: readonly string[]): string[] {
  const input = Buffer.from(lines.map((line) => `${line}\0`).join(''), 'latin1');
  const output = execFileSync('sort', ['-z'], { input, env: { ...process.env, LC_ALL: 'C' } });
  return output.toString('latin1').split('\0').slice(0, -1);
}

/** Does something as a user who may not read everything; as root that is another user. */
async function asUser<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('the order of a walk', () => {
  it('is that of the bytes of full paths, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somePath, { maxLength: 15 }), async (paths) => {
        const root = folder.directory(fresh());
        const top = `t${made}`;
        const directories = new Set<string>();
        const files = new Set<string>();
        for (const path of paths) {
          const above: string[] = [];
          for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) above.push(at);
          if (directories.has(path) || above.some((at) => files.has(at))) continue;
          folder.write(`${top}/${path}`);
          files.add(path);
          for (const at of above) directories.add(at);
        }
        const entries = await walked(root);
        const wanted = sorted([...files, ...[...directories].map((path) => `${path}/`)]);
        expect(entries.map(orderKey)).toEqual(wanted);
        expect(entries.filter((entry) => entry.kind === 'file').map((entry) => entry.path)).toEqual(
          wanted.filter((key) => !key.endsWith('/')),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('puts a directory where its name ends in a slash', async () => {
    const top = fresh();
    for (const path of ['a/b', 'a/b-c', 'a/b.d/x', 'a-b', 'a.b', 'a0', 'ab', 'A', '\xe4', '\xc3\xa4']) {
      folder.write(`${top}/${path}`);
    }
    const keys = (await walked(`${folder.path}/${top}`)).map(orderKey);
    expect(keys.join(' ')).toBe('A a-b a.b a/ a/b a/b-c a/b.d/ a/b.d/x a0 ab \xc3\xa4 \xe4');
  });

  it('is the same for a directory of 20,000 names, in chunks of 256 at most', async () => {
    const root = folder.directory(fresh());
    const names = Array.from({ length: 20_000 }, (_, i) => `f${i}`);
    for (const name of names) writeFileSync(`${root}/${name}`, '');
    const chunks = await gather(walk({ root, leaveOut: undefined }));
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBe(256);
    expect(chunks.flat().map((entry) => entry.path)).toEqual(names.toSorted());
  }, 30_000);
});

describe('an entry of a walk', () => {
  it('says of what kind it is, and where a link points', async () => {
    const top = fresh();
    folder.write(`${top}/file`, 'x');
    folder.directory(`${top}/full/empty`);
    folder.link(`${top}/link`, '../t0/nowhere\xe9\n');
    folder.link(`${top}/loop`, 'loop');
    folder.link(`${top}/to-directory`, 'full');
    execFileSync('mkfifo', [`${folder.path}/${top}/fifo`]);
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(`${folder.path}/${top}/socket`, resolve);
    });
    try {
      expect(await walked(`${folder.path}/${top}`)).toEqual([
        { path: 'fifo', kind: 'fifo' },
        { path: 'file', kind: 'file' },
        { path: 'full', kind: 'directory' },
        { path: 'full/empty', kind: 'directory', empty: true },
        { path: 'link', kind: 'link', target: '../t0/nowhere\xe9\n' },
        { path: 'loop', kind: 'link', target: 'loop' },
        { path: 'socket', kind: 'socket' },
        { path: 'to-directory', kind: 'link', target: 'full' },
      ]);
    } finally {
      server.close();
    }
  });

  it('is a device where it is one', async () => {
    const devices = (await walked('/dev', { leaveOut: (path) => path.includes('/') })).filter(
      (entry) => entry.path === 'null',
    );
    expect(devices).toEqual([{ path: 'null', kind: 'device' }]);
  });

  it('has a name of any bytes', async () => {
    const top = fresh();
    const all = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).filter(
      (char) => !'./'.includes(char),
    );
    for (const char of all) folder.write(`${top}/${char}`);
    expect((await walked(`${folder.path}/${top}`)).map((entry) => entry.path)).toEqual(all);
    const inLatin = folder.directory(`${top}-caf\xe9`);
    folder.write(`${top}-caf\xe9/x`);
    expect(await walked(inLatin)).toEqual([{ path: 'x', kind: 'file' }]);
  });
});

describe('what cannot be listed', () => {
  it('is an entry with its trouble, and the walk goes on', async () => {
    const top = fresh();
    folder.write(`${top}/a/inside`);
    folder.write(`${top}/b`);
    execFileSync('chmod', ['000', `${folder.path}/${top}/a`]);
    try {
      const entries = await asUser(() => walked(`${folder.path}/${top}`));
      expect(entries).toEqual([
        { path: 'a', kind: 'directory', trouble: { code: 'EACCES', doing: 'list the directory' } },
        { path: 'b', kind: 'file' },
      ]);
    } finally {
      execFileSync('chmod', ['755', `${folder.path}/${top}/a`]);
    }
  });

  it('is the root itself', async () => {
    const trouble = (code: string): unknown => [
      { path: '', kind: 'directory', trouble: { code, doing: 'list the directory' } },
    ];
    expect(await walked(`${folder.path}/absent`)).toEqual(trouble('ENOENT'));
    expect(await walked(folder.write('file'))).toEqual(trouble('ENOTDIR'));
    expect(listTop(`${folder.path}/absent`)).toEqual({ code: 'ENOENT', doing: 'list the directory' });
  });

  it('is not what is deeper than a path can say', async () => {
    const root = folder.directory(fresh());
    mkdirSync(`${root}/x`);
    for (let depth = 0; depth < 25; depth++) {
      mkdirSync(`${root}/above`);
      renameSync(`${root}/x`, `${root}/above/${'d'.repeat(200)}`);
      renameSync(`${root}/above`, `${root}/x`);
    }
    try {
      const entries = await walked(root);
      expect(entries).toHaveLength(26);
      expect(entries.every(({ kind, trouble }) => kind === 'directory' && trouble === undefined)).toBe(true);
      expect(entries.at(-1)).toMatchObject({ empty: true });
    } finally {
      execFileSync('rm', ['-rf', root]);
    }
  });
});

describe('what is left out', () => {
  const top = fresh();
  const root = folder.directory(top);
  for (const path of ['a/x', 'a/y/z', 'b', 'c/x']) folder.write(`${top}/${path}`);

  it('is not there, and a directory that is left out is not entered', async () => {
    const asked: string[] = [];
    const entries = await walked(root, {
      leaveOut: (path) => {
        asked.push(path);
        return path === 'a/y' || path === 'b';
      },
    });
    expect(entries.map(orderKey)).toEqual(['a/', 'a/x', 'c/', 'c/x']);
    expect(asked).not.toContain('a/y/z');
  });

  it('makes a directory empty when nothing else is in it', async () => {
    const entries = await walked(root, { leaveOut: (path) => path === 'c/x' });
    expect(entries.at(-1)).toEqual({ path: 'c', kind: 'directory', empty: true });
  });

  it('is all but one name where one alone is meant', async () => {
    expect(await walked(root, { only: 'b' })).toEqual([{ path: 'b', kind: 'file' }]);
    expect(await walked(root, { only: 'nowhere' })).toEqual([]);
  });

  it('is nothing of the top of a root', () => {
    const listed = listTop(root);
    expect(isTrouble(listed) ? listed : listed.map(orderKey).toSorted()).toEqual(['a/', 'b', 'c/']);
  });
});

describe('a link above a path', () => {
  it('is the uppermost one, and none where there is none', () => {
    const top = fresh();
    const root = folder.directory(top);
    folder.write(`${top}/real/file`);
    folder.directory(`${top}/real/deep`);
    folder.link(`${top}/link`, 'real');
    folder.link(`${top}/real/deep/link`, '..');
    expect(linkAbove(root, 'link/file')).toBe('link');
    expect(linkAbove(root, 'link/deep/link/file')).toBe('link');
    expect(linkAbove(root, 'real/deep/link/file')).toBe('real/deep/link');
    expect(linkAbove(root, 'link')).toBeUndefined();
    expect(linkAbove(root, 'real/file')).toBeUndefined();
    expect(linkAbove(root, 'no/where/at/all')).toBeUndefined();
  });

  it('is none where a file stands in the way or a name is too long', () => {
    const top = fresh();
    folder.write(`${top}/file`);
    expect(linkAbove(`${folder.path}/${top}`, 'file/a/b/c')).toBeUndefined();
    expect(linkAbove(`${folder.path}/${top}`, `${'x'.repeat(300)}/a`)).toBeUndefined();
    expect(linkAbove(`${folder.path}/${top}`, `${'deep/'.repeat(1000)}a`)).toBeUndefined();
  });
});

/** Another file system that is mounted below a directory, where this machine has one. */
const isMounted = process.platform === 'linux' && statSync('/dev/shm').dev !== statSync('/dev').dev;

it.skipIf(!isMounted)('does not enter another file system where one alone is meant', async () => {
  const elsewhere = mkdtempSync('/dev/shm/restorable-');
  try {
    const name = elsewhere.slice('/dev/'.length);
    const leaveOut = (path: string): boolean => path !== 'shm' && path !== name;
    const all = await walked('/dev', { leaveOut });
    expect(all).toContainEqual({ path: name, kind: 'directory', empty: true });
    expect(await walked('/dev', { leaveOut, oneFileSystem: true })).toEqual([
      { path: 'shm', kind: 'directory' },
    ]);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

it('stops when the consumer does', async () => {
  const root = folder.directory(fresh());
  for (let i = 0; i < 600; i++) writeFileSync(toBytes(`${root}/${i}`), '');
  for await (const chunk of walk({ root, leaveOut: undefined })) {
    expect(chunk).toHaveLength(256);
    break;
  }
});
