import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ascmhl } from '../../src/voucher/ascmhl/ascmhl.ts';
import { ignoring } from '../../src/voucher/ascmhl/ignore.ts';
import { hexOfC4 } from '../../src/voucher/kit/c4.ts';
import type { VoucherContents } from '../../src/voucher/kit/voucher.ts';
import { mhl } from '../../src/voucher/mhl/mhl.ts';
import { makeFolder } from '../help/folder.ts';
import { expectUnshaken, fixtureOf, held, listOf, opened, problemsOf } from '../help/opened.ts';

const CHAIN = 'ascmhl/ascmhl_chain.xml';
const FIRST = 'ascmhl/0001_sample_2026-11-23_051500Z.mhl';
const SECOND = 'ascmhl/0002_sample_2026-11-23_061500Z.mhl';
const NESTED = 'Reel/ascmhl/0001_Reel_2026-11-23_051500Z.mhl';
const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';

function copy(): string {
  const { path } = makeFolder();
  cpSync(fixtureOf('ascmhl', 'generations'), path, { recursive: true });
  return path;
}

function edit(file: string, from: string | RegExp, to: string): void {
  writeFileSync(file, readFileSync(file, 'latin1').replace(from, to), 'latin1');
}

async function list(hashes: string, prolog = ''): Promise<VoucherContents> {
  const folder = makeFolder();
  folder.write('a');
  folder.write('x.mhl', `<?xml version="1.0"?>${prolog}<hashlist version="1.1">${hashes}</hashlist>\n`);
  return opened(mhl, folder.path, 'x.mhl');
}

describe('ascmhl', () => {
  it('holds all generations, renames followed and failed digests left out', async () => {
    const root = fixtureOf('ascmhl', 'generations');
    const vouching = await opened(ascmhl, root, CHAIN);
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching).toMatchObject({
      inventory: 'closed',
      base: '',
      notes: [
        'generations: 2',
        'hashes of directories are not checked',
        'files that a generation renamed: 1',
        'digests that already failed when a generation was made: 1',
      ],
    });
    expect(await held(root, vouching)).toEqual({ held: 4, not: [] });
    expect(vouching.entries.find(({ path }) => path === 'Clips/A&B.txt')?.digests[0]?.algorithm).toBe(
      'sha512',
    );
    expect(vouching.own).toContain('Reel/.DS_Store');
    const nested = await opened(ascmhl, root, 'Reel/ascmhl/ascmhl_chain.xml');
    expect(nested).toMatchObject({ base: 'Reel', inventory: 'closed', findings: [] });
    expect(await held(root, nested)).toEqual({ held: 1, not: [] });
  });

  it('misses nothing that a generation which does not hold may have renamed', async () => {
    const { path } = makeFolder();
    cpSync(fixtureOf('ascmhl', 'generations'), path, { recursive: true });
    const second = 'ascmhl/0002_sample_2026-11-23_061500Z.mhl';
    appendFileSync(`${path}/${second}`, ' ');
    const vouching = await opened(ascmhl, path, CHAIN);
    expect(problemsOf(vouching)).toEqual([`manifest-damaged ${second}: it is not as the chain has it`]);
    expect(vouching.inventory).toBe('open');
    expect(await held(path, vouching)).toEqual({ held: 3, not: [] });
    expect(vouching.notes).toContain(
      'files that are gone or were renamed by a generation that is not known: 1',
    );
  });

  it('holds a history that was moved into a directory for lists', async () => {
    const { path } = makeFolder();
    cpSync(fixtureOf('ascmhl', 'generations'), path, { recursive: true });
    mkdirSync(`${path}/MHL`);
    renameSync(`${path}/ascmhl`, `${path}/MHL/ascmhl`);
    const vouching = await opened(ascmhl, path, 'MHL/ascmhl/ascmhl_chain.xml');
    expect(vouching.base).toBe('');
    expect(vouching.notes).toContain('names are relative to the root');
    expect(await held(path, vouching)).toEqual({ held: 4, not: [] });
  });

  it('holds the sample of one generation that is not of a whole directory', async () => {
    const root = fixtureOf('ascmhl', 'one');
    const vouching = await opened(ascmhl, root, CHAIN);
    expect(vouching).toMatchObject({ inventory: 'open', findings: [] });
    expect(await held(root, vouching)).toEqual({ held: 1, not: [] });
  });

  it.each<[string, (root: string) => void, string]>([
    [
      'a generation changed',
      (root) => edit(`${root}/${FIRST}`, 'Summary', 'Sunmary'),
      `manifest-damaged ${FIRST}: it is not as the chain has it`,
    ],
    ['a generation lost', (root) => rmSync(`${root}/${SECOND}`), `missing ${SECOND}: `],
    ['the chain lost', (root) => rmSync(`${root}/${CHAIN}`), `missing ${CHAIN}: `],
    [
      'a list further down changed',
      (root) => edit(`${root}/${NESTED}`, 'B001', 'B002'),
      `manifest-damaged ${NESTED}: it is not as 0002_sample_2026-11-23_061500Z.mhl has it`,
    ],
    ['a list further down lost', (root) => rmSync(`${root}/${NESTED}`), `missing ${NESTED}: `],
    [
      'a C4 ID cut',
      (root) => edit(`${root}/${CHAIN}`, '</c4>', '0</c4>'),
      `manifest-damaged ${CHAIN}: line 3: not a path and a C4 ID`,
    ],
    [
      'a chain out of its directory',
      (root) => edit(`${root}/${CHAIN}`, '>0001', '>../0001'),
      `manifest-unsafe-path ${CHAIN}: line 3: '..' in the path`,
    ],
    [
      'a chain cut',
      (root) => edit(`${root}/${CHAIN}`, /<\/c4>[^]*$/, ''),
      `manifest-truncated ${CHAIN}: line 5: the XML ends before its end`,
    ],
  ])('says what is wrong: %s', async (_, damage, problem) => {
    const root = copy();
    damage(root);
    const vouching = await opened(
      ascmhl,
      root,
      problem.startsWith('missing ascmhl/ascmhl_chain') ? FIRST : CHAIN,
    );
    expect(problemsOf(vouching)).toContain(problem);
    expect(vouching.inventory).toBe('open');
  });

  it('knows C4 IDs, patterns that ignore, and where it does not belong', async () => {
    const empty =
      'c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT';
    expect(hexOfC4(empty)).toBe(createHash('sha512').digest('hex'));
    for (const other of [
      '',
      'c4',
      empty.slice(1),
      `${empty}1`,
      empty.replace('5', '0'),
      `c4${'z'.repeat(88)}`,
    ])
      expect(hexOfC4(other)).toBeUndefined();
    const isIgnored = ignoring(['.DS_Store', 'tmp/', '/top/*.bak', '!keep']);
    expect(['.DS_Store', 'a/.DS_Store', 'a/tmp/x', 'top/x.bak'].map(isIgnored)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['a/x.DS_Store', 'tmpx', 'a/top/x.bak', 'keep'].map(isIgnored)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(
      await listOf(ascmhl).open({ root: fixtureOf('ascmhl', 'one'), path: 'ascmhl_chain.xml' }),
    ).toBeUndefined();
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(ascmhl, fixtureOf('ascmhl', 'generations'), [CHAIN, FIRST, SECOND], 60);
  });
});

describe('mhl', () => {
  it('holds a list of 1.1 in every notation', async () => {
    const root = fixtureOf('mhl', 'flat');
    const vouching = await opened(mhl, root, 'flat.mhl');
    expect(problemsOf(vouching)).toEqual([]);
    expect(vouching.notes).toEqual(['files without a digest there, compared by size alone: 1']);
    expect(await held(root, vouching)).toEqual({ held: 4, not: [] });
    expect(vouching.entries[0]?.mtime).toBe('1795410900');
    expect(
      await listOf(mhl).open({
        root: fixtureOf('ascmhl', 'one'),
        path: 'ascmhl/0001_ascmhl_2026-11-23_051500Z.mhl',
      }),
    ).toBeUndefined();
  });

  it.each([
    [
      'unsafe',
      `<hash><file>../a</file><md5>${EMPTY}</md5></hash>`,
      "manifest-unsafe-path x.mhl: line 1: '..' in the path",
    ],
    [
      'absolute and above the top',
      `<hash><file>/../a</file><md5>${EMPTY}</md5></hash>`,
      "manifest-unsafe-path x.mhl: line 1: '..' in the path",
    ],
    [
      'a digest',
      '<hash><file>a</file><md5>12</md5></hash>',
      'manifest-damaged x.mhl: line 1: not a digest of md5',
    ],
    [
      'a size',
      `<hash><file>a</file><size>9007199254740993</size><md5>${EMPTY}</md5></hash>`,
      'manifest-damaged x.mhl: line 1: not a size',
    ],
    ['no name', `<hash><md5>${EMPTY}</md5></hash>`, 'manifest-damaged x.mhl: line 1: a hash without a path'],
    [
      'two digests',
      `<hash><file>a</file><md5>${EMPTY}</md5></hash><hash><file>a</file><md5>${EMPTY.replace('d', 'e')}</md5></hash>`,
      `manifest-duplicate a: line 1 has md5:${EMPTY}, line 1 has md5:${EMPTY.replace('d', 'e')}`,
    ],
    ['not well-formed', '<hash></file>', 'manifest-damaged x.mhl: line 1: not well-formed XML'],
    ['an entity', '<hash><file>&x;</file></hash>', 'manifest-damaged x.mhl: line 1: not well-formed XML'],
    ['nothing', '', 'manifest-damaged x.mhl: it has no entries'],
  ])('says what is wrong: %s', async (_, hashes, problem) => {
    expect(problemsOf(await list(hashes))).toContain(problem);
  });

  it('expands no entities', async () => {
    const bomb = `<!DOCTYPE hashlist [<!ENTITY a "${'a'.repeat(1000)}"><!ENTITY b "&a;&a;&a;&a;">]>`;
    const vouching = await list(`<hash><file>&b;</file><md5>${EMPTY}</md5></hash>`, bomb);
    expect(problemsOf(vouching)).toEqual([
      'manifest-damaged x.mhl: line 1: a document type, which such a file never has',
    ]);
    expect(vouching.entries).toEqual([]);
  });

  it('says that a list is cut', async () => {
    const folder = makeFolder();
    folder.write('x.mhl', readFileSync(`${fixtureOf('mhl', 'flat')}/flat.mhl`).subarray(0, -30));
    expect(problemsOf(await opened(mhl, folder.path, 'x.mhl')).join()).toMatch(
      /manifest-truncated x\.mhl: line \d+: the XML ends before its end/,
    );
  });

  it('survives anything', { timeout: 60_000 }, async () => {
    await expectUnshaken(mhl, fixtureOf('mhl', 'flat'), ['flat.mhl']);
  });
});
