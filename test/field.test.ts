/** Trees with checksum lists as people have them, made by the real tools, and what has to be said of each. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { told } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';
import { needs } from './help/tools.ts';

const ARCHIVE = fileURLToPath(new URL('../fixtures/field/lists.tar.gz', import.meta.url));
const scratch = makeScratch();

/** Exit code and findings that are not 0 and none. */
const SAID: Readonly<Record<string, readonly [exit: number, ...findings: string[]]>> = {
  // A digest of a directory vouches for no file.
  h1: [4, 'no-voucher '],
  s1: [1, 'changed a.csv'],
  s8: [1, 'missing lost.csv'],
  t23: [1, 'unvouched b.csv'],
  t38: [4, 'manifest-duplicate a.csv'],
  w6: [1, 'unvouched umsatz.csv'],
  w7: [1, 'unvouched inventory.txt'],
  // objects/a.csv was altered: md5sum -c fails on it too.
  x1: [1, 'changed objects/a.csv'],
  // Only companions of a Mac, and no list.
  z1: [4, 'no-voucher '],
};

describe.skipIf(!needs('tar'))('a tree of the field', () => {
  const trees = join(scratch, 'trees');
  execFileSync('mkdir', [trees]);
  execFileSync('tar', ['xzf', ARCHIVE, '-C', trees]);
  const names = readdirSync(trees);

  it('is one of 37', () => expect(names).toHaveLength(37));

  it.concurrent.each(names)('%s is judged as its owner would', { timeout: 60_000 }, async (name) => {
    const { code, findings } = await told(['verify', join(trees, name)]);
    const [exit, ...found] = SAID[name] ?? [0];
    expect({ code, findings }).toEqual({ code: exit, findings: found });
  });

  it.concurrent.each(['s1', 's8'])(
    '%s is not sealed against its own list',
    { timeout: 60_000 },
    async (name) => {
      const root = mkdtempSync(join(scratch, 'seal-'));
      cpSync(join(trees, name), root, { recursive: true });
      expect((await told(['seal', root])).code).toBe(1);
      expect(readdirSync(root)).not.toContain('restorable.sha256');
    },
  );

  it.concurrent('z1 is quiet where companions of a Mac lie beside files', { timeout: 60_000 }, async () => {
    expect(await told(['scan', join(trees, 'z1')])).toMatchObject({ code: 0, findings: [] });
  });
});
