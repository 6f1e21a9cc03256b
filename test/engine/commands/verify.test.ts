/** What a manifest of a part of the tree says of the other parts: nothing. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../help/folder.ts';
import { restorable } from '../../help/program.ts';
import { verified } from '../../help/vouched.ts';

describe('a tree of which a directory is sealed', () => {
  it('has no inventory of a directory whose name begins alike', async () => {
    const folder = makeFolder();
    for (const path of ['day/a.txt', 'day-2/b.txt', 'day2/c.txt']) folder.write(path, `content of ${path}\n`);
    expect((await restorable(['seal', `${folder.path}/day`])).code).toBe(0);
    folder.write('day/new.txt', 'a new file\n');
    const { found, exit } = await verified(folder.path);
    expect(exit).toBe(1);
    expect(found.toSorted()).toEqual([
      'unexpected day/new.txt',
      'unvouched day-2/b.txt',
      'unvouched day2/c.txt',
    ]);
  });

  it('is held to the lists beside it too', async () => {
    const folder = makeFolder();
    folder.write('day/a.txt', 'a\n');
    folder.write('day2/b.txt', 'b\n');
    expect((await restorable(['seal', `${folder.path}/day`])).code).toBe(0);
    folder.write('day2/SHA256SUMS', `${createHash('sha256').update('b\n').digest('hex')}  b.txt\n`);
    expect(await verified(folder.path)).toMatchObject({ exit: 0, counted: { promised: 2, held: 2 } });
    folder.write('day2/b.txt', 'B\n');
    expect((await verified(folder.path)).found).toEqual(['changed day2/b.txt']);
  });
});
