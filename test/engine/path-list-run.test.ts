import { describe, expect, it } from 'vitest';
import { leavingOutUnlisted, neverReached, onlyListed } from '../../src/engine/path-list-run.ts';
import { pathListOf } from '../../src/walk/path-list.ts';
import { gather } from '../help/arbitrary.ts';
import { makeFolder } from '../help/folder.ts';
import { detailOf } from '../help/in-words.ts';
import { entry } from './cases.ts';

const folder = makeFolder();
folder.write('there', 'x');
folder.write('real/file', 'x');
folder.link('link', 'real');

describe('a run over listed paths', () => {
  it('leaves out all but the listed paths and the way to them', () => {
    const leaveOut = leavingOutUnlisted((path) => path === 'a/b/c', pathListOf(['a/b']));
    expect(['a', 'a/b', 'a/b/d', 'a/b/c', 'a/e', 'f'].filter((path) => leaveOut?.(path) !== true)).toEqual([
      'a',
      'a/b',
      'a/b/d',
    ]);
    expect(leavingOutUnlisted(undefined, undefined)).toBeUndefined();
  });

  it('sees the listed entries, and what could not be listed on the way to them', async () => {
    const trouble = { code: 'EACCES', doing: 'list the directory' };
    async function* chunks(): AsyncGenerator<ReturnType<typeof entry>[]> {
      yield [entry('a', 'directory'), entry('a/b')];
      yield [entry('c', 'directory', { trouble })];
      yield [entry('d')];
    }
    const list = pathListOf(['a/b', 'c/e']);
    const watch = list.watch();
    const seen = await gather(onlyListed(chunks(), list, watch));
    expect(seen.map((chunk) => chunk.map(({ path }) => path))).toEqual([['a/b'], ['c']]);
    expect([...watch.unseen()]).toEqual(['c/e']);
  });

  it('says of each path that was never reached why', () => {
    const watch = pathListOf(['gone', 'link/file', 'there', 'there/below']).watch();
    const found = [...neverReached(folder.path, watch)].flat();
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'missing gone',
      'missing link/file',
      'unvouched there',
      'missing there/below',
    ]);
    expect(detailOf(found[1])).toBe('link is a link, and links are not followed');
  });
});
