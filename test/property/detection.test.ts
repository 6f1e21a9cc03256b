/** Whatever happens to a sealed tree is found and named; a tree to which nothing happened is sound. */
import {
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { FINDING_CODES, type RunEvent, type RunEvents, scan, seal, verify } from '../../dist/index.js';
import { type BytePath, join as below, toBytes } from '../../src/model/path.ts';
import { gather, someName } from '../help/arbitrary.ts';
import { seededBytes } from '../help/bytes.ts';
import { isFinding, nameFinding } from '../help/program.ts';
import { lay, MADE, type Node, put, snapshot, type Tree } from '../help/tree.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = mkdtempSync(join(tmpdir(), 'restorable-detection-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const KEPT: Node = { kind: 'file', bytes: Buffer.from('kept\n') };
const NAME = someName.filter((name) => !/^\.?restorable\./.test(name) && name !== 'kept');

const someNode: fc.Arbitrary<Node> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('file' as const), bytes: someContent() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('link' as const), target: NAME }) },
  { weight: 1, arbitrary: fc.constant<Node>({ kind: 'directory' }) },
);

/** Short bytes of any kind, and longer ones that end beside the edges of blocks. */
function someContent(): fc.Arbitrary<Uint8Array> {
  const length = fc.constantFrom(1, 511, 512, 513, 4095, 4096, 4097, 8192, 262_143, 262_145);
  const seed = fc.integer({ min: 1, max: 1000 });
  return fc.oneof(
    fc.constant(new Uint8Array()),
    fc.uint8Array({ maxLength: 64 }),
    fc.tuple(seed, length).map(([from, size]) => seededBytes(from, size)),
    fc
      .tuple(seed, length)
      .map(([from, size]) => Buffer.from(`line ${from}\n`.repeat(size).slice(0, size), 'latin1')),
  );
}

/** Up to three directories of up to four things; each has a file that nothing happens to. */
const someTree: fc.Arbitrary<Tree> = fc
  .array(
    fc.tuple(
      fc.array(NAME, { maxLength: 2 }).map((names) => names.map((name) => `d${name}`).join('/')),
      fc.uniqueArray(fc.tuple(NAME, someNode), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 4,
      }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((directories) => {
    const tree = new Map<BytePath, Node>([['kept', KEPT]]);
    for (const [directory, nodes] of directories) {
      tree.set(below(directory, 'kept'), KEPT);
      for (const [name, node] of nodes) tree.set(below(directory, `n${name}`), node);
    }
    return tree;
  });

/** One thing that happens, at a place between 0 and 1 of what there is. */
const someDamage = fc.record({
  what: fc.constantFrom(
    'flip',
    'write',
    'zero',
    'cut',
    'append',
    'delete',
    'add',
    'rename',
    'relink',
    'retype',
  ),
  which: fc.double({ min: 0, max: 0.999, noNaN: true }),
  where: fc.double({ min: 0, max: 0.999, noNaN: true }),
  name: NAME,
});

type Damage = typeof someDamage extends fc.Arbitrary<infer T> ? T : never;

/** Does it and says what must be found, as `code path`; nothing where there is nothing it could happen to. */
function damage(root: string, tree: Tree, { what, which, where, name }: Damage): string | undefined {
  const kind = what === 'relink' ? 'link' : 'file';
  const all = [...tree].filter(([, node]) => node.kind === kind && node !== KEPT);
  const [path, node] = all[Math.floor(which * all.length)] ?? [];
  if (path === undefined || node === undefined) return undefined;
  const at = `${root}/${path}`;
  if (node.kind === 'link') {
    unlinkSync(toBytes(at));
    put(at, { kind: 'link', target: node.target === name ? `${name}!` : name });
    return `relinked ${path}`;
  }
  if (node.kind !== 'file') return undefined;
  const bytes = Buffer.from(node.bytes);
  const place = Math.floor(where * bytes.length);
  const write = (content: Buffer, mtime: Date): void => {
    writeFileSync(toBytes(at), content);
    utimesSync(toBytes(at), mtime, mtime);
  };
  switch (what) {
    case 'flip':
    case 'write': {
      if (bytes.length === 0) return undefined;
      bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << (place % 8)), place);
      write(bytes, what === 'flip' ? MADE : new Date(MADE.getTime() + 3000));
      return `${what === 'flip' ? 'corrupt' : 'changed'} ${path}`;
    }
    case 'zero': {
      const end = Math.min(bytes.length, place + 512);
      if (bytes.subarray(place, end).every((byte) => byte === 0)) return undefined;
      write(bytes.fill(0, place, end), MADE);
      return `corrupt ${path}`;
    }
    case 'cut':
      if (bytes.length === 0) return undefined;
      truncateSync(toBytes(at), place);
      return `truncated ${path}`;
    case 'append':
      write(Buffer.concat([bytes, seededBytes(place + 1, 1 + (place % 5))]), MADE);
      return `grown ${path}`;
    case 'delete':
      unlinkSync(toBytes(at));
      return `missing ${path}`;
    case 'rename':
      // With nothing but blanks and dots added it could be another spelling of the same name, as some servers write it.
      renameSync(toBytes(at), toBytes(`${at}.x${name}`));
      return `moved ${path}`;
    case 'retype':
      unlinkSync(toBytes(at));
      put(at, name.length % 2 === 0 ? { kind: 'directory' } : { kind: 'link', target: name });
      return `retyped ${path}`;
    case 'add':
    case 'relink':
      put(`${at}.${name}`, { kind: 'file', bytes: Buffer.from('new') });
      return `unexpected ${path}.${name}`;
  }
}

/** Integrity findings of a run; what is said of the content beside them is another matter. */
async function integrityOf(events: RunEvents): Promise<{ found: string[]; exit: number | undefined }> {
  const all = await gather(events);
  const end = all.at(-1);
  const found = all.filter(isFinding).filter(({ code }) => FINDING_CODES[code].subject === 'integrity');
  return { found: found.map(nameFinding), exit: end?.type === 'end' ? end.exit : undefined };
}

async function sealed(tree: Tree): Promise<string> {
  const root = mkdtempSync(join(scratch, 'tree-'));
  lay(root, tree);
  const events = await gather(seal(root, join(root, 'restorable.sha256'), { acceptFindings: true }));
  expect(events.at(-1)).toMatchObject({ type: 'end', manifest: join(root, 'restorable.sha256') });
  return root;
}

describe('a sealed tree', () => {
  it('is sound when nothing happened, and no run changes it', async () => {
    await fc.assert(
      fc.asyncProperty(someTree, fc.boolean(), async (tree, strong) => {
        const root = await sealed(tree);
        const before = snapshot(root);
        expect(await integrityOf(verify(root, { strong }))).toEqual({ found: [], exit: 0 });
        await gather(scan(root));
        expect(snapshot(root)).toEqual(before);
        rmSync(root, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });

  it('shows every single damage, under its right name and no other', async () => {
    await fc.assert(
      fc.asyncProperty(someTree, someDamage, fc.boolean(), async (tree, what, strong) => {
        const root = await sealed(tree);
        const wanted = damage(root, tree, what);
        const { found, exit } = await integrityOf(verify(root, { strong }));
        expect({ found, exit }).toEqual(
          wanted === undefined ? { found: [], exit: 0 } : { found: [wanted], exit: 1 },
        );
        rmSync(root, { recursive: true });
      }),
      { numRuns: 250 },
    );
  });
});

/** Enough small files for several batches and threads, with two that are big enough for a job of their own. */
function largeTree(): Tree {
  const tree = new Map<BytePath, Node>();
  const numbered = (from: number, lines: number): Node => {
    const all = Array.from({ length: lines }, (_, i) => `${from + i * i}\n`);
    return { kind: 'file', bytes: Buffer.from(all.join('')) };
  };
  for (let i = 0; i < 1500; i++) tree.set(`d${i % 7}/e${i % 3}/f${i}`, numbered(i, (i * 7) % 400));
  for (const [i, name] of ['big', 'd3/big'].entries()) tree.set(name, numbered(i, 500_000));
  tree.set('d5/link', { kind: 'link', target: '../big' });
  return tree;
}

/** The lines of a manifest that promise something. */
function promisesOf(manifest: string): string[] {
  return readFileSync(manifest, 'latin1')
    .split('\n')
    .filter((line) => !/^#(%|c| )/.test(line));
}

const withoutChance = (event: RunEvent): object => ({ ...event, id: '', startedAt: '', seconds: 0 });

describe('a tree of 1,500 files', () => {
  it('gives the same events in the same order with 1, 2 and 8 lanes', async () => {
    const tree = largeTree();
    const root = mkdtempSync(join(scratch, 'large-'));
    lay(root, tree);
    const manifest = join(root, 'restorable.sha256');
    const seals: string[][] = [];
    for (const jobs of [1, 2, 8]) {
      await gather(seal(root, manifest, { jobs, force: true }));
      seals.push(promisesOf(manifest));
    }
    expect(seals[0]?.filter((line) => !line.startsWith('#p')).length).toBe(2 * 1502 + 2);
    expect(seals[1]).toEqual(seals[0]);
    expect(seals[2]).toEqual(seals[0]);

    const files = [...tree].filter(([, node]) => node.kind === 'file').map(([path]) => path);
    const wanted: string[] = [];
    const what = ['flip', 'cut', 'append', 'delete', 'rename', 'add', 'retype', 'zero'] as const;
    files.forEach((path, i) => {
      if (i % 37 !== 0) return;
      const one = new Map([[path, tree.get(path) ?? KEPT]]);
      const done = damage(root, one, {
        what: what[(i / 37) % what.length] ?? 'flip',
        which: 0,
        where: 0.5,
        name: 'x',
      });
      if (done !== undefined) wanted.push(done);
    });
    expect(wanted.length).toBeGreaterThan(30);

    for (const run of [verify, scan]) {
      const events: object[][] = [];
      for (const jobs of [1, 2, 8]) events.push((await gather(run(root, { jobs }))).map(withoutChance));
      expect(events[1]).toEqual(events[0]);
      expect(events[2]).toEqual(events[0]);
    }
    const { found } = await integrityOf(verify(root, { jobs: 8 }));
    expect(found.toSorted()).toEqual(wanted.toSorted());
  });
});
