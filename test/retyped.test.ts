/** What was sealed as one kind and is another now: the findings, and the answers that reports give. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { execute, isFinding, nameFinding, PROGRAM, parseEvents } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();
const lines = (from: number): string => Array.from({ length: 300 }, (_, i) => `${i + from}\n`).join('');

/** A sealed tree: a file, a directory of two files, a link and an empty directory. */
async function makeSealed(): Promise<string> {
  const home = mkdtempSync(join(scratch, 'home-'));
  const root = join(home, 'root');
  mkdirSync(join(root, 'd/e'), { recursive: true });
  mkdirSync(join(root, 'empty'));
  for (const [i, name] of ['a.txt', 'd/b.txt', 'd/e/c.txt', 'z.txt'].entries())
    writeFileSync(join(root, name), lines(i * 1000));
  symlinkSync('a.txt', join(root, 'l'));
  expect((await run(root, 'seal')).code).toBe(0);
  return root;
}

function run(root: string, ...args: string[]): ReturnType<typeof execute> {
  const env = { ...process.env, XDG_STATE_HOME: join(root, '..', 'state') };
  return execute(process.execPath, [PROGRAM, ...args, root], { env });
}

type Change = (root: string) => void;
const replace =
  (name: string, put: (at: string) => void): Change =>
  (root) => {
    rmSync(join(root, name), { recursive: true });
    put(join(root, name));
  };

const CASES: readonly { what: string; change: Change; found: readonly string[] }[] = [
  {
    what: 'a file that is a link now',
    change: replace('a.txt', (at) => symlinkSync('d/b.txt', at)),
    found: ['retyped a.txt'],
  },
  {
    what: 'a file that is a directory now',
    change: replace('a.txt', (at) => mkdirSync(at)),
    found: ['retyped a.txt'],
  },
  {
    what: 'a file that is a FIFO now',
    change: replace('a.txt', (at) => void execFileSync('mkfifo', [at])),
    found: ['retyped a.txt'],
  },
  {
    what: 'a link that is a file now',
    change: replace('l', (at) => writeFileSync(at, lines(7))),
    found: ['retyped l'],
  },
  {
    what: 'a link that is a file of zeros now',
    change: replace('l', (at) => writeFileSync(at, Buffer.alloc(100_000))),
    found: ['retyped l', 'zero-filled l'],
  },
  {
    what: 'a link that is a directory now',
    change: replace('l', (at) => mkdirSync(at)),
    found: ['retyped l'],
  },
  {
    what: 'an empty directory that is a file now',
    change: replace('empty', (at) => writeFileSync(at, lines(7))),
    found: ['retyped empty'],
  },
  {
    what: 'an empty directory that is a link now',
    change: replace('empty', (at) => symlinkSync('d', at)),
    found: ['retyped empty'],
  },
  {
    what: 'a directory that is a file now',
    change: replace('d', (at) => writeFileSync(at, lines(7))),
    found: ['retyped d', 'missing d/b.txt', 'missing d/e/c.txt'],
  },
  {
    what: 'a directory that is a FIFO now',
    change: replace('d', (at) => void execFileSync('mkfifo', [at])),
    found: ['retyped d', 'missing d/b.txt', 'missing d/e/c.txt'],
  },
  {
    what: 'a directory that is a link now, out of the root',
    change: replace('d', (at) => symlinkSync(scratch, at)),
    found: ['retyped d'],
  },
  {
    what: 'a directory that is a link now, to where its files went',
    change(root) {
      renameSync(join(root, 'd'), join(root, 'other'));
      symlinkSync('other', join(root, 'd'));
    },
    found: ['retyped d', 'moved d/b.txt', 'moved d/e/c.txt'],
  },
  {
    what: 'a directory further in that is a link now',
    change: replace('d/e', (at) => symlinkSync('..', at)),
    found: ['retyped d/e'],
  },
];

describe('verify reports', () => {
  it.each(CASES)('$what', async ({ change, found }) => {
    const root = await makeSealed();
    change(root);
    const [html, json] = ['html', 'json'].map((name) => join(root, '..', name));
    const { code, stdout } = await run(root, 'verify', `--report=html:${html}`, `--report=jsonl:${json}`);
    const events = parseEvents(readFileSync(json ?? '', 'utf8'));
    const findings = events.filter(isFinding).filter(({ severity }) => severity !== 'note');
    expect({ code, found: findings.map(nameFinding) }).toEqual({ code: 1, found });
    expect(stdout).toMatch(/intact: no .*retyped.*complete: no/);
    expect(events.at(-1)).toMatchObject({ verdict: 'damaged', counts: { retyped: 1 } });
    const page = readFileSync(html ?? '', 'utf8').replaceAll(/<[^>]*>/g, ' ');
    expect(page).toMatch(/Are the bytes still what was promised\?\s+no\b/);
    expect(page).toMatch(/Is all there that was promised, and nothing else\?\s+no\b/);
  });

  it('nothing where a file beside a directory begins with its name', async () => {
    const root = await makeSealed();
    rmSync(join(root, 'd'), { recursive: true });
    for (const name of ['d.txt', 'd-e']) writeFileSync(join(root, name), lines(name.length));
    const { stdout } = await run(root, 'verify', '--json');
    expect(
      parseEvents(stdout)
        .filter(isFinding)
        .map(({ code }) => code),
    ).not.toContain('retyped');
  });
});
