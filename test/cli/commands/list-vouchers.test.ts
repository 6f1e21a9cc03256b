/** What `verify --list-vouchers` says of what vouches for a tree. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ran, restorable } from '../../help/program.ts';
import { makeScratch } from '../../help/scratch.ts';

const scratch = makeScratch();
const list = (...roots: readonly string[]): Promise<Ran> =>
  restorable(['verify', '--list-vouchers', ...roots]);

function makeTree(): string {
  const root = mkdtempSync(join(scratch, 'tree-'));
  for (const name of ['a.txt', 'b.txt']) writeFileSync(join(root, name), `content of ${name}\n`);
  return root;
}

describe('verify --list-vouchers', () => {
  it('names a list, how many files it has and what it answers', async () => {
    const root = makeTree();
    const digest = createHash('sha256').update('content of a.txt\n').digest('hex');
    writeFileSync(join(root, 'SHA256SUMS'), `${digest}  a.txt\n`);
    expect(await list(root)).toMatchObject({
      code: 0,
      stdout: `${root}\n  checksum-list  SHA256SUMS, 1 file  (answers: corrupt, named)\n`,
    });
  });

  it('says what was left out when a manifest was made, and nothing where nothing was', async () => {
    const [whole, part, less] = [makeTree(), makeTree(), makeTree()];
    await restorable(['seal', whole]);
    await restorable(['seal', '--exclude', '*.tmp', part]);
    await restorable(['seal', '--exclude', '*.tmp', '--exclude', 'cache/', less]);
    const { stdout } = await list(whole, part, less);
    const [of = '', ofPart = '', ofLess = ''] = stdout.split('\n').filter((line) => line.includes('native'));
    expect(of).toMatch(
      /^ {2}native {2}restorable\.sha256, 2 files {2}\(answers: corrupt, complete; .*; not signed\)$/,
    );
    expect(of).not.toContain('left out');
    expect(ofPart).toMatch(/; left out when it was made: \*\.tmp\)$/);
    expect(ofLess).toMatch(/; left out when it was made: \*\.tmp, cache\/\)$/);
  });

  it('is exit 4 where nothing vouches for one of several', async () => {
    const [one, other] = [makeTree(), makeTree()];
    await restorable(['seal', one]);
    const { code, stdout } = await list(one, other);
    expect(code).toBe(4);
    expect(stdout).toContain(`${other}\n  no manifest or checksums found\n`);
    expect(await list(one)).toMatchObject({ code: 0 });
  });

  it('writes a line of JSON for each root with --json', async () => {
    const root = makeTree();
    mkdirSync(join(root, 'd'));
    await restorable(['seal', root]);
    const { stdout } = await restorable(['verify', '--list-vouchers', '--json', root]);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'vouchers',
      root,
      vouchers: [{ format: 'native', path: 'restorable.sha256', entries: 2 }],
      unsearched: [],
    });
  });
});
