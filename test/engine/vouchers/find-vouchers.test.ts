import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { seal } from '../../../dist/index.js';
import { gather } from '../../help/arbitrary.ts';
import { verified } from '../../help/vouched.ts';

const scratch = mkdtempSync(join(tmpdir(), 'restorable-discover-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), content);
}

/** What looks like a repository of restic: files that are named by their content. */
function makeRepository(top: string): void {
  for (const directory of ['data', 'index', 'keys', 'snapshots']) {
    const content = `${top} ${directory}`;
    const name = createHash('sha256').update(content).digest('hex');
    write(`${top}/${directory}/${directory === 'data' ? `${name.slice(0, 2)}/` : ''}${name}`, content);
  }
  write(`${top}/config`, 'a configuration that is encrypted. '.repeat(5));
}

describe('what vouches for a tree of stores', () => {
  it('is our manifest alone where one lies in a store, and the store where none does', async () => {
    makeRepository('tree/r1');
    makeRepository('tree/r2');
    makeRepository('tree/r2/inner');
    await gather(seal(join(scratch, 'tree/r2'), join(scratch, 'tree/r2/restorable.sha256')));
    const { vouchers } = await verified(join(scratch, 'tree'));
    expect(vouchers.map(({ format, path }) => `${format} ${path}`)).toEqual([
      'native r2/restorable.sha256',
      'restic r1/',
    ]);
  });
});
