import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/model/path.ts';
import { createPresence } from '../../src/voucher/kit/presence.ts';
import { makeScratch } from '../help/scratch.ts';

const scratch = makeScratch();
const HERE = [true, false];
const MISSING = [false, false];
const LOST = [false, true];

describe('what is there of the names of a list', () => {
  it('asks no more of a directory that is gone, and of every other for each name', () => {
    const root = mkdtempSync(join(scratch, 'root-'));
    mkdirSync(join(root, 'there/sub'), { recursive: true });
    writeFileSync(join(root, 'there/a'), 'a');
    writeFileSync(join(root, 'there/sub/b'), 'b');
    symlinkSync('there/sub', join(root, 'link'));
    symlinkSync('nowhere', join(root, 'dangling'));
    writeFileSync(join(root, 'file'), 'no directory');
    const presence = createPresence(fromText(root));
    const asked = (...paths: readonly string[]): unknown[] =>
      paths.map((path) => [presence.has(path), presence.isLost(path)]);
    expect(asked('gone/1', 'gone/2', 'gone/3', 'gone/4/5')).toEqual([MISSING, LOST, LOST, LOST]);
    expect(asked('gone.txt', 'there/a', 'gone/6')).toEqual([MISSING, HERE, LOST]);
    expect(asked('there/1', 'there/2', 'there/a', 'there/sub/b')).toEqual([MISSING, MISSING, HERE, HERE]);
    expect(asked('link/1', 'link/2', 'link/b')).toEqual([MISSING, MISSING, HERE]);
    expect(asked('dangling/1', 'dangling/2', 'file')).toEqual([MISSING, MISSING, HERE]);
    expect(asked('file/1', 'file/2', '1', '2')).toEqual([MISSING, MISSING, MISSING, MISSING]);
  });
});
