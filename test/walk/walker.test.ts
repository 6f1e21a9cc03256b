import { chmodSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBelow } from '../../src/disk/below.ts';
import { type FileEntry, orderKey } from '../../src/model/entry.ts';
import { createWalker, type Walker } from '../../src/walk/walker.ts';
import { somePath } from '../help/arbitrary.ts';
import { makeFolder } from '../help/folder.ts';

const folder = makeFolder();
let made = 0;

function walkerIn(root: string): Walker {
  return createWalker(openBelow(root), { leaveOut: undefined });
}

/** All entries up to and including a key, or to the end. */
function upTo(walker: Walker, last?: string): string[] {
  const keys: string[] = [];
  for (let entry = walker.next(last); entry !== undefined; entry = walker.next(last))
    keys.push(orderKey(entry));
  return keys;
}

function treeOf(paths: readonly string[]): string {
  made += 1;
  const top = `w${made}`;
  const root = folder.directory(top);
  for (const path of paths) {
    try {
      folder.write(`${top}/${path}`);
    } catch {
      // A file where this needs a directory, or the contrary: the tree has the one or the other.
    }
  }
  return root;
}

describe('a walker that is sent to keys', () => {
  it('meets every entry in exactly one of any consecutive ranges, also with keys that are not there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(somePath, { maxLength: 12 }),
        fc.array(somePath, { maxLength: 4 }),
        fc.boolean(),
        async (paths, others, isOneWalker) => {
          const root = treeOf(paths);
          const whole = upTo(walkerIn(root));
          const cuts = [...new Set([...whole.filter((_, i) => i % 3 === 1), ...others])].toSorted((a, b) =>
            a < b ? -1 : 1,
          );
          const shared = walkerIn(root);
          const met: string[] = [];
          for (const [i, cut] of [...cuts, undefined].entries()) {
            const walker = isOneWalker ? shared : walkerIn(root);
            expect(walker.seek(cuts[i - 1] ?? '')).toBeUndefined();
            met.push(...upTo(walker, cut));
          }
          expect(met).toEqual(whole);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes back as well as on', () => {
    const root = treeOf(['a/1', 'a/2', 'b/c/3', 'd']);
    const walker = walkerIn(root);
    expect(upTo(walker)).toEqual(['a/', 'a/1', 'a/2', 'b/', 'b/c/', 'b/c/3', 'd']);
    walker.seek('a/1');
    expect(upTo(walker, 'b/c/')).toEqual(['a/2', 'b/', 'b/c/']);
    walker.seek('');
    expect(upTo(walker, 'a/')).toEqual(['a/']);
  });

  it.skipIf(process.geteuid?.() !== 0)('says which directory above a key cannot be listed', () => {
    const root = treeOf(['a/b/1', 'c']);
    chmodSync(`${root}/a/b`, 0o000);
    process.seteuid?.(65_534);
    let above: FileEntry | undefined;
    let met: string[] = [];
    try {
      const walker = walkerIn(root);
      above = walker.seek('a/b/0');
      met = upTo(walker);
    } finally {
      process.seteuid?.(0);
    }
    expect(above).toMatchObject({ path: 'a/b', kind: 'directory', trouble: { code: 'EACCES' } });
    expect(met).toEqual(['c']);
  });
});
