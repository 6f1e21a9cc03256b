/**
 * Trees that a list of another tool vouches for, verified several times: what was seen of content that is proven to be the same is kept,
 * and every run says what the first one said.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../src/model/event.ts';
import { shell } from './help/peer.ts';
import { execute, isFinding, nameFinding, PROGRAM, parseEvents } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const scratch = makeScratch();
/** Lines of which no two are the same. */
const words = (i: number): string =>
  Array.from({ length: 60 }, (_, n) => `line ${n} of ${n * i} words in file ${i}\n`).join('');
const LIST = 'find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS';

type Verified = {
  readonly code: number | null;
  readonly said: unknown;
  readonly findings: readonly string[];
};

/** A run with a state directory of its own, and what it said but for times. */
async function verify(root: string, state: string, ...flags: readonly string[]): Promise<Verified> {
  const env = { ...process.env, XDG_STATE_HOME: state };
  const ran = await execute(process.execPath, [PROGRAM, 'verify', root, '--json', ...flags], { env });
  expect(ran.stderr).toBe('');
  const events = parseEvents(ran.stdout);
  const findings = events.filter(isFinding).map(nameFinding);
  return { code: ran.code, findings, said: events.flatMap(timeless) };
}

function timeless(event: RunEvent): object[] {
  if (event.type === 'begin' || event.type === 'progress') return [];
  return [event.type === 'end' ? { ...event, seconds: 0 } : event];
}

/** The files in which it is kept what was seen. */
function keptIn(state: string): string[] {
  const directory = join(state, 'restorable', 'examined');
  return existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : [];
}

describe('the kept files of every format, sound and damaged', () => {
  const root = join(scratch, 'formats');
  const state = join(scratch, 'state-formats');

  it('are said the same of in the first run, in the next, and in one that keeps nothing', async () => {
    cpSync('fixtures/garbage', root, { recursive: true });
    expect(await shell(LIST, root)).toBe(0);
    const first = await verify(root, state);
    expect(first.findings.length).toBeGreaterThan(50);
    const [kept = ''] = keptIn(state);
    const { mtimeMs, size } = statSync(kept);
    expect(size).toBeGreaterThan(24 + 20 * 20);
    expect(await verify(root, state)).toEqual(first);
    expect(statSync(kept).mtimeMs).toBe(mtimeMs);
    const unkept = await verify(root, join(scratch, 'state-none'), '--no-journal');
    expect(unkept.said).toEqual(first.said);
    expect(keptIn(join(scratch, 'state-none'))).toEqual([]);
  });
});

describe('a tree of texts and a picture', () => {
  let count = 0;
  const png = readFileSync('fixtures/garbage/structure/png/interlaced.png');
  /** A tree with a list of its own, verified once. */
  async function verified(): Promise<{ root: string; state: string }> {
    count += 1;
    const [root, state] = [join(scratch, `t${count}`), join(scratch, `s${count}`)];
    mkdirSync(root);
    for (let i = 0; i < 8; i++) writeFileSync(join(root, `${i}.txt`), words(i));
    writeFileSync(join(root, 'a.png'), png);
    expect(await shell(LIST, root)).toBe(0);
    expect(await verify(root, state)).toMatchObject({ code: 0, findings: [] });
    expect(keptIn(state).map((file) => statSync(file).size)).toEqual([24 + 9 * 20]);
    return { root, state };
  }

  it('is found changed', async () => {
    const { root, state } = await verified();
    writeFileSync(join(root, '3.txt'), 'something else\n');
    expect(await verify(root, state)).toMatchObject({ code: 1, findings: ['changed 3.txt'] });
  });

  it('is examined where a list was made anew of content that turned to garbage', async () => {
    const { root, state } = await verified();
    writeFileSync(join(root, 'a.png'), Buffer.concat([Buffer.alloc(100), png.subarray(100)]));
    expect(await shell(LIST, root)).toBe(0);
    const run = await verify(root, state);
    expect(run.code).toBe(1);
    expect(run.findings).toHaveLength(1);
    expect(await verify(root, state)).toEqual(run);
  });

  it('is examined where two files changed their names, under a list that says so', async () => {
    const { root, state } = await verified();
    expect(await shell('mv a.png x && mv 1.txt a.png && mv x 1.txt', root)).toBe(0);
    expect(await shell(LIST, root)).toBe(0);
    expect((await verify(root, state)).findings.map((each) => each.split(' ')[1])).toEqual([
      '1.txt',
      'a.png',
    ]);
  });

  it('is examined at another depth, and after 90 days', async () => {
    const { root, state } = await verified();
    await verify(root, state, '--depth', 'deep');
    expect(keptIn(state)).toHaveLength(2);
    const long = Date.now() / 1000 - 91 * 86_400;
    for (const file of keptIn(state)) utimesSync(file, long, long);
    await verify(root, state);
    // That of the other depth was cleared.
    expect(keptIn(state).map((file) => statSync(file).mtimeMs / 1000 > long + 86_400)).toEqual([true]);
  });

  it('is verified all the same where what was kept is damaged or cannot be written', async () => {
    const { root, state } = await verified();
    for (const file of keptIn(state)) writeFileSync(file, 'nothing');
    expect(await verify(root, state)).toMatchObject({ code: 0, findings: [] });
    const blocked = join(scratch, `blocked${count}`);
    mkdirSync(join(blocked, 'restorable'), { recursive: true });
    writeFileSync(join(blocked, 'restorable', 'examined'), '');
    expect(await verify(root, blocked)).toMatchObject({ code: 0, findings: [] });
  });
});

describe('stores whose files are named by their digests', () => {
  const sums = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const damages = [
    (file: string) => truncateSync(file, statSync(file).size - 1),
    (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
    (file: string) => {
      const bytes = readFileSync(file);
      bytes[20] = (bytes[20] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    },
  ];
  let count = 0;

  /** An image layout, a cache of DVC and a directory remote of git-annex in one tree, and the files that a name holds. */
  function makeStores(): { root: string; state: string; held: readonly string[] } {
    count += 1;
    const root = join(scratch, `stores-${count}`);
    cpSync('fixtures/manifests/oci/layout', join(root, 'oci'), { recursive: true });
    cpSync('fixtures/manifests/dvc', join(root, 'dvc'), { recursive: true });
    const text = Buffer.from(words(count + 100));
    const key = `SHA256E-s${text.length}--${sums(text)}.txt`;
    mkdirSync(join(root, 'annex/0a1/b2c', key), { recursive: true });
    writeFileSync(join(root, 'annex/0a1/b2c', key, key), text);
    const held = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /blobs\/sha256\/\w|files\/md5\/..\/\w|--/.test(path) && statSync(join(root, path)).isFile(),
    );
    return { root, state: join(scratch, `state-stores-${count}`), held };
  }

  it('are said the same of in the first run, in the next, and in one that keeps nothing', async () => {
    const { root, state, held } = makeStores();
    const first = await verify(root, state);
    expect(first).toMatchObject({ code: 0, findings: [] });
    expect(held).toHaveLength(11);
    expect(keptIn(state).map((file) => statSync(file).size)).toEqual([24 + held.length * 20]);
    const { mtimeMs } = statSync(keptIn(state)[0] ?? '');
    expect(await verify(root, state)).toEqual(first);
    expect(keptIn(state).map((file) => statSync(file).mtimeMs)).toEqual([mtimeMs]);
    expect((await verify(root, state, '--no-journal')).said).toEqual(first.said);
  });

  it('are read in full where they do not hold any more', async () => {
    const { root, state, held } = makeStores();
    await verify(root, state);
    for (const [i, path] of held.entries()) damages[i % damages.length]?.(join(root, path));
    const again = await verify(root, state);
    const paths = again.findings.map((each) => each.slice(each.indexOf(' ') + 1));
    expect(paths).toEqual(expect.arrayContaining([...held]));
    expect(again).toEqual(await verify(root, join(scratch, 'state-none'), '--no-journal'));
    expect(await verify(root, state)).toEqual(again);
  });

  it('say nothing for files that left them, whatever their names', async () => {
    const { root, state } = makeStores();
    await verify(root, state);
    // The mark of a layout gone, names alone say nothing any more.
    rmSync(join(root, 'oci/oci-layout'));
    rmSync(join(root, 'oci/index.json'));
    const unkept = await verify(root, join(scratch, 'state-none'), '--no-journal');
    expect((await verify(root, state)).said).toEqual(unkept.said);
  });
});
