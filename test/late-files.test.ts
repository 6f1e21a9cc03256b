/** Files that are made while a tree is verified: what would vouch for them was sought before they were there. */
import { chmodSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../dist/index.js';
import type { RunEvent } from '../src/model/event.ts';
import { gather } from './help/arbitrary.ts';
import { isFinding } from './help/program.ts';
import { makeScratch } from './help/scratch.ts';

const scratch = makeScratch();
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The events of a verify after whose beginning, when what vouches is known, something happens to the tree. */
async function whileVerified(happens: (root: string) => void): Promise<RunEvent[]> {
  const root = mkdtempSync(join(scratch, 'tree-'));
  writeFileSync(join(root, 'a.txt'), '');
  writeFileSync(join(root, 'SHA256SUMS'), `${EMPTY}  a.txt\n`);
  const events: RunEvent[] = [];
  for await (const event of verify(root)) {
    events.push(event);
    if (event.type === 'begin') happens(root);
  }
  return events;
}

function told(events: readonly RunEvent[]): readonly (string | number)[] {
  const end = events.find((event) => event.type === 'end');
  const found = events.filter(isFinding).map((each) => `${each.severity} ${each.code} ${each.path}`);
  return [end?.exit ?? -1, ...found];
}

describe('a file that is made while a tree is verified', () => {
  it('is a note, and a warning of the next run', async () => {
    let tree = '';
    const events = await whileVerified((root) => {
      tree = root;
      mkdirSync(join(root, 'new'));
      writeFileSync(join(root, 'new/b.txt'), 'text');
    });
    expect(told(events)).toEqual([0, 'note unvouched new/b.txt']);
    expect(told(await gather(verify(tree)))).toEqual([1, 'warning unvouched new/b.txt']);
  });

  it('is a note also with an old mtime, as backup programs write them', async () => {
    const events = await whileVerified((root) => {
      writeFileSync(join(root, 'b.txt'), 'text');
      utimesSync(join(root, 'b.txt'), 1, 1);
    });
    expect(told(events)).toEqual([0, 'note unvouched b.txt']);
  });

  it('is still examined', async () => {
    const events = await whileVerified((root) => {
      writeFileSync(join(root, 'b.gz'), Buffer.alloc(9000));
    });
    expect(told(events)[0]).toBe(1);
  });

  it('is not one that was there and is written to', async () => {
    const root = mkdtempSync(join(scratch, 'tree-'));
    writeFileSync(join(root, 'a.txt'), '');
    writeFileSync(join(root, 'b.txt'), 'text');
    writeFileSync(join(root, 'SHA256SUMS'), `${EMPTY}  a.txt\n`);
    const events: RunEvent[] = [];
    for await (const event of verify(root)) {
      events.push(event);
      if (event.type === 'begin') chmodSync(join(root, 'b.txt'), 0o600);
    }
    expect(told(events)).toEqual([1, 'warning unvouched b.txt']);
  });

  it('is stamped with a time after the search for what vouches began, however short that is', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const before = performance.now();
      await whileVerified(() => void times.push(performance.now() - before));
    }
    // A tick is 10 ms on the slowest system, and a timer may be a millisecond early.
    expect(Math.min(...times)).toBeGreaterThan(10);
  });
});
