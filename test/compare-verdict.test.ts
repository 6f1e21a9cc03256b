/** What `restorable compare` says of a run that found ordinary change only: never that a generation is sound. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { proseOf } from './help/made.ts';
import { isFinding, parseEvents, restorable } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

vi.setConfig({ testTimeout: 60_000 });

const scratch = makeScratch();

/** Makes a generation, sealed or not, of files that are the same in each; returns its path. */
async function generation(name: string, isSealed: boolean): Promise<string> {
  const root = join(scratch, name);
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'the same in both\n');
  if (isSealed) expect((await restorable(['seal', '-q', root])).code).toBe(0);
  return root;
}

const SIDES = [
  ['sealed', true],
  ['plain', false],
] as const;

describe('compare', () => {
  for (const [before, isOldSealed] of SIDES)
    for (const [after, isNewSealed] of SIDES)
      it(`says what it read of a ${before} old and a ${after} new generation`, async () => {
        const old = await generation(`old-${before}-${after}`, isOldSealed);
        const young = await generation(`new-${before}-${after}`, isNewSealed);
        const { code, stdout } = await restorable(['compare', '--json', old, young]);
        expect(code).toBe(0);
        expect(parseEvents(stdout).at(-1)).toMatchObject({
          verdict: 'ordinary',
          generationsRead: [...(isOldSealed ? [] : ['old']), ...(isNewSealed ? [] : ['new'])],
        });
        const said = await restorable(['compare', '--verbose', old, young]);
        expect(said.stdout.includes('no file was read')).toBe(isOldSealed && isNewSealed);
        expect(said.stdout.includes('only files of the old one were read')).toBe(!isOldSealed && isNewSealed);
        expect(/ B read in /.test(said.stdout)).toBe(!isNewSealed);
      });

  it.each(['terminal', 'junit', 'markdown', 'nagios', 'github', 'html'])(
    'calls nothing sound in the report %s, and says that no file was read',
    async (report) => {
      const old = await generation(`old-${report}`, true);
      const young = await generation(`new-${report}`, true);
      const { code, stdout } = await restorable(['compare', '--verbose', '--report', report, old, young]);
      expect(code).toBe(0);
      expect(stdout.replace(/<style>.*<\/style>/s, '')).not.toMatch(/\bsound\b/i);
      expect(stdout).toMatch(/ordinary change/i);
      expect(stdout).toContain('no file was read');
    },
  );

  it('has exit codes of its own in its help', async () => {
    const { stdout } = await restorable(['compare', '--help']);
    expect(stdout).toContain('0    ordinary change only');
    expect(stdout).not.toContain('0    sound');
  });
});

describe('verify --baseline, the sign-off', () => {
  it('fails on a generation that rotted after both were sealed, which compare alone cannot see', async () => {
    const old = await generation('baseline', true);
    const young = await generation('rotten', true);
    writeFileSync(join(young, 'a.txt'), Buffer.alloc(17));
    expect((await restorable(['compare', old, young])).code).toBe(0);
    expect((await restorable(['verify', '--baseline', old, young])).code).toBe(1);
  });
});

describe('text that is something else now', () => {
  const page = (i: number): string => `<!DOCTYPE html>\n<html><body>${proseOf(30 + i)}</body></html>\n`;
  const records = (i: number): string => JSON.stringify(proseOf(30 + i).split('\n'));

  /** A tree of twenty files and a program of each kind; the last of each kind is as `change` makes it. */
  function texts(name: string, change?: (content: Buffer) => Buffer): string {
    const root = join(scratch, name);
    mkdirSync(root);
    for (let i = 0; i < 20; i++) {
      const files = {
        [`${i}.html`]: page(i),
        [`${i}.json`]: records(i),
        [`tool-${i}`]: `#!/bin/sh\n${proseOf(i + 9)}`,
      };
      for (const [path, content] of Object.entries(files)) {
        const bytes = Buffer.from(content);
        writeFileSync(join(root, path), i === 19 && change !== undefined ? change(bytes) : bytes);
      }
    }
    return root;
  }

  it.each([
    ['packed', (content: Buffer) => gzipSync(content)],
    ['a picture', () => readFileSync(join(import.meta.dirname, '../docs/pictures/page.png'))],
  ])('is a warning where its name demands text, although it proves itself: %s', async (what, change) => {
    const old = texts(`texts before ${what}`);
    expect((await restorable(['seal', '-q', old])).code).toBe(0);
    const { code, stdout } = await restorable([
      'compare',
      '--json',
      old,
      texts(`texts after ${what}`, change),
    ]);
    const found = parseEvents(stdout)
      .filter(isFinding)
      .filter(({ severity }) => severity !== 'note');
    expect({ code, found: found.map(({ path }) => path) }).toEqual({
      code: 1,
      found: ['19.html', '19.json'],
    });
    expect(found[0]?.detail).toMatch(/^html in the old generation, (?:gzip|png) now/);
  });
});
