/** Our manifest on a machine without us: every tool that can check it accepts it, and finds a flipped bit as we do. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { BytePath } from '../../src/model/path.ts';
import { execute, type Ran, restorable, told } from '../help/program.ts';
import { needs } from '../help/tools.ts';
import { lay, type Node, put } from '../help/tree.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-native-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Names that every tool can take, and names that only some can. */
const PLAIN = [
  'hello.txt',
  'sp ace',
  '*star',
  ' leading',
  'trailing ',
  '#hash',
  'a) = b',
  '\xc3\xbcn\xc3\xaf.txt',
  'd/e/f',
];
const LATIN = ['lat\xe9'];
const ESCAPED = ['back\\slash', '\\', 'new\nline', '\n'];
const CARRIAGE = ['c\rr', 'end\r'];
const DASH = ['-'];
const EVERY = [...PLAIN, ...LATIN, ...ESCAPED, ...CARRIAGE, ...DASH];

/** Seals a tree of such names, an empty file, a link, an empty directory and a FIFO. */
async function sealed(names: readonly BytePath[], manifest: string, algorithm: string): Promise<string> {
  const root = mkdtempSync(join(scratch, 'tree-'));
  const tree = new Map<BytePath, Node>([
    ['empty', { kind: 'file', bytes: Buffer.alloc(0) }],
    ['link', { kind: 'link', target: 'hello.txt' }],
    ['no files', { kind: 'directory' }],
  ]);
  for (const [i, name] of names.entries())
    tree.set(name, { kind: 'file', bytes: Buffer.from(`${name}: ${'.'.repeat(i)}`) });
  lay(root, tree);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const args = ['seal', '--algorithm', algorithm, '--output', join(root, manifest), root];
  expect(await restorable(args)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  return root;
}

function shell(command: string, cwd: string): Promise<Ran> {
  return execute('sh', ['-c', command], { cwd, env: { ...process.env, LC_ALL: 'C' } });
}

/** A tool, how a person checks with it, the names it can take, and what the manifest was sealed with. */
type Case = readonly [
  tool: string,
  command: string,
  names: readonly BytePath[],
  manifest: string,
  algorithm: string,
];

const CASES: readonly Case[] = [
  ['sha256sum', 'sha256sum --check --strict M', EVERY, 'restorable.sha256', 'sha256'],
  ['cksum', 'cksum --algorithm sha256 --check --strict M', EVERY, 'restorable.sha256', 'sha256'],
  [
    'shasum',
    'shasum -a 256 --check --strict M',
    [...PLAIN, ...LATIN, ...ESCAPED],
    'restorable.sha256',
    'sha256',
  ],
  [
    'busybox',
    "grep -av '^#' M | busybox sha256sum -c",
    [...PLAIN, ...LATIN, ...DASH],
    'restorable.sha256',
    'sha256',
  ],
  ['zcat', 'zcat M | sha256sum --check --strict', EVERY, 'restorable.sha256.gz', 'sha256'],
  ['sha512sum', 'sha512sum --check --strict M', EVERY, 'restorable.sha512', 'sha512'],
  ['xxhsum', 'xxhsum --check M', [...PLAIN, ...LATIN], 'restorable.xxh64', 'xxh64'],
  ['xxhsum', 'xxhsum --check M', [...PLAIN, ...LATIN], 'restorable.xxh128', 'xxh128'],
  ['b3sum', "grep -av '^#' M | b3sum --check", [...PLAIN, ...ESCAPED], 'restorable.blake3', 'blake3'],
];

/** xxhsum before 0.8.2 knows no comments and says so. */
const COMMENTS = /^.*lines? (?:is|are) improperly formatted\n/gm;

describe.skipIf(!needs('mkfifo', ...CASES.map(([tool]) => tool)))('our manifest', () => {
  it.concurrent.each(CASES)('is accepted by %s: %s', async (tool, command, names, manifest, algorithm) => {
    const root = await sealed(names, manifest, algorithm);
    const check = command.replace('M', manifest);
    const { code, stdout, stderr } = await shell(check, root);
    expect(stdout.match(/: OK$/gm)?.length).toBe(names.length + 1);
    expect(tool === 'xxhsum' ? stderr.replace(COMMENTS, '') : stderr).toBe('');
    expect(code).toBe(0);
    expect(await told(['verify', root])).toMatchObject({ code: 0, findings: [] });

    const [first = ''] = names;
    const bytes = readFileSync(join(root, first));
    bytes.writeUInt8(bytes.readUInt8(2) ^ 4, 2);
    rmSync(join(root, first));
    put(join(root, first), { kind: 'file', bytes });
    const flipped = await shell(check, root);
    expect(flipped.stdout.match(/: OK$/gm)?.length).toBe(names.length);
    expect(flipped.stdout).toContain(`${first}: FAILED`);
    expect(flipped.code).toBe(1);
    for (const strong of [[], ['--strong']]) {
      const found = await told(['verify', ...strong, root]);
      expect(found).toMatchObject({ code: 1, findings: [`corrupt ${first}`] });
    }
  });

  it.concurrent('has a trailer that a person can compute', async () => {
    const root = await sealed(EVERY, 'restorable.sha256', 'sha256');
    const { stdout } = await shell('head -n -1 restorable.sha256 | sha256sum', root);
    const trailer = readFileSync(join(root, 'restorable.sha256'), 'latin1').split('\n').at(-2);
    expect(trailer).toMatch(/^#%end\tfiles=18\tdirs=1\tlinks=1\tspecial=1\terrors=0\tbytes=\d+\tsha256=/);
    expect(trailer?.slice(-64)).toBe(stdout.slice(0, 64));
  });

  it.concurrent('is in the order of LC_ALL=C sort', async () => {
    const root = await sealed(
      [...PLAIN, ...LATIN, 'd.e', 'd-e', 'd/e.f', 'd0'],
      'restorable.sha256',
      'sha256',
    );
    const { stdout } = await shell(
      "grep -av '^#' restorable.sha256 | cut -c67- | sort --check && echo sorted",
      root,
    );
    expect(stdout).toBe('sorted\n');
  });

  it.concurrent('is the same plain list that sha256sum makes', async () => {
    const names = EVERY.filter((name) => name !== '-');
    const root = await sealed(names, 'restorable.sha256', 'sha256');
    const list =
      'find . -type f ! -name "restorable*" -printf "%P\\0" | LC_ALL=C sort -z | xargs -0 sha256sum --';
    const { stdout } = await execute(
      'sh',
      ['-c', `${list} > ../list; grep -av '^#' restorable.sha256 | cmp - ../list && echo same`],
      { cwd: root },
    );
    expect(stdout).toBe('same\n');
  });
});
